"""Who may use which permission set in which account.

An assignment holds the id of a user or group, and keeps it when they are deleted (guide entry 9).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, Select, delete, func, insert, select

from emulator.accounts.roles import ProvisioningFailed
from emulator.directory.groups import find_group
from emulator.directory.paging import Page, page_of_rows
from emulator.directory.users import find_user
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions import operations
from emulator.permissions.conflicts import check_no_conflict
from emulator.permissions.instances import Instance, instance_of_arn
from emulator.permissions.operations import Kind, Operation
from emulator.permissions.permission_set import PermissionSet
from emulator.permissions.permission_sets import find_permission_set
from emulator.permissions.provisioning import MAXIMUM_PROVISIONED, has_room, provision, role_name_of, withdraw
from emulator.permissions.provisioning_requests import throttled
from emulator.permissions.quotas import quota_exceeded
from emulator.store.tables.directory import memberships
from emulator.store.tables.permissions import account_assignments
from emulator.store.transaction import Transaction

USER, GROUP = "USER", "GROUP"

# facts/signin.md §6: unfinished creations at a time, and groups with one permission set in one account.
MAXIMUM_UNFINISHED = 15
MAXIMUM_GROUPS = 100

_COLUMNS = account_assignments.c


@dataclass(frozen=True)
class Principal:
    """Who is assigned; `type` is USER or GROUP."""

    type: str
    id: str


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """One assignment."""

    assignment_id: str
    account_id: str
    permission_set_arn: str
    principal: Principal
    created_at: datetime


def request_creation(
    tx: Transaction, instance: Instance, permission_set: PermissionSet, account_id: str, principal: Principal
) -> Operation:
    """Begin to assign; who is assigned already stays so, and the role is brought up to date.

    Raises ConflictException while other work on the same is under way, ThrottlingException and
    ServiceQuotaExceededException. Whether account and principal exist is found out later.
    """
    arn = permission_set.permission_set_arn
    check_no_conflict(tx, arn, account_id, principal.id)
    unfinished = operations.in_progress_in(tx, instance.instance_arn, Kind.ASSIGNMENT_CREATION)
    if len(unfinished) >= MAXIMUM_UNFINISHED:
        found = f"{MAXIMUM_UNFINISHED} unfinished creations of assignments"
        raise throttled(found, f"at most {MAXIMUM_UNFINISHED} at a time")
    _check_quotas(tx, permission_set, account_id, principal)
    return _begin(tx, Kind.ASSIGNMENT_CREATION, instance, permission_set, account_id, principal)


def request_deletion(
    tx: Transaction, instance: Instance, permission_set: PermissionSet, account_id: str, principal: Principal
) -> Operation:
    """Begin to take an assignment away, whether or not the principal still exists.

    Raises ResourceNotFoundException where there is no such assignment, ConflictException.
    """
    arn = permission_set.permission_set_arn
    check_no_conflict(tx, arn, account_id, principal.id)
    if tx.row(select(account_assignments).where(_one(arn, account_id, principal.id))) is None:
        # unconfirmed: the text, and that it is refused at once.
        raise Refusal(
            "ResourceNotFoundException",
            f"Could not find AccountAssignment of {principal.type} with id {principal.id}",
            cause="assignment.unknown",
            facts=Facts(
                where=f"{permission_set.name} in account {account_id}",
                found=f"no assignment of {principal.type} {principal.id}",
                expected="an assignment that ListAccountAssignments shows",
            ),
        )
    return _begin(tx, Kind.ASSIGNMENT_DELETION, instance, permission_set, account_id, principal)


def finish_creation(tx: Transaction, operation: Operation) -> None:
    """Assign, and write the role. Raises ProvisioningFailed; then nothing has changed."""
    instance = instance_of_arn(tx, operation.instance_arn)
    permission_set = find_permission_set(tx, instance, operation.permission_set_arn or "")
    assign(tx, instance, permission_set, operation.subject, _principal(operation))


def finish_deletion(tx: Transaction, operation: Operation) -> None:
    """Take the assignment away, and with the last one of the permission set in the account its role."""
    arn, account_id = operation.permission_set_arn or "", operation.subject
    tx.execute(delete(account_assignments).where(_one(arn, account_id, _principal(operation).id)))
    if tx.row(_in_account(arn, account_id).limit(1)) is None:
        withdraw(tx, arn, account_id)


def assign(
    tx: Transaction, instance: Instance, permission_set: PermissionSet, account_id: str, principal: Principal
) -> None:
    """Assign without delay, for a seed and for `finish_creation`. Raises ProvisioningFailed."""
    _check_principal_exists(tx, instance, principal)
    provision(tx, instance, permission_set, account_id)
    arn = permission_set.permission_set_arn
    if tx.row(select(account_assignments).where(_one(arn, account_id, principal.id))) is None:
        tx.execute(
            insert(account_assignments).values(
                assignment_id=tx.ids.uuid(),
                instance_arn=instance.instance_arn,
                account_id=account_id,
                permission_set_arn=arn,
                principal_type=principal.type,
                principal_id=principal.id,
                created_at=tx.now(),
            )
        )


def list_assignments(
    tx: Transaction, permission_set: PermissionSet, account_id: str, *, after: str | None = None, limit: int = 100
) -> Page[Assignment]:
    """A page of those who are assigned in the account, oldest first. Raises UnknownPosition."""
    return _page(tx, _in_account(permission_set.permission_set_arn, account_id), after, limit)


def assignments_in_account(
    tx: Transaction, instance: Instance, account_id: str, *, after: str | None = None, limit: int = 100
) -> Page[Assignment]:
    """A page of everybody who is assigned in the account, oldest first, those who no longer exist included.

    Raises UnknownPosition.
    """
    of_instance = _COLUMNS.instance_arn == instance.instance_arn
    statement = select(account_assignments).where(of_instance, _COLUMNS.account_id == account_id)
    return _page(tx, statement, after, limit)


def assignments_per_account(tx: Transaction, instance: Instance) -> Mapping[str, int]:
    """How many assignments each account has; one without any is not named."""
    of_instance = _COLUMNS.instance_arn == instance.instance_arn
    counted = select(_COLUMNS.account_id, func.count().label("assignments")).where(of_instance)
    return {row["account_id"]: row["assignments"] for row in tx.rows(counted.group_by(_COLUMNS.account_id))}


def assignments_of_principal(
    tx: Transaction,
    instance: Instance,
    principal: Principal,
    *,
    account_id: str | None = None,
    after: str | None = None,
    limit: int = 100,
) -> Page[Assignment]:
    """A page of a principal's assignments, oldest first; a user also has those of its groups.

    Raises UnknownPosition.
    """
    statement = select(account_assignments).where(_COLUMNS.instance_arn == instance.instance_arn)
    groups = select(memberships.c.group_id).where(memberships.c.user_id == principal.id)
    among = _COLUMNS.principal_id == principal.id
    if principal.type == USER:
        among = among | _COLUMNS.principal_id.in_(groups)
    if account_id is not None:
        statement = statement.where(_COLUMNS.account_id == account_id)
    return _page(tx, statement.where(among), after, limit)


def _begin(
    tx: Transaction,
    kind: Kind,
    instance: Instance,
    permission_set: PermissionSet,
    account_id: str,
    principal: Principal,
) -> Operation:
    return operations.begin(
        tx,
        kind,
        instance.instance_arn,
        account_id,
        permission_set_arn=permission_set.permission_set_arn,
        principal_type=principal.type,
        principal_id=principal.id,
    )


def _check_quotas(tx: Transaction, permission_set: PermissionSet, account_id: str, principal: Principal) -> None:
    arn = permission_set.permission_set_arn
    if role_name_of(tx, arn, account_id) is None and not has_room(tx, account_id):
        raise quota_exceeded("ProvisionedPermissionSet", MAXIMUM_PROVISIONED, account_id)
    if principal.type != GROUP:
        return
    others = _in_account(arn, account_id).where(
        _COLUMNS.principal_type == GROUP, _COLUMNS.principal_id != principal.id
    )
    if tx.value(select(func.count()).select_from(others.subquery())) >= MAXIMUM_GROUPS:
        raise quota_exceeded("group assignment", MAXIMUM_GROUPS, f"{permission_set.name} in {account_id}")


def _check_principal_exists(tx: Transaction, instance: Instance, principal: Principal) -> None:
    """The reason was seen for a user that had been deleted (https://github.com/hashicorp/terraform-provider-aws/issues/19341).

    unconfirmed: that creating an assignment fails in the same way.
    """
    find = find_group if principal.type == GROUP else find_user
    try:
        find(tx, instance.identity_store_id, principal.id)
    except Refusal as missing:
        raise ProvisioningFailed(
            f"Received a 404 status error: the {principal.type} assignee {principal.id} "
            f"was not found in directory {instance.identity_store_id}",
            cause="provisioning.principal-not-found",
        ) from missing


def _page(tx: Transaction, statement: Select[tuple[object, ...]], after: str | None, limit: int) -> Page[Assignment]:
    page = page_of_rows(tx, statement, (_COLUMNS.created_at, _COLUMNS.assignment_id), after=after, limit=limit)
    return Page([_assignment(row) for row in page.items], page.after)


def _assignment(row: RowMapping) -> Assignment:
    return Assignment(
        assignment_id=row["assignment_id"],
        account_id=row["account_id"],
        permission_set_arn=row["permission_set_arn"],
        principal=Principal(row["principal_type"], row["principal_id"]),
        created_at=row["created_at"],
    )


def _in_account(permission_set_arn: str, account_id: str) -> Select[tuple[object, ...]]:
    return select(account_assignments).where(
        _COLUMNS.permission_set_arn == permission_set_arn, _COLUMNS.account_id == account_id
    )


def _one(permission_set_arn: str, account_id: str, principal_id: str) -> ColumnElement[bool]:
    in_account = (_COLUMNS.permission_set_arn == permission_set_arn) & (_COLUMNS.account_id == account_id)
    return in_account & (_COLUMNS.principal_id == principal_id)


def _principal(operation: Operation) -> Principal:
    assert operation.principal_type is not None
    assert operation.principal_id is not None
    return Principal(operation.principal_type, operation.principal_id)
