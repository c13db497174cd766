"""Permission sets, assignments, and attributes for access control."""

import json
from collections import defaultdict
from typing import Any

from sqlalchemy import select

from emulator.accounts.organization import account
from emulator.guide.refusal import Refusal
from emulator.permissions.access_control_attributes import ENABLED, configuration
from emulator.permissions.assignments import USER
from emulator.permissions.attached_policies import managed_policies, policies_of_account
from emulator.permissions.instances import Instance
from emulator.permissions.permission_set import PermissionSet, PolicyReference
from emulator.permissions.permission_sets import list_permission_sets
from emulator.seed.export.left_out import LeftOut
from emulator.seed.export.people import People
from emulator.seed.model import SeedAssignment, SeedPermissionSet
from emulator.store.tables.permissions import account_assignments
from emulator.store.transaction import Transaction

_ALL = 1_000_000


def exported_permission_sets(tx: Transaction, instance: Instance) -> tuple[SeedPermissionSet, ...]:
    """The permission sets by name."""
    return tuple(_permission_set(tx, each) for each in _permission_sets(tx, instance))


def exported_assignments(
    tx: Transaction, instance: Instance, people: People, left_out: LeftOut
) -> tuple[SeedAssignment, ...]:
    """The assignments: for each permission set, one entry for those who have it in the same accounts."""
    columns = account_assignments.c
    exported = []
    for permission_set in _permission_sets(tx, instance):
        rows = tx.rows(
            select(account_assignments).where(columns.permission_set_arn == permission_set.permission_set_arn)
        )
        if rows and _needs_policies_of_accounts(tx, permission_set):
            left_out.add(f"assignments of {permission_set.name}, which needs policies that the accounts hold")
            continue
        places: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            kind, principal_id, account_id = row["principal_type"], row["principal_id"], row["account_id"]
            name = people.user_name(principal_id) if kind == USER else people.group_name(principal_id)
            if name is None:
                left_out.add(
                    f"an assignment of {permission_set.name} in {account_id} to a {kind.lower()} who was deleted"
                )
            elif not _is_active(tx, account_id):
                left_out.add(f"assignments in account {account_id}, which is not active")
            else:
                places[kind, name].add("management" if account_id == instance.owner_account_id else account_id)
        together: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
        for principal, account_ids in places.items():
            together[tuple(sorted(account_ids))].append(principal)
        exported += [
            SeedAssignment(
                permission_set=permission_set.name,
                accounts=account_ids,
                users=tuple(sorted(name for kind, name in principals if kind == USER)),
                groups=tuple(sorted(name for kind, name in principals if kind != USER)),
            )
            for account_ids, principals in sorted(together.items())
        ]
    return tuple(exported)


def exported_access_control(tx: Transaction, instance: Instance, left_out: LeftOut) -> bool | dict[str, str]:
    """The mappings of attributes for access control; True where there are none yet, False where it is not enabled."""
    try:
        found = configuration(tx, instance.instance_arn)
    except Refusal:
        return False
    if found.status != ENABLED:
        left_out.add("attributes for access control, which failed to be enabled")
        return False
    return {each.key: each.source for each in sorted(found.attributes, key=lambda each: each.key)} or True


def _permission_sets(tx: Transaction, instance: Instance) -> list[PermissionSet]:
    return sorted(list_permission_sets(tx, instance, limit=_ALL).items, key=lambda each: each.name)


def _permission_set(tx: Transaction, permission_set: PermissionSet) -> SeedPermissionSet:
    boundary = permission_set.permissions_boundary
    return SeedPermissionSet(
        name=permission_set.name,
        description=permission_set.description,
        session_duration=permission_set.session_duration,
        relay_state=permission_set.relay_state,
        managed_policies=tuple(managed_policies(tx, permission_set).items),
        customer_managed_policies=tuple(_policy(each) for each in policies_of_account(tx, permission_set).items),
        inline_policy=_document(permission_set.inline_policy),
        permissions_boundary=_policy(boundary) if isinstance(boundary, PolicyReference) else boundary,
    )


def _policy(policy: PolicyReference) -> str:
    return policy.name if policy.path == "/" else policy.full_name


def _document(inline_policy: str | None) -> str | dict[str, Any] | None:
    """The policy as YAML would show it, if nothing but blanks is lost by that."""
    if inline_policy is None:
        return None
    document = json.loads(inline_policy)
    return document if isinstance(document, dict) else inline_policy


def _needs_policies_of_accounts(tx: Transaction, permission_set: PermissionSet) -> bool:
    boundary = isinstance(permission_set.permissions_boundary, PolicyReference)
    return boundary or bool(policies_of_account(tx, permission_set, limit=1).items)


def _is_active(tx: Transaction, account_id: str) -> bool:
    found = account(tx, account_id)
    return found is not None and found.status == "ACTIVE"
