"""Provisioning: what of a permission set reaches the accounts, and when they are behind."""

import json
from datetime import timedelta

from emulator.accounts.roles import CustomerManagedPolicy, RoleSpecification, role_specification
from emulator.permissions.attached_policies import (
    attach_managed_policy,
    attach_policy_of_account,
    put_inline_policy,
    put_permissions_boundary,
)
from emulator.permissions.operations import Status
from emulator.permissions.permission_set import PermissionSet, PolicyReference
from emulator.permissions.permission_sets import update_permission_set
from emulator.permissions.provisioning import Freshness, accounts_with, permission_sets_in, role_name_of
from emulator.permissions.provisioning_requests import request_provisioning
from emulator.permissions.settling import poll
from emulator.permissions.tags import tag
from tests.permissions.conftest import MANAGEMENT, PRODUCTION, SANDBOX, Refused, World

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
POLICY = json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})


def role(world: World, permission_set: PermissionSet, account_id: str = PRODUCTION) -> RoleSpecification:
    role_name = role_name_of(world.tx, permission_set.permission_set_arn, account_id)
    assert role_name is not None
    found = role_specification(world.tx, account_id, role_name)
    assert found is not None
    return found


def provision(world: World, permission_set: PermissionSet, account_id: str | None) -> Status:
    begun = request_provisioning(world.tx, world.instance, permission_set, account_id)
    return poll(world.tx, begun).status


def behind(world: World, permission_set: PermissionSet) -> list[str]:
    page = accounts_with(world.tx, permission_set.permission_set_arn, freshness=Freshness.BEHIND)
    return list(page.items)


def test_role_is_written_from_the_permission_set(world: World) -> None:
    made = world.permission_set()
    update_permission_set(world.tx, made, description="Looks", session_duration="PT8H")
    put_inline_policy(world.tx, world.again(made), POLICY)
    attach_managed_policy(world.tx, world.again(made), READ_ONLY)
    put_permissions_boundary(world.tx, world.again(made), READ_ONLY)
    assert provision(world, made, PRODUCTION) is Status.SUCCEEDED
    written = role(world, made)
    assert (written.description, written.session_duration) == ("Looks", timedelta(hours=8))
    assert (written.inline_policy, written.managed_policy_arns) == (POLICY, (READ_ONLY,))
    assert written.permissions_boundary == READ_ONLY


def test_policy_that_the_account_lacks_fails_and_leaves_the_role_as_it_was(world: World) -> None:
    made = world.permission_set()
    world.assign(made, PRODUCTION, world.user())
    before = role(world, made)
    attach_policy_of_account(world.tx, world.again(made), PolicyReference("Deploy", "/operations/"))
    failed = poll(world.tx, request_provisioning(world.tx, world.instance, made, PRODUCTION))
    assert (failed.status, failed.failure_cause) == (Status.FAILED, "provisioning.missing-policy")
    assert f"arn:aws:iam::{PRODUCTION}:policy/operations/Deploy" in (failed.failure_reason or "")
    assert role(world, made) == before
    assert CustomerManagedPolicy(name="Deploy", path="/operations/") not in before.customer_managed_policies
    assert behind(world, made) == [PRODUCTION]


def test_changed_permission_set_leaves_its_accounts_behind_until_provisioned_again(world: World) -> None:
    made, user_id = world.permission_set(), world.user()
    world.assign(made, PRODUCTION, user_id)
    world.assign(made, SANDBOX, user_id)
    name = role(world, made).role_name
    assert behind(world, made) == []
    put_inline_policy(world.tx, world.again(made), POLICY)
    assert behind(world, made) == [PRODUCTION, SANDBOX]
    assert role(world, made).inline_policy is None
    provision(world, made, PRODUCTION)
    assert behind(world, made) == [SANDBOX]
    assert (role(world, made).inline_policy, role(world, made).role_name) == (POLICY, name)
    provision(world, made, None)
    assert behind(world, made) == []
    assert role(world, made, SANDBOX).inline_policy == POLICY


def test_tags_do_not_leave_accounts_behind(world: World) -> None:
    made = world.permission_set()
    world.assign(made, PRODUCTION, world.user())
    tag(world.tx, made.permission_set_arn, {"team": "blue"})
    assert behind(world, made) == []
    assert role(world, made).tags == {}


def test_accounts_and_permission_sets_are_listed_by_freshness(world: World) -> None:
    old, new, user_id = world.permission_set("Old"), world.permission_set("New"), world.user()
    for each in (old, new):
        world.assign(each, PRODUCTION, user_id)
    update_permission_set(world.tx, world.again(old), description="changed")

    def found(freshness: Freshness | None) -> set[str]:
        page = permission_sets_in(world.tx, world.instance, PRODUCTION, freshness=freshness)
        return set(page.items)

    assert found(None) == {old.permission_set_arn, new.permission_set_arn}
    assert found(Freshness.LATEST) == {new.permission_set_arn}
    assert found(Freshness.BEHIND) == {old.permission_set_arn}
    assert list(accounts_with(world.tx, old.permission_set_arn, freshness=Freshness.LATEST).items) == []
    assert list(permission_sets_in(world.tx, world.instance, SANDBOX).items) == []


def test_pages_of_accounts_go_on_where_the_page_before_ended(world: World) -> None:
    made, user_id = world.permission_set(), world.user()
    for account_id in (SANDBOX, MANAGEMENT, PRODUCTION):
        world.assign(made, account_id, user_id)
    first = accounts_with(world.tx, made.permission_set_arn, limit=2)
    second = accounts_with(world.tx, made.permission_set_arn, after=first.after, limit=2)
    assert sorted((*first.items, *second.items)) == [MANAGEMENT, PRODUCTION, SANDBOX]
    assert second.after is None


def test_one_failing_account_does_not_keep_others_from_being_provisioned(world: World) -> None:
    made, user_id = world.permission_set(), world.user()
    world.assign(made, PRODUCTION, user_id)
    attach_policy_of_account(world.tx, world.again(made), PolicyReference("Deploy"))
    failed = poll(world.tx, request_provisioning(world.tx, world.instance, made, None))
    assert failed.status is Status.FAILED


def test_three_provisionings_of_all_accounts_run_at_most(world: World, refused: Refused) -> None:
    for number in range(3):
        request_provisioning(world.tx, world.instance, world.permission_set(f"Set{number}"), None)
    one_more = world.permission_set("More")
    refusal = refused(lambda: request_provisioning(world.tx, world.instance, one_more, None))
    assert (refusal.code, refusal.cause) == ("ThrottlingException", "operation.too-many")
    request_provisioning(world.tx, world.instance, one_more, PRODUCTION)
