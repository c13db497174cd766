"""Lists and look-ups cost the same however many assignments there are: SQLite finds every row by an index."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, insert

from emulator.permissions.access import accounts_of_user, role_of_user, roles_of_user
from emulator.permissions.assignments import USER, Principal, assignments_of_principal, list_assignments
from emulator.permissions.operations import Kind, list_operations
from emulator.permissions.permission_sets import delete_permission_set, list_permission_sets
from emulator.permissions.provisioning import Freshness, accounts_with, permission_sets_in
from emulator.permissions.settling import carry_out_due
from emulator.store.tables.permissions import account_assignments
from tests.permissions.conftest import PRODUCTION, START, Refused, World

ASSIGNMENTS = 100_000


@pytest.fixture
def crowded(world: World) -> World:
    """Very many assignments of one permission set, over a thousand accounts."""
    permission_set = world.permission_set("Crowded")
    row = {
        "instance_arn": world.instance.instance_arn,
        "permission_set_arn": permission_set.permission_set_arn,
        "principal_type": USER,
        "created_at": START,
    }
    numbers = range(ASSIGNMENTS)
    world.tx.connection.execute(
        insert(account_assignments),
        [row | {"assignment_id": f"{n}", "account_id": f"{n % 1000:012}", "principal_id": f"u{n}"} for n in numbers],
    )
    return world


def plans_of(world: World, action: Callable[[], object]) -> list[str]:
    """How SQLite executes every query of the action."""
    executed: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        executed.append((statement, parameters))

    event.listen(world.tx.connection, "before_cursor_execute", note)
    action()
    event.remove(world.tx.connection, "before_cursor_execute", note)
    queries = [each for each in executed if each[0].startswith("SELECT")]
    assert queries
    explain = world.tx.connection.exec_driver_sql
    return [step[3] for query, given in queries for step in explain(f"EXPLAIN QUERY PLAN {query}", given)]


def test_no_list_reads_a_whole_table(crowded: World) -> None:
    world, tx, instance = crowded, crowded.tx, crowded.instance
    permission_set, user_id = world.permission_set(), world.user()
    world.assign(permission_set, PRODUCTION, user_id)
    arn = permission_set.permission_set_arn
    principal = Principal(USER, user_id)
    after = accounts_with(tx, arn, limit=1).after
    actions: list[Callable[[], object]] = [
        lambda: accounts_of_user(tx, instance, user_id),
        lambda: roles_of_user(tx, instance, user_id, PRODUCTION),
        lambda: role_of_user(tx, instance, user_id, PRODUCTION, "Viewer"),
        lambda: list_assignments(tx, permission_set, PRODUCTION),
        lambda: assignments_of_principal(tx, instance, principal),
        lambda: assignments_of_principal(tx, instance, principal, account_id=PRODUCTION),
        lambda: accounts_with(tx, arn, after=after, freshness=Freshness.LATEST),
        lambda: permission_sets_in(tx, instance, PRODUCTION),
        lambda: list_permission_sets(tx, instance),
        lambda: list_operations(tx, Kind.ASSIGNMENT_CREATION, instance.instance_arn, status="FAILED"),
        lambda: carry_out_due(tx),
    ]
    tables = ("account_assignments", "provisioned_permission_sets", "permission_sets", "operations", "memberships")
    for action in actions:
        plans = plans_of(world, action)
        assert [step for step in plans if step.split()[:2] in [["SCAN", table] for table in tables]] == [], plans


def test_pages_of_very_many_assignments_are_complete(crowded: World, refused: Refused) -> None:
    world = crowded
    (permission_set,) = list_permission_sets(world.tx, world.instance).items
    found, after = set[str](), None
    while True:
        page = list_assignments(world.tx, permission_set, f"{7:012}", after=after, limit=33)
        found |= {each.principal.id for each in page.items}
        after = page.after
        if after is None:
            break
    assert found == {f"u{number}" for number in range(7, ASSIGNMENTS, 1000)}
    assert refused(lambda: delete_permission_set(world.tx, permission_set)).cause == "permission-set.assigned"
