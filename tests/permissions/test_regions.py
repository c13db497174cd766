"""The Regions of an instance."""

from datetime import timedelta

from emulator.permissions.account_instances import create_account_instance
from emulator.permissions.operations import Operation
from emulator.permissions.regions import (
    Region,
    add_region,
    find_region,
    is_reachable_in,
    operation_on_region,
    regions_of,
    remove_region,
)
from emulator.permissions.settling import carry_out_due, poll
from tests.permissions.conftest import PRODUCTION, START, Refused, World


def added(world: World, name: str) -> Region:
    add_region(world.tx, world.instance, name)
    return finished(world, name)


def finished(world: World, name: str) -> Region:
    operation = operation_on_region(world.tx, world.instance, name)
    assert isinstance(operation, Operation)
    poll(world.tx, operation)
    return find_region(world.tx, world.instance, name)


def test_instance_begins_in_its_primary_region(world: World) -> None:
    (primary,) = regions_of(world.tx, world.instance)
    assert (primary.region_name, primary.status, primary.is_primary) == ("eu-central-1", "ACTIVE", True)
    assert primary.added_at == world.instance.created_at


def test_region_is_added_and_then_active(world: World) -> None:
    assert add_region(world.tx, world.instance, "us-east-1").status == "ADDING"
    assert not is_reachable_in(world.tx, world.instance, "us-east-1")
    assert finished(world, "us-east-1").status == "ACTIVE"
    assert is_reachable_in(world.tx, world.instance, "us-east-1")


def test_region_is_removed_by_the_clock(world: World) -> None:
    added(world, "us-east-1")
    remove_region(world.tx, world.instance, "us-east-1")
    assert find_region(world.tx, world.instance, "us-east-1").status == "REMOVING"
    world.advance(START + timedelta(seconds=1))
    carry_out_due(world.tx)
    assert [region.region_name for region in regions_of(world.tx, world.instance)] == ["eu-central-1"]


def test_primary_region_cannot_be_removed(world: World, refused: Refused) -> None:
    refusal = refused(lambda: remove_region(world.tx, world.instance, "eu-central-1"))
    assert (refusal.code, refusal.cause) == ("ValidationException", "region.primary")


def test_unknown_region_cannot_be_removed(world: World, refused: Refused) -> None:
    refusal = refused(lambda: remove_region(world.tx, world.instance, "us-east-1"))
    assert (refusal.code, refusal.cause) == ("ResourceNotFoundException", "region.unknown")


def test_region_is_added_once_and_one_at_a_time(world: World, refused: Refused) -> None:
    for name in ("eu-central-1", added(world, "us-east-1").region_name):
        refusal = refused(lambda: add_region(world.tx, world.instance, name))  # noqa: B023
        assert (refusal.code, refusal.cause) == ("ConflictException", "region.conflict")
    add_region(world.tx, world.instance, "us-west-2")
    assert refused(lambda: add_region(world.tx, world.instance, "eu-west-1")).cause == "region.conflict"
    assert refused(lambda: remove_region(world.tx, world.instance, "us-east-1")).cause == "region.conflict"


def test_six_regions_are_the_most(world: World, refused: Refused) -> None:
    for number in range(1, 6):
        added(world, f"xx-north-{number}")
    refusal = refused(lambda: add_region(world.tx, world.instance, "xx-north-6"))
    assert (refusal.code, refusal.cause) == ("ServiceQuotaExceededException", "quota.exceeded")


def test_account_instance_has_one_region(world: World, refused: Refused) -> None:
    mine = create_account_instance(world.tx, account_id=PRODUCTION, region="us-west-2")
    refusal = refused(lambda: add_region(world.tx, mine, "us-east-1"))
    assert (refusal.code, refusal.cause) == ("ValidationException", "account-instance.unsupported-operation")
