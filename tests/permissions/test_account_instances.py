"""Instances of accounts: who may have one, how they come and go; settings of any instance."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from emulator.directory.user import Name, UserDraft
from emulator.directory.users import create_user
from emulator.permissions.account_instances import (
    create_account_instance,
    delete_account_instance,
    enable_permission_sets,
    operation_on_instance,
    opt_in_to_account_instances,
    set_encryption,
)
from emulator.permissions.assignments import USER, Principal, request_creation
from emulator.permissions.instances import Instance, instance_of_account, instance_of_arn
from emulator.permissions.permission_sets import create_permission_set
from emulator.permissions.provisioning import provision
from emulator.permissions.settling import carry_out_due, poll
from emulator.store.tables.accounts import reserved_roles
from emulator.store.tables.directory import users
from emulator.store.tables.permissions import instances
from tests.permissions.conftest import MANAGEMENT, PRODUCTION, SANDBOX, START, Refused, World

KEY = "arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012"


def create(world: World, account_id: str = PRODUCTION) -> Instance:
    return create_account_instance(world.tx, account_id=account_id, region="us-west-2", name="mine")


def enabled_before_the_opt_in(world: World) -> None:
    long_ago = datetime(2023, 9, 13, tzinfo=UTC)
    world.tx.execute(update(instances).values(created_at=long_ago))


def test_instance_of_a_member_is_active_after_a_moment(world: World) -> None:
    made = create(world)
    assert (made.kind, made.status, made.region) == ("account", "CREATE_IN_PROGRESS", "us-west-2")
    assert not made.permission_sets_enabled
    operation = operation_on_instance(world.tx, made)
    assert operation is not None
    poll(world.tx, operation)
    assert instance_of_arn(world.tx, made.instance_arn).status == "ACTIVE"


def test_account_outside_the_organization_may_have_one(world: World) -> None:
    enabled_before_the_opt_in(world)
    assert create(world, "999988887777").owner_account_id == "999988887777"


def test_management_account_may_not(world: World, refused: Refused) -> None:
    refusal = refused(lambda: create(world, MANAGEMENT))
    assert (refusal.code, refusal.cause) == ("ValidationException", "account-instance.management-account")
    assert refusal.message == "Organization management account is not allowed to perform the operation."


def test_account_has_one_over_all_regions(world: World, refused: Refused) -> None:
    made = create(world)
    refusal = refused(lambda: create_account_instance(world.tx, account_id=PRODUCTION, region="eu-west-1"))
    assert (refusal.code, refusal.cause) == (
        "ServiceQuotaExceededException",
        "account-instance.exists-in-other-region",
    )
    assert refusal.facts.found == f"{made.instance_arn} in us-west-2"
    assert create(world, SANDBOX).owner_account_id == SANDBOX


def test_older_organization_must_opt_in(world: World, refused: Refused) -> None:
    enabled_before_the_opt_in(world)
    refusal = refused(lambda: create(world))
    assert (refusal.code, refusal.cause) == ("AccessDeniedException", "account-instance.not-opted-in")
    opt_in_to_account_instances(world.tx)
    assert create(world).status == "CREATE_IN_PROGRESS"


def test_organization_of_that_day_need_not_opt_in(world: World) -> None:
    world.tx.execute(update(instances).values(created_at=datetime(2023, 9, 14, tzinfo=UTC)))
    assert create(world).status == "CREATE_IN_PROGRESS"


def test_deleted_instance_takes_its_directory_along(world: World) -> None:
    made = create(world)
    draft = UserDraft(user_name="jane", name=Name(given_name="Jane", family_name="Doe"), display_name="Jane")
    create_user(world.tx, made.identity_store_id, draft, actor="test")
    create_permission_set(world.tx, made, "Viewer")
    delete_account_instance(world.tx, made)
    assert instance_of_arn(world.tx, made.instance_arn).status == "DELETE_IN_PROGRESS"
    world.advance(START + timedelta(seconds=5))
    carry_out_due(world.tx)
    assert instance_of_account(world.tx, PRODUCTION) is None
    assert world.tx.value(select(func.count()).select_from(users)) == 0


def test_deleted_instance_takes_its_roles_along(world: World) -> None:
    made = create(world)
    provision(world.tx, made, create_permission_set(world.tx, made, "Viewer"), PRODUCTION)
    (role,) = world.tx.rows(select(reserved_roles))
    assert role["account_id"] == PRODUCTION
    delete_account_instance(world.tx, made)
    world.advance(START + timedelta(seconds=5))
    carry_out_due(world.tx)
    assert world.tx.rows(select(reserved_roles)) == []


def test_instance_can_be_deleted_while_work_in_it_is_unfinished(world: World) -> None:
    made = create(world)
    permission_set = create_permission_set(world.tx, made, "Viewer")
    request_creation(
        world.tx, made, permission_set, PRODUCTION, Principal(USER, "c4488478-a0e1-700e-3d75-96c6bb641596")
    )
    delete_account_instance(world.tx, made)
    delete_account_instance(world.tx, instance_of_arn(world.tx, made.instance_arn))
    world.advance(START + timedelta(seconds=5))
    carry_out_due(world.tx)
    assert instance_of_account(world.tx, PRODUCTION) is None


def test_organization_instance_cannot_be_deleted(world: World, refused: Refused) -> None:
    refusal = refused(lambda: delete_account_instance(world.tx, world.instance))
    assert (refusal.code, refusal.cause) == ("ValidationException", "account-instance.organization-instance")


def test_permission_sets_are_enabled_for_ever(world: World, refused: Refused) -> None:
    made = create(world)
    enable_permission_sets(world.tx, made, True)
    assert instance_of_arn(world.tx, made.instance_arn).permission_sets_enabled
    refusal = refused(lambda: enable_permission_sets(world.tx, made, False))
    assert (refusal.code, refusal.cause) == ("ValidationException", "account-instance.permission-sets")


@pytest.mark.parametrize(("key_type", "key"), [("CUSTOMER_MANAGED_KEY", None), ("AWS_OWNED_KMS_KEY", KEY)])
def test_type_and_key_must_go_together(world: World, refused: Refused, key_type: str, key: str | None) -> None:
    refusal = refused(lambda: set_encryption(world.tx, world.instance, key_type, key))
    assert (refusal.code, refusal.cause) == ("ValidationException", "instance.encryption")
    set_encryption(world.tx, world.instance, "CUSTOMER_MANAGED_KEY", KEY)
    assert instance_of_arn(world.tx, world.instance.instance_arn).kms_key_arn == KEY
