"""Who may use an application."""

import pytest

from emulator.applications.applications import find_application, require_assignment
from emulator.applications.assignments import (
    MOST_GROUPS,
    ApplicationAssignment,
    assign,
    assignments_of_application,
    assignments_of_principal,
    find_assignment,
    may_use,
    unassign,
)
from emulator.directory.groups import delete_group
from emulator.directory.memberships import add_member
from emulator.directory.users import delete_user
from emulator.guide.refusal import Refusal
from emulator.permissions.assignments import GROUP, USER, Principal
from tests.applications.conftest import World


def _assign(world: World, kind: str, principal_id: str) -> ApplicationAssignment:
    assignment = ApplicationAssignment(
        application_arn=world.application.application_arn, principal=Principal(kind, principal_id)
    )
    assign(world.tx, world.instance, assignment)
    return assignment


def test_an_assigned_user_may_use_the_application_and_another_may_not(world: World) -> None:
    ana, bo = world.user("ana"), world.user("bo")
    _assign(world, USER, ana)
    assert may_use(world.tx, world.instance, world.application, ana)
    assert not may_use(world.tx, world.instance, world.application, bo)


def test_a_member_of_an_assigned_group_may_use_it(world: World) -> None:
    ana, group = world.user("ana"), world.group("engineers")
    add_member(world.tx, world.instance.identity_store_id, group, ana, actor="test")
    assignment = _assign(world, GROUP, group)
    assert may_use(world.tx, world.instance, world.application, ana)
    found = assignments_of_principal(world.tx, world.instance, Principal(USER, ana)).items
    assert list(found) == [assignment]


def test_everybody_may_use_it_where_no_assignment_is_required(world: World) -> None:
    require_assignment(world.tx, world.application.application_arn, False)
    application = find_application(world.tx, world.application.application_arn)
    assert may_use(world.tx, world.instance, application, world.user("ana"))


@pytest.mark.parametrize("kind", [USER, GROUP])
def test_a_principal_of_another_type_or_id_is_unknown(world: World, kind: str) -> None:
    other = world.group("engineers") if kind == USER else world.user("ana")
    with pytest.raises(Refusal) as refused:
        _assign(world, kind, other)
    assert (refused.value.code, refused.value.message) == ("ResourceNotFoundException", f"{kind} not found.")


def test_assigning_twice_is_a_conflict_that_changes_nothing(world: World) -> None:
    ana = world.user("ana")
    _assign(world, USER, ana)
    with pytest.raises(Refusal) as refused:
        _assign(world, USER, ana)
    assert refused.value.code == "ConflictException"
    assert len(assignments_of_application(world.tx, world.application.application_arn).items) == 1


def test_a_direct_assignment_is_found_and_one_by_a_group_is_not(world: World) -> None:
    ana, group = world.user("ana"), world.group("engineers")
    add_member(world.tx, world.instance.identity_store_id, group, ana, actor="test")
    assert find_assignment(world.tx, _assign(world, GROUP, group)).principal.id == group
    with pytest.raises(Refusal) as refused:
        find_assignment(
            world.tx,
            ApplicationAssignment(application_arn=world.application.application_arn, principal=Principal(USER, ana)),
        )
    assert refused.value.cause == "application.unknown-assignment"


def test_unassigning_ends_access_and_can_be_repeated(world: World) -> None:
    ana = world.user("ana")
    assignment = _assign(world, USER, ana)
    unassign(world.tx, assignment)
    unassign(world.tx, assignment)
    assert not may_use(world.tx, world.instance, world.application, ana)


def test_a_user_who_was_recreated_has_no_access_until_assigned_again(world: World) -> None:
    """Guide entry 9, stale-assignment.application."""
    old = world.user("ana")
    stale = _assign(world, USER, old)
    delete_user(world.tx, world.instance.identity_store_id, old)
    new = world.user("ana")
    assert not may_use(world.tx, world.instance, world.application, new)
    assert list(assignments_of_application(world.tx, world.application.application_arn).items) == [stale]
    unassign(world.tx, stale)
    _assign(world, USER, new)
    assert may_use(world.tx, world.instance, world.application, new)


def test_a_group_that_was_recreated_gives_no_access(world: World) -> None:
    ana, old = world.user("ana"), world.group("engineers")
    _assign(world, GROUP, old)
    delete_group(world.tx, world.instance.identity_store_id, old)
    new = world.group("engineers")
    add_member(world.tx, world.instance.identity_store_id, new, ana, actor="test")
    assert not may_use(world.tx, world.instance, world.application, ana)


def test_a_hundred_groups_at_most_are_assigned(world: World) -> None:
    for number in range(MOST_GROUPS):
        _assign(world, GROUP, world.group(f"group {number}"))
    with pytest.raises(Refusal) as refused:
        _assign(world, GROUP, world.group("one too many"))
    assert refused.value.code == "ServiceQuotaExceededException"
    _assign(world, USER, world.user("ana"))


def test_pages_of_a_principal_show_every_assignment_once(world: World) -> None:
    world.tx.clock.freeze(world.tx.now())
    ana = world.user("ana")
    _assign(world, USER, ana)
    for number in range(4):
        group = world.group(f"group {number}")
        add_member(world.tx, world.instance.identity_store_id, group, ana, actor="test")
        _assign(world, GROUP, group)
    first = assignments_of_principal(world.tx, world.instance, Principal(USER, ana), limit=3)
    rest = assignments_of_principal(world.tx, world.instance, Principal(USER, ana), after=first.after, limit=3)
    assert len({found.principal.id for found in (*first.items, *rest.items)}) == 5
    assert rest.after is None
