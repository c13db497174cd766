"""Assignments: what a request begins, how it ends, and what cannot go on at the same time."""

from datetime import timedelta

import pytest

from emulator.accounts.roles import role_specification
from emulator.directory.users import delete_user
from emulator.permissions import assignments, provisioning
from emulator.permissions.assignments import (
    GROUP,
    USER,
    Principal,
    assignments_in_account,
    assignments_of_principal,
    assignments_per_account,
    list_assignments,
    request_creation,
    request_deletion,
)
from emulator.permissions.operations import (
    Kind,
    Operation,
    Pace,
    Status,
    find_operation,
    list_operations,
    newest_operations,
    set_pace,
)
from emulator.permissions.permission_set import PermissionSet
from emulator.permissions.permission_sets import delete_permission_set
from emulator.permissions.provisioning import role_name_of
from emulator.permissions.provisioning_requests import request_provisioning
from emulator.permissions.settling import carry_out_due, poll
from tests.permissions.conftest import PRODUCTION, SANDBOX, START, Refused, World


def create(world: World, permission_set: PermissionSet, account_id: str, principal: Principal) -> Operation:
    return request_creation(world.tx, world.instance, permission_set, account_id, principal)


def assigned(world: World, permission_set: PermissionSet, account_id: str = PRODUCTION) -> set[str]:
    return {each.principal.id for each in list_assignments(world.tx, permission_set, account_id).items}


def now(world: World, operation: Operation) -> Operation:
    return find_operation(world.tx, operation.kind, world.instance.instance_arn, operation.request_id)


def test_assignment_begins_in_progress_and_is_there_after_the_first_question(world: World) -> None:
    permission_set, user_id = world.permission_set(), world.user()
    begun = create(world, permission_set, PRODUCTION, Principal(USER, user_id))
    assert begun.status is Status.IN_PROGRESS
    assert assigned(world, permission_set) == set()
    assert poll(world.tx, begun).status is Status.SUCCEEDED
    assert assigned(world, permission_set) == {user_id}
    assert now(world, begun).status is Status.SUCCEEDED


def test_assignment_is_there_after_the_clock_has_moved_on(world: World) -> None:
    permission_set, user_id = world.permission_set(), world.user()
    create(world, permission_set, PRODUCTION, Principal(USER, user_id))
    carry_out_due(world.tx)
    assert assigned(world, permission_set) == set()
    world.advance(START + timedelta(seconds=1))
    carry_out_due(world.tx)
    assert assigned(world, permission_set) == {user_id}


def test_pace_says_how_many_questions_it_takes(world: World) -> None:
    set_pace(world.tx, Pace(polls=3, seconds=3600))
    begun = create(world, world.permission_set(), PRODUCTION, Principal(USER, world.user()))
    answers = []
    for _ in range(3):
        answers.append(poll(world.tx, now(world, begun)).status)
    assert answers == [Status.IN_PROGRESS, Status.IN_PROGRESS, Status.SUCCEEDED]


def test_first_assignment_writes_the_role_and_the_last_deletion_removes_it(world: World) -> None:
    permission_set, first, second = world.permission_set(), world.user("a"), world.user("b")
    arn = permission_set.permission_set_arn
    for user_id in (first, second):
        poll(world.tx, create(world, permission_set, PRODUCTION, Principal(USER, user_id)))
    role_name = role_name_of(world.tx, arn, PRODUCTION)
    assert role_name is not None
    assert role_name.startswith("AWSReservedSSO_Viewer_")
    specification = role_specification(world.tx, PRODUCTION, role_name)
    assert specification is not None
    assert specification.path == "/aws-reserved/sso.amazonaws.com/eu-central-1/"
    poll(world.tx, request_deletion(world.tx, world.instance, permission_set, PRODUCTION, Principal(USER, first)))
    assert role_name_of(world.tx, arn, PRODUCTION) == role_name
    poll(world.tx, request_deletion(world.tx, world.instance, permission_set, PRODUCTION, Principal(USER, second)))
    assert role_name_of(world.tx, arn, PRODUCTION) is None
    assert role_specification(world.tx, PRODUCTION, role_name) is None


def test_assigning_twice_is_done_once(world: World) -> None:
    permission_set, principal = world.permission_set(), Principal(USER, world.user())
    for _ in range(2):
        assert poll(world.tx, create(world, permission_set, PRODUCTION, principal)).status is Status.SUCCEEDED
    assert assigned(world, permission_set) == {principal.id}


