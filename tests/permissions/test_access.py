"""What a person may use, directly and through groups."""

from datetime import timedelta

from emulator.directory.memberships import remove_member
from emulator.directory.users import delete_user
from emulator.permissions.access import (
    accounts_of_user,
    role_of_user,
    roles_of_user,
    unfinished_assignment,
)
from emulator.permissions.assignments import GROUP, USER, Principal, request_creation
from emulator.permissions.attached_policies import attach_policy_of_account
from emulator.permissions.permission_set import PolicyReference
from emulator.permissions.permission_sets import update_permission_set
from emulator.permissions.provisioning import role_name_of
from tests.permissions.conftest import MANAGEMENT, PRODUCTION, SANDBOX, START, World


def test_user_has_its_own_roles_and_those_of_its_groups(world: World) -> None:
    user_id = world.user()
    group_id = world.group("Engineers", user_id)
    viewer, admin = world.permission_set("Viewer"), world.permission_set("Admin")
    world.assign(viewer, SANDBOX, user_id)
    world.assign(viewer, SANDBOX, group_id, GROUP)
    world.assign(admin, SANDBOX, group_id, GROUP)
    world.assign(viewer, MANAGEMENT, user_id)
    world.assign(admin, PRODUCTION, world.user("other"))
    assert accounts_of_user(world.tx, world.instance, user_id) == (MANAGEMENT, SANDBOX)
    roles = roles_of_user(world.tx, world.instance, user_id, SANDBOX)
    assert [role.permission_set_name for role in roles] == ["Admin", "Viewer"]
    assert roles_of_user(world.tx, world.instance, user_id, PRODUCTION) == ()


def test_role_tells_what_credentials_need(world: World) -> None:
    permission_set, user_id = world.permission_set(), world.user()
    update_permission_set(
        world.tx, permission_set, description="Looks", session_duration="PT8H", relay_state="https://x.example/"
    )
    world.assign(permission_set, PRODUCTION, user_id)
    role = role_of_user(world.tx, world.instance, user_id, PRODUCTION, "Viewer")
    assert role is not None
    assert (role.description, role.relay_state) == ("Looks", "https://x.example/")
    assert role.session_duration == timedelta(hours=8)
    assert role.role_name == role_name_of(world.tx, permission_set.permission_set_arn, PRODUCTION)


def test_name_of_the_iam_role_is_no_name_of_a_permission_set(world: World) -> None:
    permission_set, user_id = world.permission_set(), world.user()
    world.assign(permission_set, PRODUCTION, user_id)
    role_name = role_name_of(world.tx, permission_set.permission_set_arn, PRODUCTION)
    assert role_name is not None
    assert role_of_user(world.tx, world.instance, user_id, PRODUCTION, role_name) is None


def test_who_leaves_the_group_loses_the_role(world: World) -> None:
    user_id = world.user()
    group_id = world.group("Engineers", user_id)
    world.assign(world.permission_set(), PRODUCTION, group_id, GROUP)
    remove_member(world.tx, world.instance.identity_store_id, group_id, user_id)
    assert accounts_of_user(world.tx, world.instance, user_id) == ()


def test_user_created_again_under_the_same_name_has_no_access(world: World) -> None:
    first = world.user("jane")
    world.assign(world.permission_set(), PRODUCTION, first)
    delete_user(world.tx, world.instance.identity_store_id, first)
    second = world.user("jane")
    assert accounts_of_user(world.tx, world.instance, second) == ()


def test_access_begins_when_the_clock_has_made_the_assignment_due(world: World) -> None:
    permission_set, user_id = world.permission_set(), world.user()
    request_creation(world.tx, world.instance, permission_set, PRODUCTION, Principal(USER, user_id))
    assert accounts_of_user(world.tx, world.instance, user_id) == ()
    world.advance(START + timedelta(seconds=2))
    assert accounts_of_user(world.tx, world.instance, user_id) == (PRODUCTION,)


def test_a_request_to_assign_a_group_is_unfinished_until_it_is_done(world: World) -> None:
    user_id = world.user()
    group_id = world.group("Engineers", user_id)
    permission_set = world.permission_set()

    def unfinished(account_id: str = PRODUCTION, name: str | None = "Viewer") -> str | None:
        found = unfinished_assignment(world.tx, world.instance, user_id, account_id, name)
        return found.status if found else None

    assert unfinished() is None
    request_creation(world.tx, world.instance, permission_set, PRODUCTION, Principal(GROUP, group_id))
    assert unfinished() == unfinished(name=None) == "IN_PROGRESS"
    assert unfinished(SANDBOX) is None
    assert unfinished(name="Admin") is None
    world.advance(START + timedelta(minutes=1))
    assert accounts_of_user(world.tx, world.instance, user_id) == (PRODUCTION,)
    assert unfinished() is None


def test_a_request_to_assign_that_has_failed_stays_unfinished(world: World) -> None:
    permission_set, user_id = world.permission_set(), world.user()
    attach_policy_of_account(world.tx, permission_set, PolicyReference("Missing", "/"))
    request_creation(world.tx, world.instance, permission_set, PRODUCTION, Principal(USER, user_id))
    world.advance(START + timedelta(minutes=1))
    assert accounts_of_user(world.tx, world.instance, user_id) == ()
    found = unfinished_assignment(world.tx, world.instance, user_id, PRODUCTION, "Viewer")
    assert found is not None
    assert "Missing" in (found.failure_reason or "")
