"""Which permission sets are in which accounts, as roles, and whether those roles are up to date."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from emulator.accounts.roles import (
    CustomerManagedPolicy,
    ProvisioningFailed,
    RoleSpecification,
    provision_role,
    remove_role,
    reserved_role_path,
)
from emulator.directory.paging import Page, page_of_rows
from emulator.permissions.attached_policies import managed_policies, policies_of_account
from emulator.permissions.instances import Instance
from emulator.permissions.permission_set import PermissionSet, PolicyReference
from emulator.permissions.quotas import quota_exceeded
from emulator.permissions.role_duration import role_duration
from emulator.store.tables.permissions import permission_sets, provisioned_permission_sets
from emulator.store.transaction import Transaction

# In one account (facts/signin.md §6).
MAXIMUM_PROVISIONED = 500

_COLUMNS = provisioned_permission_sets.c


class Freshness(StrEnum):
    """Whether a role is as its permission set says now, in AWS's words."""

    LATEST = "LATEST_PERMISSION_SET_PROVISIONED"
    BEHIND = "LATEST_PERMISSION_SET_NOT_PROVISIONED"


def provision(tx: Transaction, instance: Instance, permission_set: PermissionSet, account_id: str) -> None:
    """Write the permission set as it is now into the account's role, which is made where it is missing.

    Raises ProvisioningFailed; then the account is as it was.
    """
    role_name = role_name_of(tx, permission_set.permission_set_arn, account_id)
    values = {"revision": permission_set.revision}
    if role_name is not None:
        provision_role(tx, account_id, _specification(tx, instance, permission_set, role_name))
        same = _one(permission_set.permission_set_arn, account_id)
        tx.execute(update(provisioned_permission_sets).where(same).values(**values))
        return
    if not has_room(tx, account_id):
        quota = quota_exceeded("ProvisionedPermissionSet", MAXIMUM_PROVISIONED, account_id)
        raise ProvisioningFailed(quota.message, cause=quota.cause)
    role_name = tx.ids.reserved_role_name(permission_set.name)
    provision_role(tx, account_id, _specification(tx, instance, permission_set, role_name))
    tx.execute(
        insert(provisioned_permission_sets).values(
            permission_set_arn=permission_set.permission_set_arn,
            account_id=account_id,
            instance_arn=instance.instance_arn,
            role_name=role_name,
            provisioned_at=tx.now(),
            **values,
        )
    )


def withdraw(tx: Transaction, permission_set_arn: str, account_id: str) -> None:
    """Remove the permission set's role from the account, if it is there."""
    role_name = role_name_of(tx, permission_set_arn, account_id)
    if role_name is not None:
        remove_role(tx, account_id, role_name)
        tx.execute(delete(provisioned_permission_sets).where(_one(permission_set_arn, account_id)))


def withdraw_all(tx: Transaction, instance_arn: str) -> None:
    """Remove the roles of an instance that is deleted from every account."""
    of_instance = _COLUMNS.instance_arn == instance_arn
    for row in tx.rows(select(_COLUMNS.permission_set_arn, _COLUMNS.account_id).where(of_instance)):
        withdraw(tx, row["permission_set_arn"], row["account_id"])


def role_name_of(tx: Transaction, permission_set_arn: str, account_id: str) -> str | None:
    """The name of the permission set's role in the account; None where it is not provisioned."""
    found: str | None = tx.value(select(_COLUMNS.role_name).where(_one(permission_set_arn, account_id)))
    return found


def has_room(tx: Transaction, account_id: str) -> bool:
    """Whether the account may get the role of one more permission set."""
    count = select(func.count()).select_from(provisioned_permission_sets).where(_COLUMNS.account_id == account_id)
    return bool(tx.value(count) < MAXIMUM_PROVISIONED)


def accounts_with(
    tx: Transaction,
    permission_set_arn: str,
    *,
    freshness: Freshness | None = None,
    after: str | None = None,
    limit: int = 100,
) -> Page[str]:
    """A page of the accounts that have the permission set, in the order of provisioning. Raises UnknownPosition."""
    of_set = _COLUMNS.permission_set_arn == permission_set_arn
    return _page(tx, of_set, _COLUMNS.account_id, freshness, after, limit)


def every_account_with(tx: Transaction, permission_set_arn: str) -> Sequence[str]:
    """All accounts that have the permission set, in the order of provisioning."""
    of_set = _COLUMNS.permission_set_arn == permission_set_arn
    order = (_COLUMNS.provisioned_at, _COLUMNS.account_id)
    return [row["account_id"] for row in tx.rows(select(_COLUMNS.account_id).where(of_set).order_by(*order))]


def permission_sets_in(
    tx: Transaction,
    instance: Instance,
    account_id: str,
    *,
    freshness: Freshness | None = None,
    after: str | None = None,
    limit: int = 100,
) -> Page[str]:
    """A page of the ARNs of the permission sets in the account, oldest role first. Raises UnknownPosition."""
    in_account = (_COLUMNS.account_id == account_id) & (_COLUMNS.instance_arn == instance.instance_arn)
    return _page(tx, in_account, _COLUMNS.permission_set_arn, freshness, after, limit)


def _page(
    tx: Transaction,
    condition: ColumnElement[bool],
    column: ColumnElement[str],
    freshness: Freshness | None,
    after: str | None,
    limit: int,
) -> Page[str]:
    statement = select(_COLUMNS.provisioned_at, column).where(condition)
    if freshness is not None:
        same = permission_sets.c.permission_set_arn == _COLUMNS.permission_set_arn
        latest = permission_sets.c.revision == _COLUMNS.revision
        statement = statement.join(permission_sets, same).where(latest if freshness is Freshness.LATEST else ~latest)
    page = page_of_rows(tx, statement, (_COLUMNS.provisioned_at, column), after=after, limit=limit)
    return Page([row[column.name] for row in page.items], page.after)


def _specification(
    tx: Transaction, instance: Instance, permission_set: PermissionSet, role_name: str
) -> RoleSpecification:
    """unconfirmed: that the tags of a permission set stay with it, so that the role has none."""
    boundary = permission_set.permissions_boundary
    return RoleSpecification(
        permission_set_name=permission_set.name,
        role_name=role_name,
        path=reserved_role_path(instance.region),
        description=permission_set.description or "",
        session_duration=role_duration(permission_set.session_duration),
        inline_policy=permission_set.inline_policy,
        managed_policy_arns=tuple(managed_policies(tx, permission_set).items),
        customer_managed_policies=tuple(
            _in_account(policy) for policy in policies_of_account(tx, permission_set).items
        ),
        permissions_boundary=_in_account(boundary) if isinstance(boundary, PolicyReference) else boundary,
    )


def _in_account(policy: PolicyReference) -> CustomerManagedPolicy:
    return CustomerManagedPolicy(name=policy.name, path=policy.path)


def _one(permission_set_arn: str, account_id: str) -> ColumnElement[bool]:
    return (_COLUMNS.permission_set_arn == permission_set_arn) & (_COLUMNS.account_id == account_id)
