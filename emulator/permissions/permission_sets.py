"""The permission sets of an instance.

Changing one changes no role: accounts get the change when the permission set is provisioned there again.
"""

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import RowMapping, delete, func, insert, select, update

from emulator.directory.constraints import shown
from emulator.directory.paging import Page, page_of_rows
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance
from emulator.permissions.operations import in_progress_on
from emulator.permissions.permission_set import PermissionsBoundary, PermissionSet, PolicyReference
from emulator.permissions.quotas import quota_exceeded
from emulator.permissions.role_duration import DEFAULT_ROLE_DURATION, role_duration
from emulator.permissions.tags import delete_tags
from emulator.store.tables.permissions import account_assignments, permission_sets
from emulator.store.transaction import Transaction

MAXIMUM_PERMISSION_SETS = 3500

_COLUMNS = permission_sets.c


def create_permission_set(
    tx: Transaction,
    instance: Instance,
    name: str,
    *,
    description: str | None = None,
    session_duration: str = DEFAULT_ROLE_DURATION,
    relay_state: str | None = None,
) -> PermissionSet:
    """Store a new permission set without policies.

    Raises ValidationException for the duration, ConflictException for a name that is taken, and
    ServiceQuotaExceededException.
    """
    role_duration(session_duration)
    _check_name_is_free(tx, instance, name)
    of_instance = _COLUMNS.instance_arn == instance.instance_arn
    if tx.value(select(func.count()).select_from(permission_sets).where(of_instance)) >= MAXIMUM_PERMISSION_SETS:
        raise quota_exceeded("PermissionSet", MAXIMUM_PERMISSION_SETS, instance.owner_account_id)
    made = PermissionSet(
        permission_set_arn=tx.ids.permission_set_arn(instance.instance_arn),
        instance_arn=instance.instance_arn,
        name=name,
        description=description,
        session_duration=session_duration,
        relay_state=relay_state,
        inline_policy=None,
        permissions_boundary=None,
        revision=1,
        created_at=tx.now(),
    )
    tx.execute(insert(permission_sets).values(vars(made)))
    return made


def find_permission_set(
    tx: Transaction, instance: Instance, permission_set_arn: str, *, lock: bool = False
) -> PermissionSet:
    """The permission set of that ARN. Raises ResourceNotFoundException where the instance has none."""
    statement = select(permission_sets).where(
        _COLUMNS.permission_set_arn == permission_set_arn, _COLUMNS.instance_arn == instance.instance_arn
    )
    row = tx.row(statement.with_for_update() if lock else statement)
    if row is None:
        raise unknown_permission_set(permission_set_arn)
    return _permission_set(row)


def list_permission_sets(
    tx: Transaction, instance: Instance, *, after: str | None = None, limit: int = 100
) -> Page[PermissionSet]:
    """A page of the instance's permission sets, oldest first. Raises UnknownPosition."""
    statement = select(permission_sets).where(_COLUMNS.instance_arn == instance.instance_arn)
    keys = (_COLUMNS.created_at, _COLUMNS.permission_set_arn)
    page = page_of_rows(tx, statement, keys, after=after, limit=limit)
    return Page([_permission_set(row) for row in page.items], page.after)


def update_permission_set(
    tx: Transaction,
    permission_set: PermissionSet,
    *,
    description: str | None = None,
    session_duration: str | None = None,
    relay_state: str | None = None,
) -> PermissionSet:
    """Change what is given; the rest stays. Raises ValidationException for the duration.

    unconfirmed: what AWS does with members that are left out; Terraform's provider has no other way to keep them.
    """
    if session_duration is not None:
        role_duration(session_duration)
    given = {"description": description, "session_duration": session_duration, "relay_state": relay_state}
    return change(tx, permission_set, **{name: value for name, value in given.items() if value is not None})


def change(tx: Transaction, permission_set: PermissionSet, **values: Any) -> PermissionSet:
    """Write new values, or none when only the policies have changed; accounts are behind from now on."""
    changed = replace(permission_set, **values, revision=permission_set.revision + 1)
    written = {name: getattr(changed, name) for name in (*values, "revision")}
    if "permissions_boundary" in written:
        written["permissions_boundary"] = _boundary_as_json(changed.permissions_boundary)
    same = _COLUMNS.permission_set_arn == permission_set.permission_set_arn
    tx.execute(update(permission_sets).where(same).values(**written))
    return changed


def delete_permission_set(tx: Transaction, permission_set: PermissionSet) -> None:
    """Remove the permission set. Raises ConflictException while somebody is assigned with it.

    Source: facts/awsapi.md §4.5.
    """
    arn = permission_set.permission_set_arn
    same = account_assignments.c.permission_set_arn == arn
    assigned = tx.row(select(account_assignments).where(same).limit(1))
    under_way = in_progress_on(tx, arn)
    if assigned is not None or under_way:
        where = assigned["account_id"] if assigned else under_way[0].subject or "several accounts"
        found = "an assignment" if assigned else f"unfinished work ({under_way[0].kind})"
        raise Refusal(
            "ConflictException",
            "Could not delete because PermissionSet has ApplicationProfile associated with it.",
            cause="permission-set.assigned",
            facts=Facts(where=permission_set.name, found=f"{found} in account {where}", expected="no assignment"),
        )
    delete_tags(tx, arn)
    tx.execute(delete(permission_sets).where(_COLUMNS.permission_set_arn == arn))


def unknown_permission_set(permission_set_arn: str) -> Refusal:
    """The refusal for an ARN that no permission set of the instance has; unconfirmed: the text."""
    return Refusal(
        "ResourceNotFoundException",
        f"Could not find PermissionSet with id {permission_set_arn.rpartition('/')[2]}",
        cause="permission-set.unknown",
        facts=Facts(
            where="permissionSetArn", found=shown(permission_set_arn), expected="a permission set of this instance"
        ),
    )


def _check_name_is_free(tx: Transaction, instance: Instance, name: str) -> None:
    """unconfirmed: that names which differ in letter case only are different."""
    same = (_COLUMNS.instance_arn == instance.instance_arn) & (_COLUMNS.name == name)
    if tx.row(select(_COLUMNS.name).where(same)) is not None:
        raise Refusal(
            "ConflictException",
            f"PermissionSet with name {name} already exists.",
            cause="permission-set.name-taken",
            facts=Facts(where="name", found=shown(name), expected="a name that no permission set here has"),
        )


def _boundary_as_json(boundary: PermissionsBoundary | None) -> Any:
    return asdict(boundary) if isinstance(boundary, PolicyReference) else boundary


def _permission_set(row: RowMapping) -> PermissionSet:
    values = {name: row[name] for name in PermissionSet.__dataclass_fields__}
    boundary = row["permissions_boundary"]
    if isinstance(boundary, dict):
        values["permissions_boundary"] = PolicyReference(**boundary)
    return PermissionSet(**values)
