"""Puts a seed's permission sets, assignments and settings of permissions into the store."""

import json
from collections.abc import Iterable, Mapping

from emulator.accounts.roles import ProvisioningFailed
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.access_control_attributes import AccessControlAttribute, create_configuration
from emulator.permissions.account_instances import opt_in_to_account_instances
from emulator.permissions.assignments import GROUP, USER, Principal, assign
from emulator.permissions.attached_policies import (
    attach_managed_policy,
    attach_policy_of_account,
    put_inline_policy,
    put_permissions_boundary,
)
from emulator.permissions.instances import Instance
from emulator.permissions.operations import Pace, set_pace
from emulator.permissions.permission_set import PermissionSet, PolicyReference
from emulator.permissions.permission_sets import create_permission_set, find_permission_set
from emulator.seed.model import Seed, SeedAssignment, SeedPermissionSet
from emulator.store.transaction import Transaction


def plant_permissions(
    tx: Transaction, instance: Instance, seed: Seed, user_ids: Mapping[str, str], group_ids: Mapping[str, str]
) -> None:
    """Make what the seed says of permissions; the ids are those of the users and groups that it names.

    Raises Refusal where a documented rule forbids it, and where an account cannot get a role.
    """
    set_pace(tx, Pace(polls=seed.operations.polls, seconds=seed.operations.seconds))
    if seed.account_instances_opted_in:
        opt_in_to_account_instances(tx)
    if seed.access_control_attributes is not False:
        given = {} if seed.access_control_attributes is True else seed.access_control_attributes
        mappings = [AccessControlAttribute(key, source) for key, source in given.items()]
        create_configuration(tx, instance.instance_arn, mappings)
    made = {wanted.name: plant_permission_set(tx, instance, wanted) for wanted in seed.permission_sets}
    for assignment in seed.assignments:
        plant_assignment(tx, instance, assignment, made[assignment.permission_set], user_ids, group_ids)


def plant_permission_set(tx: Transaction, instance: Instance, wanted: SeedPermissionSet) -> PermissionSet:
    """Make one permission set with its policies. Raises Refusal."""
    made = create_permission_set(
        tx,
        instance,
        wanted.name,
        description=wanted.description,
        session_duration=wanted.session_duration,
        relay_state=wanted.relay_state,
    )

    def current() -> PermissionSet:
        return find_permission_set(tx, instance, made.permission_set_arn)

    for arn in wanted.managed_policies:
        attach_managed_policy(tx, current(), arn)
    for policy in wanted.customer_managed_policies:
        attach_policy_of_account(tx, current(), _policy(policy))
    if wanted.inline_policy is not None:
        document = wanted.inline_policy
        put_inline_policy(tx, current(), document if isinstance(document, str) else json.dumps(document))
    if wanted.permissions_boundary is not None:
        boundary = wanted.permissions_boundary
        put_permissions_boundary(tx, current(), boundary if boundary.startswith("arn:") else _policy(boundary))
    return current()


def plant_assignment(
    tx: Transaction,
    instance: Instance,
    assignment: SeedAssignment,
    permission_set: PermissionSet,
    user_ids: Mapping[str, str],
    group_ids: Mapping[str, str],
) -> None:
    """Assign; who is assigned already stays so. Raises Refusal where an account cannot get the role."""
    principals = principals_of(assignment.users, assignment.groups, user_ids, group_ids)
    for place in assignment.accounts:
        account_id = instance.owner_account_id if place == "management" else place
        for principal in principals:
            try:
                assign(tx, instance, permission_set, account_id, principal)
            except ProvisioningFailed as failure:
                raise _not_provisioned(permission_set, account_id, failure) from failure


def principals_of(
    users: Iterable[str], groups: Iterable[str], user_ids: Mapping[str, str], group_ids: Mapping[str, str]
) -> list[Principal]:
    """Those whom a seed names, by the ids that they have."""
    return [
        *(Principal(USER, user_ids[name]) for name in users),
        *(Principal(GROUP, group_ids[name]) for name in groups),
    ]


def _policy(text: str) -> PolicyReference:
    path, slash, name = text.rpartition("/")
    return PolicyReference(name, path + slash or "/")


def _not_provisioned(permission_set: PermissionSet, account_id: str, failure: ProvisioningFailed) -> Refusal:
    return Refusal(
        "ValidationException",
        failure.reason,
        cause=failure.cause,
        facts=Facts(
            where=f"assignment of {permission_set.name}",
            found=f"account {account_id}",
            expected="an active account of the organization that holds every policy of the permission set",
        ),
    )
