"""Where a directory answers LDAP, and what AWS asks of it there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from emulator.identity_source.active_directory.contents import Account, Contents, Domain
from emulator.identity_source.active_directory.rejection import Reason, Rejection

# Long enough for a slow domain controller, short enough for a person who waits.
_TIMEOUT_SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class LdapDirectory:
    """The connection that AD Connector has: `url` is ldap:// or ldaps://, the rest is its service account.

    `user_name` is a down-level name, a UPN or a distinguished name. Without `ca_certificates` (PEM), the authorities
    of the machine are trusted.
    """

    kind: Literal["ldap"] = "ldap"
    url: str
    base_dn: str
    user_name: str
    password: str
    start_tls: bool = False
    ca_certificates: str | None = None
    timeout_seconds: int = _TIMEOUT_SECONDS

    def __repr__(self) -> str:
        return f"LdapDirectory(url={self.url!r}, base_dn={self.base_dn!r}, user_name={self.user_name!r})"

    def contents(self, now: datetime) -> Contents:
        """Everything below the base. Raises a Refusal (ad-connector.*)."""
        del now
        # Imported here and below: ldap3 takes its time, and few have a real directory.
        from emulator.identity_source.active_directory.ldap.reading import read_contents

        return read_contents(self)

    def candidates(self, typed: str, now: datetime) -> tuple[tuple[Domain, ...], tuple[Account, ...]]:
        """The users with that account name or UPN. Raises a Refusal (ad-connector.*)."""
        del now
        from emulator.identity_source.active_directory.ldap.reading import find_accounts

        return find_accounts(self, typed)

    def check_password(self, account: Account, typed: str, now: datetime) -> Rejection | None:
        """Bind as the user. Raises a Refusal (ad-connector.unreachable)."""
        del now
        if not typed:
            # A bind without a password is an anonymous one, and succeeds.
            return Rejection(Reason.WRONG_PASSWORD)
        from emulator.identity_source.active_directory.ldap.session import rejected_bind

        return rejected_bind(self, account.down_level_name, typed)
