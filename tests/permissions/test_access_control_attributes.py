"""Attributes for access control: the configuration, and the session tags that follow from it."""

from dataclasses import replace

from emulator.directory.user import Enterprise, User
from emulator.directory.users import find_user, replace_user
from emulator.permissions.access_control_attributes import (
    AccessControlAttribute,
    access_control_attributes_enabled,
    configuration,
    create_configuration,
    delete_configuration,
    session_tags,
    update_configuration,
)
from tests.permissions.conftest import Refused, World

COST_CENTER = AccessControlAttribute("CostCenter", "${path:enterprise.costCenter}")
NICK_NAME = AccessControlAttribute("Nick", "${path:nickName}")


def user(world: World, cost_center: str | None = "4130") -> User:
    store_id = world.instance.identity_store_id
    made = find_user(world.tx, store_id, world.user())
    draft = replace(made.as_draft(), enterprise=Enterprise(cost_center=cost_center))
    return replace_user(world.tx, store_id, made.user_id, draft, actor="test")


def test_configuration_is_created_once_changed_and_deleted(world: World, refused: Refused) -> None:
    tx, arn = world.tx, world.instance.instance_arn
    create_configuration(tx, arn, [COST_CENTER])
    assert (configuration(tx, arn).status, configuration(tx, arn).attributes) == ("ENABLED", (COST_CENTER,))
    refusal = refused(lambda: create_configuration(tx, arn, []))
    assert (refusal.code, refusal.cause) == ("ConflictException", "abac.already-enabled")
    update_configuration(tx, arn, [COST_CENTER, NICK_NAME])
    assert configuration(tx, arn).attributes == (COST_CENTER, NICK_NAME)
    delete_configuration(tx, arn)
    for action in (configuration, delete_configuration):
        refusal = refused(lambda: action(tx, arn))  # noqa: B023
        assert (refusal.code, refusal.cause) == ("ResourceNotFoundException", "abac.not-enabled")


def test_failed_creation_enables_nothing_and_may_be_repeated(world: World) -> None:
    tx, arn = world.tx, world.instance.instance_arn
    create_configuration(tx, arn, [COST_CENTER], failure_reason="not allowed")
    assert (configuration(tx, arn).status, configuration(tx, arn).status_reason) == ("CREATION_FAILED", "not allowed")
    assert not access_control_attributes_enabled(tx, arn)
    create_configuration(tx, arn, [COST_CENTER])
    assert access_control_attributes_enabled(tx, arn)


def test_key_stands_once_whatever_its_letter_case(world: World, refused: Refused) -> None:
    twice = [COST_CENTER, AccessControlAttribute("costcenter", "${path:title}")]
    refusal = refused(lambda: create_configuration(world.tx, world.instance.instance_arn, twice))
    assert (refusal.code, refusal.cause) == ("ValidationException", "abac.duplicate-key")


def test_tags_are_those_of_the_directory_and_of_the_assertion(world: World) -> None:
    create_configuration(world.tx, world.instance.instance_arn, [COST_CENTER, NICK_NAME])
    tags = session_tags(world.tx, world.instance, user(world), {"Team": "blue"})
    assert tags == {"CostCenter": "4130", "Team": "blue"}


def test_value_of_the_directory_wins(world: World) -> None:
    create_configuration(world.tx, world.instance.instance_arn, [COST_CENTER])
    assert session_tags(world.tx, world.instance, user(world), {"costcenter": "1"}) == {"CostCenter": "4130"}


def test_value_of_the_assertion_stays_where_the_user_has_none(world: World) -> None:
    create_configuration(world.tx, world.instance.instance_arn, [COST_CENTER])
    someone = user(world, cost_center=None)
    assert session_tags(world.tx, world.instance, someone, {"CostCenter": "1"}) == {"CostCenter": "1"}


def test_no_tags_while_attributes_are_not_enabled(world: World) -> None:
    assert session_tags(world.tx, world.instance, user(world), {"Team": "blue"}) == {}
