"""The embedded Active Directory: a directory that a seed describes, with passwords of its own."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from emulator.directory.password_hashes import matches
from emulator.identity_source.active_directory.connector import refused_connector, unreachable
from emulator.identity_source.active_directory.contents import Account, Contents, Domain
from emulator.identity_source.active_directory.rejection import Reason, Rejection


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What a domain keeps of a user for logging on; `computers` are those that the user may log on to, if limited."""

    password_hash: str | None
    locked: bool = False
    must_change_password: bool = False
    password_expires_at: datetime | None = None
    account_expires_at: datetime | None = None
    computers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ServiceAccount:
    """The account that AD Connector binds with; `connector_knows_password` compares what both sides hold."""

    user_name: str
    enabled: bool
    password_expires_at: datetime | None
    password_hash: str
    connector_password_hash: str
    connector_knows_password: bool


@dataclass(frozen=True, kw_only=True)
class EmbeddedDirectory:
    """A directory as data: what is in it, and the credentials of its users by object GUID."""

    kind: Literal["embedded"] = "embedded"
    held: Contents
    credentials: dict[str, Credentials] = field(default_factory=dict)
    service_account: ServiceAccount
    reachable: bool = True

    def contents(self, now: datetime) -> Contents:
        """Everything. Raises a Refusal (ad-connector.*)."""
        self._bind(now)
        return self.held

    def candidates(self, typed: str, now: datetime) -> tuple[tuple[Domain, ...], tuple[Account, ...]]:
        """All domains and users. Raises a Refusal (ad-connector.*)."""
        del typed
        self._bind(now)
        return self.held.domains, self.held.accounts

    def check_password(self, account: Account, typed: str, now: datetime) -> Rejection | None:
        """The rejection in the order of a domain controller: what is wrong shows to who knows the password only."""
        kept = self.credentials.get(account.object_guid, Credentials(password_hash=None))
        right = matches(kept.password_hash, typed)
        problems = (
            (kept.locked, Reason.LOCKED, None),
            (not right, Reason.WRONG_PASSWORD, None),
            (not account.enabled, Reason.DISABLED, None),
            (_over(kept.account_expires_at, now), Reason.ACCOUNT_EXPIRED, kept.account_expires_at),
            (_over(kept.password_expires_at, now), Reason.PASSWORD_EXPIRED, kept.password_expires_at),
            (kept.must_change_password, Reason.MUST_CHANGE_PASSWORD, None),
            (bool(kept.computers), Reason.WORKSTATION, None),
        )
        for applies, reason, since in problems:
            if applies:
                return Rejection(reason, None if since is None else _instant(since))
        return None

    def _bind(self, now: datetime) -> None:
        if not self.reachable:
            controllers = f"domain controllers of {self.held.domains[0].name}"
            raise unreachable(controllers, "no answer", "an open way from AD Connector to LDAP, Kerberos and DNS")
        account = self.service_account
        if not account.enabled:
            raise refused_connector(account.user_name, Rejection(Reason.DISABLED))
        if not account.connector_knows_password:
            raise refused_connector(account.user_name, Rejection(Reason.WRONG_PASSWORD))
        expires_at = account.password_expires_at
        if expires_at is not None and expires_at <= now:
            raise refused_connector(account.user_name, Rejection(Reason.PASSWORD_EXPIRED, _instant(expires_at)))


def _over(end: datetime | None, now: datetime) -> bool:
    return end is not None and end <= now


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
