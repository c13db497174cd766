"""Listings page with opaque tokens, each page at the same cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event, insert, select
from sqlalchemy.engine import Engine

from emulator.ids import Identifiers
from emulator.store.database import Store
from emulator.store.tables.directory import users
from tests.web.aws_api.conftest import IdentityStore


def test_paginator_sees_every_user_once(identity_store: IdentityStore) -> None:
    created = [identity_store.user(f"user{number}") for number in range(7)]
    pages = list(
        identity_store.client.get_paginator("list_users").paginate(
            IdentityStoreId=identity_store.store_id, PaginationConfig={"PageSize": 3}
        )
    )
    assert [len(page["Users"]) for page in pages] == [3, 3, 1]
    assert [user["UserId"] for page in pages for user in page["Users"]] == created


def first_token(identity_store: IdentityStore) -> str:
    for number in range(3):
        identity_store.user(f"user{number}")
    return str(identity_store("list_users", MaxResults=1)["NextToken"])


def test_page_size_may_change_between_pages(identity_store: IdentityStore) -> None:
    token = first_token(identity_store)
    assert len(identity_store("list_users", MaxResults=2, NextToken=token)["Users"]) == 2


def test_altered_token_is_refused(identity_store: IdentityStore) -> None:
    token = first_token(identity_store)
    for altered in (token[:-4], token[:-8] + "AAAA" + token[-4:], "AAAA" + token[4:], "nonsense", "abc="):
        refused = identity_store.refused("list_users", NextToken=altered)
        assert (refused.code, refused.cause) == ("ValidationException", "aws-api.pagination-token")


def test_token_with_characters_that_no_token_has_breaks_the_model(identity_store: IdentityStore) -> None:
    refused = identity_store.refused("list_users", NextToken="ö")
    assert "at 'nextToken' failed to satisfy constraint" in refused.message


def test_token_with_other_arguments_is_refused(identity_store: IdentityStore) -> None:
    token = first_token(identity_store)
    filters = [{"AttributePath": "UserName", "AttributeValue": "user1"}]
    for operation, arguments in (("list_users", {"Filters": filters}), ("list_groups", {})):
        refused = identity_store.refused(operation, NextToken=token, **arguments)
        assert refused.cause == "aws-api.pagination-token"


def test_token_does_not_depend_on_the_process(identity_store: IdentityStore) -> None:
    """It is a function of position and arguments alone, so that it outlives a restart."""
    token = first_token(identity_store)
    assert token == identity_store("list_users", MaxResults=1)["NextToken"]


def test_a_page_among_ten_thousand_users_takes_as_many_statements_as_one_among_ten(
    identity_store: IdentityStore,
) -> None:
    store = identity_store.emulator.context.store
    identity_store.user("first")
    _multiply(store, 10)
    with _statements(store) as few:
        page = identity_store("list_users", MaxResults=5)
    _multiply(store, 10_000)
    with _statements(store) as many:
        deep = identity_store("list_users", MaxResults=5, NextToken=page["NextToken"])
        user_name = deep["Users"][4]["UserName"]
    assert len(deep["Users"]) == 5
    assert len(many) == len(few)
    assert not any("OFFSET 5" in statement for statement in many)
    identifier = {"UniqueAttribute": {"AttributePath": "userName", "AttributeValue": user_name}}
    with _statements(store) as looked_up:
        found = identity_store("get_user_id", AlternateIdentifier=identifier)
    assert found["UserId"] == deep["Users"][4]["UserId"]
    assert len(looked_up) <= len(few)
    _uses_an_index(store, next(statement for statement in looked_up if "user_name_key = " in statement))


def _multiply(store: Store, count: int) -> None:
    """Put copies of the first user into the store, without asking the rules for each."""
    ids = Identifiers()
    with store.transaction() as tx:
        row = dict(tx.rows(select(users).limit(1))[0])
        copies: list[dict[str, Any]] = [
            {
                **row,
                "user_id": ids.resource_id(),
                "user_name": f"copy-{count}-{number}",
                "user_name_key": f"copy-{count}-{number}",
                "created_at": row["created_at"] + timedelta(seconds=number + 1),
            }
            for number in range(count)
        ]
        tx.connection.execute(insert(users), copies)


@contextmanager
def _statements(_store: Store) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _uses_an_index(store: Store, statement: str) -> None:
    with store.transaction() as tx:
        marks = ("d-1234567890", "x") + (1, 0) * (statement.count("?") // 2)
        plan = tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", marks[: statement.count("?")])
        assert all("SCAN" not in row[3] for row in plan)