@pytest.mark.parametrize("kind", [USER, GROUP])
def test_unknown_principal_fails_later_with_the_reason(world: World, kind: str) -> None:
    nobody = Principal(kind, "c4488478-a0e1-700e-3d75-96c6bb641596")
    failed = poll(world.tx, create(world, world.permission_set(), PRODUCTION, nobody))
    assert (failed.status, failed.failure_cause) == (Status.FAILED, "provisioning.principal-not-found")
    assert failed.failure_reason == (
        f"Received a 404 status error: the {kind} assignee {nobody.id} was not found in directory "
        f"{world.instance.identity_store_id}"
    )


def test_account_outside_the_organization_fails_later_with_the_reason(world: World) -> None:
    permission_set = world.permission_set()
    failed = poll(world.tx, create(world, permission_set, "999988887777", Principal(USER, world.user())))
    assert (failed.status, failed.failure_cause) == (Status.FAILED, "provisioning.account-unavailable")
    assert failed.failure_reason is not None
    assert "Obtaining permissions to manage your AWS account '999988887777' takes longer" in failed.failure_reason
    assert assigned(world, permission_set, "999988887777") == set()


def test_assignment_stays_when_its_user_is_deleted_and_can_be_taken_away(world: World) -> None:
    permission_set, user_id = world.permission_set(), world.user()
    world.assign(permission_set, PRODUCTION, user_id)
    delete_user(world.tx, world.instance.identity_store_id, user_id)
    assert assigned(world, permission_set) == {user_id}
    deletion = request_deletion(world.tx, world.instance, permission_set, PRODUCTION, Principal(USER, user_id))
    assert poll(world.tx, deletion).status is Status.SUCCEEDED
    assert assigned(world, permission_set) == set()


def test_deleting_what_is_not_assigned_is_refused(world: World, refused: Refused) -> None:
    permission_set, principal = world.permission_set(), Principal(USER, world.user())
    world.assign(permission_set, SANDBOX, principal.id)
    refusal = refused(lambda: request_deletion(world.tx, world.instance, permission_set, PRODUCTION, principal))
    assert (refusal.code, refusal.cause) == ("ResourceNotFoundException", "assignment.unknown")


def test_same_assignment_cannot_be_made_and_taken_away_at_once(world: World, refused: Refused) -> None:
    permission_set, principal = world.permission_set(), Principal(USER, world.user())
    world.assign(permission_set, PRODUCTION, principal.id)
    deletion = request_deletion(world.tx, world.instance, permission_set, PRODUCTION, principal)
    refusal = refused(lambda: create(world, permission_set, PRODUCTION, principal))
    assert (refusal.code, refusal.cause) == ("ConflictException", "operation.conflict")
    poll(world.tx, deletion)
    assert create(world, permission_set, PRODUCTION, principal).status is Status.IN_PROGRESS


def test_other_principals_and_other_accounts_do_not_conflict(world: World) -> None:
    permission_set, first, second = world.permission_set(), world.user("a"), world.user("b")
    create(world, permission_set, PRODUCTION, Principal(USER, first))
    create(world, permission_set, PRODUCTION, Principal(USER, second))
    create(world, permission_set, SANDBOX, Principal(USER, first))


def test_provisioning_and_assigning_exclude_each_other_in_an_account(world: World, refused: Refused) -> None:
    permission_set, principal = world.permission_set(), Principal(USER, world.user())
    request_provisioning(world.tx, world.instance, permission_set, PRODUCTION)
    assert refused(lambda: create(world, permission_set, PRODUCTION, principal)).code == "ConflictException"
    create(world, permission_set, SANDBOX, principal)
    refusal = refused(lambda: request_provisioning(world.tx, world.instance, permission_set, None))
    assert refusal.code == "ConflictException"


def test_permission_set_cannot_be_deleted_while_it_is_being_assigned(world: World, refused: Refused) -> None:
    permission_set = world.permission_set()
    create(world, permission_set, PRODUCTION, Principal(USER, world.user()))
    assert refused(lambda: delete_permission_set(world.tx, permission_set)).cause == "permission-set.assigned"


def test_fifteen_assignments_are_in_creation_at_most(world: World, refused: Refused) -> None:
    permission_set = world.permission_set()
    for number in range(15):
        create(world, permission_set, PRODUCTION, Principal(USER, world.user(f"user{number}")))
    one_more = Principal(USER, world.user())
    refusal = refused(lambda: create(world, permission_set, PRODUCTION, one_more))
    assert (refusal.code, refusal.message) == ("ThrottlingException", "Rate exceeded")
    assert refusal.cause == "operation.too-many"
    world.advance(START + timedelta(minutes=1))
    carry_out_due(world.tx)
    create(world, permission_set, PRODUCTION, one_more)


