"""Nothing that the directory does gets slower with the number of users."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event

from emulator.directory import groups, memberships, users
from emulator.directory.group import GroupDraft
from emulator.directory.user import ExternalId
from emulator.store.database import Store
from emulator.store.transaction import Transaction
from tests.directory.people import STORE, draft

USER = "c4488478-a0e1-700e-3d75-96c6bb641596"
GROUP = "d468e4d8-c051-703d-dd84-28caf445f15e"
KNOWN = ExternalId("https://idp", "1")
AFTER = f"1:{USER}"


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    with store.transaction() as tx:
        yield tx


def plans_of(tx: Transaction, action: Callable[[], object]) -> list[str]:
    """How SQLite would answer each query of the action."""
    queries: list[tuple[str, Any]] = []

    def listen(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        if statement.startswith(("SELECT", "DELETE", "UPDATE")):
            queries.append((statement, parameters))

    event.listen(tx.connection, "before_cursor_execute", listen)
    try:
        action()
    finally:
        event.remove(tx.connection, "before_cursor_execute", listen)
    assert queries
    rows = [
        row
        for query, values in queries
        for row in tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
    ]
    return [str(row[3]) for row in rows]


def whole_life(tx: Transaction) -> None:
    user = users.create_user(tx, STORE, draft(external_ids=(KNOWN,)), actor="me")
    group = groups.create_group(tx, STORE, GroupDraft(display_name="x", external_ids=(KNOWN,)), actor="me")
    users.replace_user(tx, STORE, user.user_id, draft("bob"), actor="me")
    memberships.add_members(tx, STORE, group.group_id, [user.user_id], actor="me")
    memberships.members_of_group(tx, STORE, group.group_id)
    memberships.groups_of_user(tx, STORE, user.user_id)
    memberships.remove_members(tx, STORE, group.group_id, [user.user_id])
    made = memberships.create_membership(tx, STORE, group.group_id, user.user_id, actor="me")
    memberships.membership_of(tx, STORE, group.group_id, user.user_id)
    memberships.memberships_of_group(tx, STORE, group.group_id, after=AFTER)
    memberships.memberships_of_user(tx, STORE, user.user_id, after=AFTER)
    memberships.groups_among(tx, STORE, user.user_id, [group.group_id])
    memberships.delete_membership(tx, STORE, made.membership_id)
    groups.replace_group(tx, STORE, group.group_id, GroupDraft(display_name="y"), actor="me")
    groups.delete_group(tx, STORE, group.group_id)
    users.delete_user(tx, STORE, user.user_id)


@pytest.mark.parametrize(
    "action",
    [
        whole_life,
        lambda tx: users.list_users(tx, STORE, after=AFTER),
        lambda tx: groups.list_groups(tx, STORE, after=AFTER),
        lambda tx: memberships.members_of_group(tx, STORE, GROUP, after=AFTER),
        lambda tx: memberships.groups_of_user(tx, STORE, USER, after=AFTER),
        lambda tx: users.users_of_ids(tx, STORE, [USER, GROUP]),
        lambda tx: groups.groups_of_ids(tx, STORE, [USER, GROUP]),
        lambda tx: users.user_by_user_name(tx, STORE, "x"),
        lambda tx: users.user_by_primary_email(tx, STORE, "x"),
        lambda tx: users.user_by_external_id(tx, STORE, KNOWN),
        lambda tx: groups.group_by_display_name(tx, STORE, "x"),
    ],
)
def test_every_query_goes_by_an_index_that_narrows_it_down(
    tx: Transaction, action: Callable[[Transaction], object]
) -> None:
    for plan in plans_of(tx, lambda: action(tx)):
        if "TEMP B-TREE" not in plan:
            assert plan.startswith("SEARCH"), plan
            assert not plan.endswith("(identity_store_id=?)"), plan


def test_first_page_stops_at_its_limit(tx: Transaction) -> None:
    plans = plans_of(tx, lambda: users.list_users(tx, STORE))
    assert plans[0].startswith("SEARCH users USING INDEX users_in_order")
    assert not any("TEMP B-TREE" in plan for plan in plans)


def test_page_of_users_costs_two_queries_whatever_its_size(tx: Transaction) -> None:
    for number in range(30):
        users.create_user(tx, STORE, draft(f"u{number}", external_ids=(ExternalId("i", str(number)),)), actor="me")
    plans = plans_of(tx, lambda: users.list_users(tx, STORE))
    assert len([plan for plan in plans if plan.startswith("SEARCH")]) == 2
