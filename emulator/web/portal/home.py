"""What the first page of the access portal lists: accounts with their roles, and applications."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from emulator.accounts.organization import Account
from emulator.applications.portal_tiles import PortalTile, tiles_of_user
from emulator.permissions.access import AssignedRole, roles_of_user
from emulator.signin.assigned_accounts import list_accounts
from emulator.signin.bearer import Bearer
from emulator.signin.events import record_portal_call
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin


@dataclass(frozen=True, kw_only=True)
class RoleLinks:
    """A role of the person in an account, and where its links lead."""

    name: str
    description: str | None
    console: str
    administrator_url: str
    credentials: str
    shortcut: str


@dataclass(frozen=True, kw_only=True)
class AccountEntry:
    """One account of the tab Accounts."""

    account: Account
    roles: tuple[RoleLinks, ...]

    def matches(self, wanted: str) -> bool:
        """Whether name, number, e-mail address or a role contains the text that was searched for."""
        texts = (self.account.name, self.account.account_id, self.account.email, *(role.name for role in self.roles))
        return any(wanted in text.casefold() for text in texts)


@dataclass(frozen=True, kw_only=True)
class ApplicationEntry:
    """One tile of the tab Applications."""

    name: str
    description: str | None
    url: str
    administrator_url: str | None

    def matches(self, wanted: str) -> bool:
        """Whether the name contains the text that was searched for."""
        return wanted in self.name.casefold()


def application_tiles(
    tx: Transaction, bearer: Bearer, public_url: str, *, origin: Origin
) -> tuple[ApplicationEntry, ...]:
    """The applications that the person may use and that the portal shows, by name; recorded as ListApplications.

    unconfirmed: the shape of that event today; that of the other portal events (facts/signin.md §5.7).
    """
    record_portal_call(
        tx,
        bearer.instance,
        name="ListApplications",
        user_id=bearer.user.user_id,
        user_name=bearer.user.user_name,
        credential_id=bearer.credential_id,
        service_event_details=None,
        origin=origin,
    )
    return tuple(_tile(tile) for tile in tiles_of_user(tx, bearer.instance, bearer.user.user_id, public_url))


def account_entries(tx: Transaction, bearer: Bearer, *, origin: Origin) -> tuple[AccountEntry, ...]:
    """The person's accounts by number, each with its roles; recorded as ListAccounts."""
    return tuple(
        AccountEntry(
            account=account,
            roles=_roles(roles_of_user(tx, bearer.instance, bearer.user.user_id, account.account_id)),
        )
        for account in list_accounts(tx, bearer, origin=origin)
    )


def _roles(roles: Sequence[AssignedRole]) -> tuple[RoleLinks, ...]:
    return tuple(
        RoleLinks(
            name=role.permission_set_name,
            description=role.description,
            console=f"/start/console?{_query(role)}",
            administrator_url=f"/start/console?mode=administrator&{_query(role)}",
            credentials=f"/start/credentials?{_query(role)}",
            shortcut=f"/start/shortcut?{_query(role)}",
        )
        for role in roles
    )


def _tile(tile: PortalTile) -> ApplicationEntry:
    return ApplicationEntry(
        name=tile.name, description=tile.description, url=tile.url, administrator_url=tile.administrator_url
    )


def _query(role: AssignedRole) -> str:
    return urlencode({"account_id": role.account_id, "role_name": role.permission_set_name})
