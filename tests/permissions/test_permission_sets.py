"""Permission sets: names, durations, revisions, deletion."""

from datetime import timedelta

import pytest

from emulator.permissions import permission_sets
from emulator.permissions.permission_sets import (
    create_permission_set,
    delete_permission_set,
    find_permission_set,
    list_permission_sets,
    update_permission_set,
)
from emulator.permissions.role_duration import role_duration
from emulator.permissions.tags import tag, tags_of
from tests.permissions.conftest import PRODUCTION, Refused, World


def test_permission_set_is_found_as_it_was_made(world: World) -> None:
    made = create_permission_set(
        world.tx,
        world.instance,
        "Viewer",
        description="Looks",
        session_duration="PT8H",
        relay_state="https://x.example",
    )
    assert find_permission_set(world.tx, world.instance, made.permission_set_arn) == made
    instance_id = world.instance.instance_arn.rpartition("/")[2]
    assert made.permission_set_arn.startswith(f"arn:aws:sso:::permissionSet/{instance_id}/ps-")


def test_role_sessions_last_one_hour_unless_said_otherwise(world: World) -> None:
    assert world.permission_set().session_duration == "PT1H"


def test_second_permission_set_of_a_name_is_refused(world: World, refused: Refused) -> None:
    world.permission_set("AdministratorAccess")
    refusal = refused(lambda: world.permission_set("AdministratorAccess"))
    assert (refusal.code, refusal.cause) == ("ConflictException", "permission-set.name-taken")
    assert refusal.message == "PermissionSet with name AdministratorAccess already exists."


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("PT1H", timedelta(hours=1)),
        ("PT12H", timedelta(hours=12)),
        ("PT90M", timedelta(minutes=90)),
        ("PT3600S", timedelta(hours=1)),
        ("PT1H30M", timedelta(minutes=90)),
    ],
)
def test_durations_from_one_to_twelve_hours_are_read(text: str, length: timedelta) -> None:
    assert role_duration(text) == length


@pytest.mark.parametrize("text", ["PT59M", "PT13H", "P1D", "-PT2H", "P1Y", "1H", "PT", "PT99999999999H", "P1W"])
def test_other_durations_are_refused(text: str, refused: Refused) -> None:
    refusal = refused(lambda: role_duration(text))
    assert (refusal.code, refusal.cause) == ("ValidationException", "permission-set.session-duration")


def test_update_changes_what_is_given_and_counts_up_the_revision(world: World) -> None:
    made = world.permission_set()
    update_permission_set(world.tx, made, description="Looks at things")
    changed = world.again(made)
    assert (changed.description, changed.session_duration) == ("Looks at things", "PT1H")
    assert changed.revision == made.revision + 1


def test_permission_set_of_another_instance_is_unknown(world: World, refused: Refused) -> None:
    arn = world.permission_set().permission_set_arn[:-16] + "0" * 16
    refusal = refused(lambda: find_permission_set(world.tx, world.instance, arn))
    assert (refusal.code, refusal.cause) == ("ResourceNotFoundException", "permission-set.unknown")


def test_assigned_permission_set_cannot_be_deleted(world: World, refused: Refused) -> None:
    made = world.permission_set()
    world.assign(made, PRODUCTION, world.user())
    refusal = refused(lambda: delete_permission_set(world.tx, made))
    assert refusal.code == "ConflictException"
    assert refusal.message == "Could not delete because PermissionSet has ApplicationProfile associated with it."
    assert PRODUCTION in refusal.facts.found


def test_deleted_permission_set_takes_its_tags_along_and_frees_its_name(world: World) -> None:
    made = world.permission_set()
    tag(world.tx, made.permission_set_arn, {"team": "blue"})
    delete_permission_set(world.tx, made)
    assert tags_of(world.tx, made.permission_set_arn) == {}
    assert world.permission_set(made.name).permission_set_arn != made.permission_set_arn


def test_list_goes_on_where_the_page_before_ended(world: World) -> None:
    arns = {world.permission_set(f"Set{number}").permission_set_arn for number in range(5)}
    first = list_permission_sets(world.tx, world.instance, limit=3)
    second = list_permission_sets(world.tx, world.instance, after=first.after, limit=3)
    assert {each.permission_set_arn for each in (*first.items, *second.items)} == arns
    assert (len(first.items), second.after) == (3, None)


def test_an_instance_has_so_many_permission_sets_at_most(
    world: World, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permission_sets, "MAXIMUM_PERMISSION_SETS", 1)
    world.permission_set("First")
    refusal = refused(lambda: world.permission_set("Second"))
    assert (refusal.code, refusal.cause) == ("ServiceQuotaExceededException", "quota.exceeded")
