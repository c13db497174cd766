"""Who administers an instance, and what a delegated administrator leaves to the management account."""

from collections.abc import Callable

from emulator.accounts.caller import root_of
from emulator.permissions.account_instances import create_account_instance
from emulator.permissions.administration import (
    check_may_administer,
    check_may_assign,
    check_may_change,
    is_visible,
)
from emulator.permissions.assignments import USER, Principal, request_deletion
from emulator.permissions.settling import poll
from tests.permissions.conftest import MANAGEMENT, PRODUCTION, SANDBOX, Refused, World

CREATE = "sso:CreateAccountAssignment"


def test_owner_and_delegated_administrator_administer_the_instance(world: World) -> None:
    check_may_administer(world.tx, world.instance, root_of(MANAGEMENT), "sso:ListPermissionSets")
    check_may_administer(world.tx, world.instance, world.delegate(SANDBOX), "sso:ListPermissionSets")


def test_other_members_see_the_instance_and_do_not_administer_it(world: World, refused: Refused) -> None:
    assert is_visible(world.tx, world.instance, PRODUCTION)
    assert not is_visible(world.tx, world.instance, "999988887777")
    caller = root_of(PRODUCTION)
    refusal = refused(lambda: check_may_administer(world.tx, world.instance, caller, "sso:ListPermissionSets"))
    assert (refusal.code, refusal.cause) == ("AccessDeniedException", "instance.not-administered")
    assert refusal.message == (
        f"User: arn:aws:iam::{PRODUCTION}:root is not authorized to perform: sso:ListPermissionSets "
        f"on resource: {world.instance.instance_arn}"
    )


def test_account_instance_belongs_to_its_account_alone(world: World, refused: Refused) -> None:
    mine = create_account_instance(world.tx, account_id=PRODUCTION, region="us-west-2")
    check_may_administer(world.tx, mine, root_of(PRODUCTION), "sso:UpdateInstance")
    for caller in (root_of(MANAGEMENT), world.delegate(SANDBOX)):
        assert not is_visible(world.tx, mine, caller.account_id)
        refusal = refused(lambda: check_may_administer(world.tx, mine, caller, "sso:UpdateInstance"))  # noqa: B023
        assert refusal.cause == "instance.not-administered"


def test_delegated_administrator_assigns_nobody_in_the_management_account(world: World, refused: Refused) -> None:
    caller, arn = world.delegate(SANDBOX), world.permission_set().permission_set_arn
    refusal = refused(lambda: check_may_assign(world.tx, world.instance, caller, CREATE, arn, MANAGEMENT))
    assert (refusal.code, refusal.cause) == (
        "AccessDeniedException",
        "delegated-admin.management-account-permission-set",
    )
    assert refusal.message == (
        f"User: arn:aws:iam::{SANDBOX}:root is not authorized to perform: {CREATE} "
        f"on resource: arn:aws:sso:::account/{MANAGEMENT}"
    )
    check_may_assign(world.tx, world.instance, caller, CREATE, arn, PRODUCTION)


def test_what_is_provisioned_in_the_management_account_is_left_to_it(world: World, refused: Refused) -> None:
    caller, permission_set, user_id = world.delegate(SANDBOX), world.permission_set(), world.user()
    arn, tx, instance = permission_set.permission_set_arn, world.tx, world.instance
    world.assign(permission_set, MANAGEMENT, user_id)
    forbidden: list[Callable[[], None]] = [
        lambda: check_may_assign(tx, instance, caller, CREATE, arn, PRODUCTION),
        lambda: check_may_assign(tx, instance, caller, CREATE, arn, None),
        lambda: check_may_change(tx, instance, caller, "sso:UpdatePermissionSet", arn),
    ]
    for action in forbidden:
        assert refused(action).message.endswith(f"on resource: {arn}")
    check_may_change(tx, instance, root_of(MANAGEMENT), "sso:UpdatePermissionSet", arn)
    check_may_assign(tx, instance, root_of(MANAGEMENT), CREATE, arn, MANAGEMENT)
    poll(tx, request_deletion(tx, instance, permission_set, MANAGEMENT, Principal(USER, user_id)))
    for action in forbidden:
        action()
