"""Why a domain refuses a user name and password, in Active Directory's own sub-codes of "invalid credentials"."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """The sub-codes (`data 52e`) that a domain controller answers a bind with."""

    UNKNOWN_USER = "525"
    WRONG_PASSWORD = "52e"
    LOGON_HOURS = "530"
    WORKSTATION = "531"
    PASSWORD_EXPIRED = "532"
    DISABLED = "533"
    ACCOUNT_EXPIRED = "701"
    MUST_CHANGE_PASSWORD = "773"
    LOCKED = "775"


@dataclass(frozen=True)
class Rejection:
    """A refused bind. `since` is what the directory tells beyond the reason, such as when a password expired."""

    reason: Reason
    since: str | None = None

    @property
    def words(self) -> str:
        """What is wrong, to stand behind the name of the account."""
        told = _WORDS[self.reason]
        return told if self.since is None else f"{told} since {self.since}"


_WORDS = {
    Reason.UNKNOWN_USER: "is not in the domain",
    Reason.WRONG_PASSWORD: "has another password",
    Reason.LOGON_HOURS: "may not log on at this hour",
    Reason.WORKSTATION: "may log on to certain computers only",
    Reason.PASSWORD_EXPIRED: "has an expired password",
    Reason.DISABLED: "is disabled",
    Reason.ACCOUNT_EXPIRED: "has expired",
    Reason.MUST_CHANGE_PASSWORD: "must change the password at the next logon",
    Reason.LOCKED: "is locked out",
}
