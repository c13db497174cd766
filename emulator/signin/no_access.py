"""`No access`: all that AWS tells a person without an assignment; here with the reason (guide entry 9)."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, select

from emulator.directory.groups import groups_of_ids
from emulator.directory.users import users_of_ids
from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.active_directory.diagnosis import unread_membership
from emulator.permissions.access import accounts_of_user, roles_of_user, unfinished_assignment
from emulator.permissions.instances import Instance
from emulator.signin.bearer import Bearer
from emulator.store.tables.permissions import account_assignments, permission_sets
from emulator.store.transaction import Transaction

_RESERVED = "AWSReservedSSO_"


def account_not_assigned(tx: Transaction, bearer: Bearer, account_id: str) -> Refusal:
    """The person has no role in the account."""
    reason = _of_an_assignment(tx, bearer, account_id, None)
    if reason is not None:
        return reason
    assigned = accounts_of_user(tx, bearer.instance, bearer.user.user_id)
    return _no_access(
        "portal.account-not-assigned",
        where="account_id",
        found=account_id,
        expected=f"one of {', '.join(assigned)}" if assigned else f"an assignment of {bearer.user.user_name}",
    )


def role_not_assigned(tx: Transaction, bearer: Bearer, account_id: str, role_name: str) -> Refusal:
    """The person does not have the permission set in the account."""
    reason = _of_an_assignment(tx, bearer, account_id, role_name)
    if reason is not None:
        return reason
    names = [role.permission_set_name for role in roles_of_user(tx, bearer.instance, bearer.user.user_id, account_id)]
    return _no_access(
        "portal.role-name" if role_name.startswith(_RESERVED) else "portal.role-not-assigned",
        where="role_name",
        found=f"{role_name} in account {account_id}",
        expected=f"one of {', '.join(names)}" if names else f"an assignment of {bearer.user.user_name}",
    )


def _of_an_assignment(tx: Transaction, bearer: Bearer, account_id: str, role_name: str | None) -> Refusal | None:
    """The refusal that names an assignment which looks right and gives nothing, if there is one."""
    return (
        _stale_assignment(tx, bearer.instance, account_id, role_name)
        or _unread(tx, bearer, account_id, role_name)
        or _unfinished(tx, bearer, account_id, role_name)
    )


def _unfinished(tx: Transaction, bearer: Bearer, account_id: str, role_name: str | None) -> Refusal | None:
    """The refusal that names a request to assign the person which is under way, or has failed."""
    request = unfinished_assignment(tx, bearer.instance, bearer.user.user_id, account_id, role_name)
    if request is None:
        return None
    return _no_access(
        "role.not-provisioned",
        where=f"assignment in account {account_id}",
        found=f"{request.status}: {request.failure_reason}" if request.failure_reason else str(request.status),
        expected="SUCCEEDED",
    )


def _stale_assignment(tx: Transaction, instance: Instance, account_id: str, role_name: str | None) -> Refusal | None:
    """The refusal that names an assignment whose user or group was deleted, if the account has one."""
    for row in _assigned(tx, instance, account_id, role_name):
        kind, principal_id = row["principal_type"], row["principal_id"]
        found = users_of_ids if kind == "USER" else groups_of_ids
        if not found(tx, instance.identity_store_id, [principal_id]):
            return _no_access(
                f"stale-assignment.{kind.lower()}-recreated",
                where=f"assignment in account {account_id}",
                found=f"{kind} {principal_id}, who was deleted",
                expected=f"an assignment to the {kind.lower()} that exists now",
            )
    return None


def _unread(tx: Transaction, bearer: Bearer, account_id: str, role_name: str | None) -> Refusal | None:
    """The refusal that names an assigned group of the connected directory whose member AWS cannot read."""
    assigned = _assigned(tx, bearer.instance, account_id, role_name)
    group_ids = [row["principal_id"] for row in assigned if row["principal_type"] == "GROUP"]
    unread = unread_membership(tx, bearer.instance.identity_store_id, bearer.user, group_ids)
    if unread is None:
        return None
    cause, facts = unread
    return Refusal("ForbiddenException", "No access", cause=cause, facts=facts)


def _assigned(tx: Transaction, instance: Instance, account_id: str, role_name: str | None) -> Sequence[RowMapping]:
    """The assignments in the account, oldest first; with `role_name`, those of the permission set."""
    columns = account_assignments.c
    statement = (
        select(columns.principal_type, columns.principal_id)
        .join(permission_sets, permission_sets.c.permission_set_arn == columns.permission_set_arn)
        .where(columns.instance_arn == instance.instance_arn, columns.account_id == account_id)
        .order_by(columns.created_at)
    )
    if role_name is not None:
        statement = statement.where(permission_sets.c.name == role_name)
    return tx.rows(statement)


def _no_access(cause: str, *, where: str, found: str, expected: str) -> Refusal:
    return Refusal(
        "ForbiddenException", "No access", cause=cause, facts=Facts(where=where, found=found, expected=expected)
    )
