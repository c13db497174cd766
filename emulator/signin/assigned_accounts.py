"""What a person may use in the access portal: accounts, roles, and credentials for them (facts/signin.md §3.6)."""

from collections.abc import Mapping

from emulator.accounts.credentials import Credentials, role_credentials
from emulator.accounts.organization import Account, accounts
from emulator.permissions.access import AssignedRole, accounts_of_user, role_of_user, roles_of_user
from emulator.permissions.access_control_attributes import session_tags
from emulator.signin.bearer import Bearer
from emulator.signin.events import record_portal_call
from emulator.signin.no_access import account_not_assigned, role_not_assigned
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin


def list_accounts(tx: Transaction, bearer: Bearer, *, origin: Origin) -> tuple[Account, ...]:
    """The accounts in which the person has a role, by number; and the event."""
    assigned = set(accounts_of_user(tx, bearer.instance, bearer.user.user_id))
    _record(tx, bearer, "ListAccounts", None, origin)
    known = (account for account in accounts(tx) if account.account_id in assigned)
    return tuple(sorted(known, key=lambda account: account.account_id))


def list_roles(tx: Transaction, bearer: Bearer, account_id: str, *, origin: Origin) -> tuple[AssignedRole, ...]:
    """The person's roles in the account, by name; and the event. Raises ForbiddenException where there is none.

    unconfirmed: that AWS refuses rather than answers with an empty list.
    """
    roles = roles_of_user(tx, bearer.instance, bearer.user.user_id, account_id)
    if not roles:
        raise account_not_assigned(tx, bearer, account_id)
    _record(tx, bearer, "ListAccountRoles", {"account_id": account_id}, origin)
    return roles


def credentials_for_role(
    tx: Transaction, bearer: Bearer, account_id: str, role_name: str, *, origin: Origin
) -> Credentials:
    """Credentials for the permission set `role_name` in the account; and the event.

    Raises ForbiddenException where it is not assigned, and what `role_credentials` raises.
    """
    role = role_of_user(tx, bearer.instance, bearer.user.user_id, account_id, role_name)
    if role is None:
        raise role_not_assigned(tx, bearer, account_id, role_name)
    tags = session_tags(tx, bearer.instance, bearer.user, bearer.principal_tags)
    _record(tx, bearer, "GetRoleCredentials", {"role_name": role_name, "account_id": account_id}, origin)
    return role_credentials(tx, account_id, role.role_name, bearer.user.user_name, role.session_duration, tags)


def _record(
    tx: Transaction, bearer: Bearer, name: str, service_event_details: Mapping[str, str] | None, origin: Origin
) -> None:
    record_portal_call(
        tx,
        bearer.instance,
        name=name,
        user_id=bearer.user.user_id,
        user_name=bearer.user.user_name,
        credential_id=bearer.credential_id,
        service_event_details=service_event_details,
        origin=origin,
    )
