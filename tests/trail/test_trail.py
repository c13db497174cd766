"""Events are recorded with the change they tell of, and found again by what AWS lets one look for."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from emulator.clock import Clock
from emulator.ids import Identifiers
from emulator.store.database import Store
from emulator.trail.administrator import account_root
from emulator.trail.event import Event, Origin
from emulator.trail.trail import LookupFilter, event_names, events_of_request, follow, lookup, record

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORIGIN = Origin(request_id="6c0b3b3e-0000-4000-8000-000000000000", source_ip="192.0.2.7", user_agent="curl/8")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> Iterator[Store]:
    clock.freeze(NOON)
    store = Store(clock, Identifiers())
    yield store
    store.close()


def event(name: str, **changes: Any) -> Event:
    parts: dict[str, Any] = {
        "source": "sso-directory.amazonaws.com",
        "name": name,
        "account_id": "111122223333",
        "region": "eu-west-1",
        "user_identity": {"type": "Root", "accessKeyId": "AKIAIOSFODNN7EXAMPLE"},
        "origin": ORIGIN,
    }
    return Event(**{**parts, **changes})


def write(store: Store, *events: Event) -> None:
    with store.transaction() as tx:
        for each in events:
            record(tx, each)


def found(store: Store, **wanted: Any) -> list[str]:
    with store.transaction() as tx:
        return [row["event"]["eventName"] for row in lookup(tx, LookupFilter(**wanted))]


def test_recorded_event_has_the_members_of_every_cloudtrail_event(store: Store) -> None:
    details = {"requestParameters": None, "errorCode": "ConflictException"}
    write(store, event("CreateUser", details=details, read_only=False))
    with store.transaction() as tx:
        (row,) = lookup(tx)
    document = dict(row["event"])
    assert re.fullmatch(r"[0-9a-f-]{36}", document.pop("eventID"))
    assert document == {
        "eventVersion": "1.11",
        "userIdentity": {"type": "Root", "accessKeyId": "AKIAIOSFODNN7EXAMPLE"},
        "eventTime": "2026-03-01T12:00:00Z",
        "eventSource": "sso-directory.amazonaws.com",
        "eventName": "CreateUser",
        "awsRegion": "eu-west-1",
        "sourceIPAddress": "192.0.2.7",
        "userAgent": "curl/8",
        "requestParameters": None,
        "errorCode": "ConflictException",
        "requestID": "6c0b3b3e-0000-4000-8000-000000000000",
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": "111122223333",
        "eventCategory": "Management",
    }


def test_event_of_a_transaction_that_fails_is_not_recorded(store: Store) -> None:
    def fail() -> None:
        with store.transaction() as tx:
            record(tx, event("CreateUser"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert found(store) == []


def test_lookup_tells_the_newest_first_and_continues_before_a_sequence_number(store: Store) -> None:
    write(store, *(event(name) for name in ("one", "two", "three")))
    with store.transaction() as tx:
        newest = lookup(tx, limit=2)
        rest = lookup(tx, before=newest[-1]["sequence"], limit=2)
    assert [row["event"]["eventName"] for row in [*newest, *rest]] == ["three", "two", "one"]


def test_follow_tells_the_oldest_first_and_continues_after_a_sequence_number(store: Store) -> None:
    write(store, *(event(name) for name in ("one", "two", "three")))
    with store.transaction() as tx:
        first = follow(tx, limit=2)
        rest = follow(tx, after=first[-1]["sequence"], limit=2)
    assert [row["event"]["eventName"] for row in [*first, *rest]] == ["one", "two", "three"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"event_name": "wanted"},
        {"event_source": "sso.amazonaws.com"},
        {"user_name": "anna"},
        {"access_key_id": "AKIDWANTED"},
        {"read_only": True},
        {"event_name": "wanted", "user_name": "anna"},
    ],
)
def test_lookup_finds_by_each_attribute(store: Store, wanted: dict[str, Any]) -> None:
    write(
        store,
        event("other"),
        event(
            "wanted",
            source="sso.amazonaws.com",
            user_name="anna",
            read_only=True,
            user_identity={"accessKeyId": "AKIDWANTED"},
        ),
        event("another", user_name="bert"),
    )
    assert found(store, **wanted) == ["wanted"]


def test_lookup_finds_by_time_including_both_ends(store: Store, clock: Clock) -> None:
    for name in ("one", "two", "three"):
        write(store, event(name))
        clock.advance(timedelta(hours=1))
    assert found(store, start=NOON + timedelta(hours=1)) == ["three", "two"]
    assert found(store, end=NOON + timedelta(hours=1)) == ["two", "one"]
    assert found(store, start=NOON + timedelta(hours=3)) == []


def test_lookup_by_a_value_that_nothing_has_finds_nothing(store: Store) -> None:
    write(store, event("one"))
    assert found(store, user_name="nobody") == []


def test_events_of_a_request_are_told_oldest_first(store: Store) -> None:
    other = Origin(request_id="6c0b3b3e-0000-4000-8000-000000000001")
    write(store, event("one"), event("two", origin=other), event("three"))
    with store.transaction() as tx:
        told = events_of_request(tx, ORIGIN.request_id)
    assert [row["event"]["eventName"] for row in told] == ["one", "three"]


def test_names_in_the_trail_are_told_once_each(store: Store) -> None:
    write(store, event("two"), event("one"), event("two"))
    with store.transaction() as tx:
        assert list(event_names(tx)) == ["one", "two"]


def test_account_root_is_named_as_cloudtrail_names_it() -> None:
    identity = account_root("111122223333", ORIGIN).user_identity
    assert (identity["type"], identity["arn"]) == ("Root", "arn:aws:iam::111122223333:root")