def test_so_many_groups_have_one_permission_set_in_an_account(
    world: World, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assignments, "MAXIMUM_GROUPS", 1)
    permission_set, first, second = world.permission_set(), world.group("A"), world.group("B")
    world.assign(permission_set, PRODUCTION, first, GROUP)
    refusal = refused(lambda: create(world, permission_set, PRODUCTION, Principal(GROUP, second)))
    assert refusal.code == "ServiceQuotaExceededException"
    create(world, permission_set, PRODUCTION, Principal(GROUP, first))
    create(world, permission_set, PRODUCTION, Principal(USER, world.user()))
    create(world, permission_set, SANDBOX, Principal(GROUP, second))


def test_so_many_permission_sets_are_in_one_account(
    world: World, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provisioning, "MAXIMUM_PROVISIONED", 1)
    user_id, second = world.user(), world.permission_set("Second")
    world.assign(world.permission_set("First"), PRODUCTION, user_id)
    refusal = refused(lambda: create(world, second, PRODUCTION, Principal(USER, user_id)))
    assert refusal.code == "ServiceQuotaExceededException"
    failed = poll(world.tx, request_provisioning(world.tx, world.instance, second, PRODUCTION))
    assert (failed.status, failed.failure_cause) == (Status.FAILED, "quota.exceeded")


def test_assignments_of_a_user_include_those_of_its_groups(world: World) -> None:
    user_id = world.user()
    group_id = world.group("Engineers", user_id)
    viewer, admin = world.permission_set("Viewer"), world.permission_set("Admin")
    world.assign(viewer, PRODUCTION, user_id)
    world.assign(admin, SANDBOX, group_id, GROUP)
    world.assign(admin, PRODUCTION, world.user("other"))

    def found(principal: Principal, account_id: str | None = None) -> set[tuple[str, str]]:
        page = assignments_of_principal(world.tx, world.instance, principal, account_id=account_id)
        return {(each.account_id, each.principal.id) for each in page.items}

    assert found(Principal(USER, user_id)) == {(PRODUCTION, user_id), (SANDBOX, group_id)}
    assert found(Principal(USER, user_id), SANDBOX) == {(SANDBOX, group_id)}
    assert found(Principal(GROUP, group_id)) == {(SANDBOX, group_id)}


def test_requests_are_listed_by_status(world: World) -> None:
    permission_set, user_id = world.permission_set(), world.user()
    done = create(world, permission_set, PRODUCTION, Principal(USER, user_id))
    poll(world.tx, done)
    waiting = create(world, permission_set, SANDBOX, Principal(USER, user_id))
    arn = world.instance.instance_arn

    def listed(status: str | None) -> set[str]:
        return {
            each.request_id for each in list_operations(world.tx, Kind.ASSIGNMENT_CREATION, arn, status=status).items
        }

    assert listed(None) == {done.request_id, waiting.request_id}
    assert listed("SUCCEEDED") == {done.request_id}
    assert listed("IN_PROGRESS") == {waiting.request_id}
    assert list_operations(world.tx, Kind.ASSIGNMENT_DELETION, arn).items == []


def test_request_of_another_kind_is_unknown(world: World, refused: Refused) -> None:
    begun = create(world, world.permission_set(), PRODUCTION, Principal(USER, world.user()))
    arn = world.instance.instance_arn
    refusal = refused(lambda: find_operation(world.tx, Kind.PROVISIONING, arn, begun.request_id))
    assert (refusal.code, refusal.cause) == ("ResourceNotFoundException", "operation.unknown-request")


def test_assignments_of_an_account_are_listed_and_counted(world: World) -> None:
    viewer, operator, jane = world.permission_set(), world.permission_set("Operator"), Principal(USER, world.user())
    for permission_set, account_id in ((viewer, PRODUCTION), (operator, PRODUCTION), (viewer, SANDBOX)):
        assignments.assign(world.tx, world.instance, permission_set, account_id, jane)
    listed = assignments_in_account(world.tx, world.instance, PRODUCTION).items
    assert {each.permission_set_arn for each in listed} == {viewer.permission_set_arn, operator.permission_set_arn}
    assert assignments_per_account(world.tx, world.instance) == {PRODUCTION: 2, SANDBOX: 1}


def test_newest_work_in_an_account_comes_first(world: World) -> None:
    permission_set, arn = world.permission_set(), world.instance.instance_arn
    first = create(world, permission_set, PRODUCTION, Principal(USER, world.user("jane")))
    world.advance(START + timedelta(seconds=1))
    second = create(world, permission_set, PRODUCTION, Principal(USER, world.user("joe")))
    create(world, permission_set, SANDBOX, Principal(USER, world.user("ann")))
    kind = Kind.ASSIGNMENT_CREATION
    newest = newest_operations(world.tx, arn, PRODUCTION, kind, limit=2)
    assert [each.request_id for each in newest] == [second.request_id, first.request_id]
    assert len(newest_operations(world.tx, arn, PRODUCTION, kind, limit=1)) == 1
