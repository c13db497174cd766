"""What a person may use: the accounts and roles assigned to the user, directly or through a group.

Assignments hold ids. One that was made for a user or group that has been deleted since gives nothing to a new user
or group of the same name (guide entry 9).
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, RowMapping, Select, literal, select, union_all

from emulator.permissions.instances import Instance
from emulator.permissions.operations import Kind, Operation, Status, newest_of_principals
from emulator.permissions.role_duration import role_duration
from emulator.permissions.settling import carry_out_due
from emulator.store.tables.directory import memberships
from emulator.store.tables.permissions import account_assignments, permission_sets, provisioned_permission_sets
from emulator.store.transaction import Transaction

_ASSIGNED, _PROVISIONED = account_assignments.c, provisioned_permission_sets.c


@dataclass(frozen=True, kw_only=True)
class AssignedRole:
    """A permission set that a user may use in an account. `role_name` is that of the role in the account's IAM."""

    account_id: str
    permission_set_arn: str
    permission_set_name: str
    description: str | None
    relay_state: str | None
    session_duration: timedelta
    role_name: str


def accounts_of_user(tx: Transaction, instance: Instance, user_id: str) -> tuple[str, ...]:
    """The numbers of the accounts in which the user has at least one role, in ascending order."""
    carry_out_due(tx)
    found = _assigned(instance, user_id).with_only_columns(_ASSIGNED.account_id).distinct()
    return tuple(row["account_id"] for row in tx.rows(found.order_by(_ASSIGNED.account_id)))


def roles_of_user(tx: Transaction, instance: Instance, user_id: str, account_id: str) -> tuple[AssignedRole, ...]:
    """The user's roles in the account, by name."""
    carry_out_due(tx)
    found = _assigned(instance, user_id).where(_ASSIGNED.account_id == account_id)
    return tuple(_role(row) for row in tx.rows(found.distinct().order_by(permission_sets.c.name)))


def role_of_user(
    tx: Transaction, instance: Instance, user_id: str, account_id: str, permission_set_name: str
) -> AssignedRole | None:
    """The role that the permission set gives the user in the account; None where it is not assigned."""
    carry_out_due(tx)
    found = _assigned(instance, user_id).where(
        _ASSIGNED.account_id == account_id, permission_sets.c.name == permission_set_name
    )
    row = tx.row(found)
    return None if row is None else _role(row)


def unfinished_assignment(
    tx: Transaction, instance: Instance, user_id: str, account_id: str, permission_set_name: str | None
) -> Operation | None:
    """The newest request to assign the user in the account, itself or by a group, unless it has succeeded."""
    named = select(permission_sets.c.permission_set_arn).where(
        permission_sets.c.instance_arn == instance.instance_arn,
        *([permission_sets.c.name == permission_set_name] if permission_set_name is not None else []),
    )
    groups = select(memberships.c.group_id).where(
        memberships.c.identity_store_id == instance.identity_store_id, memberships.c.user_id == user_id
    )
    newest = newest_of_principals(
        tx,
        Kind.ASSIGNMENT_CREATION,
        account_id,
        [row["permission_set_arn"] for row in tx.rows(named)],
        [user_id, *(row["group_id"] for row in tx.rows(groups))],
    )
    return None if newest is None or newest.status is Status.SUCCEEDED else newest


def _assigned(instance: Instance, user_id: str) -> Select[tuple[object, ...]]:
    """The assignments of the user and of its groups, with permission set and role."""
    of_user: ColumnElement[str] = literal(user_id)
    groups = select(memberships.c.group_id).where(
        memberships.c.identity_store_id == instance.identity_store_id, memberships.c.user_id == user_id
    )
    same_set = permission_sets.c.permission_set_arn == _ASSIGNED.permission_set_arn
    same_role = (_PROVISIONED.permission_set_arn == _ASSIGNED.permission_set_arn) & (
        _PROVISIONED.account_id == _ASSIGNED.account_id
    )
    return (
        select(
            _ASSIGNED.account_id,
            *(permission_sets.c[name] for name in _OF_PERMISSION_SET),
            _PROVISIONED.role_name,
        )
        .join_from(account_assignments, permission_sets, same_set)
        .join(provisioned_permission_sets, same_role)
        .where(
            _ASSIGNED.instance_arn == instance.instance_arn,
            _ASSIGNED.principal_id.in_(union_all(select(of_user), groups)),
        )
    )


_OF_PERMISSION_SET = ("permission_set_arn", "name", "description", "relay_state", "session_duration")


def _role(row: RowMapping) -> AssignedRole:
    return AssignedRole(
        account_id=row["account_id"],
        permission_set_arn=row["permission_set_arn"],
        permission_set_name=row["name"],
        description=row["description"],
        relay_state=row["relay_state"],
        session_duration=role_duration(row["session_duration"]),
        role_name=row["role_name"],
    )
