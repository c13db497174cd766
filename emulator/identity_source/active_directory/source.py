"""What AWS needs of an Active Directory; an embedded one and one behind LDAP give it alike."""

from datetime import datetime
from typing import Protocol

from emulator.identity_source.active_directory.contents import Account, Contents, Domain
from emulator.identity_source.active_directory.rejection import Rejection


class DirectorySource(Protocol):
    """A directory as AD Connector sees it. It is read only; nothing is ever written to it.

    Each method raises a Refusal (ad-connector.*) where the service account cannot look anything up.
    """

    def contents(self, now: datetime) -> Contents:
        """Everything that the service account can read. May take long: call it outside of a transaction."""

    def candidates(self, typed: str, now: datetime) -> tuple[tuple[Domain, ...], tuple[Account, ...]]:
        """The domains, and the users among whom somebody with that typed name is, if there is one."""

    def check_password(self, account: Account, typed: str, now: datetime) -> Rejection | None:
        """Why the directory does not let the user in; None where it does."""
