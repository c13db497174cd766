"""What every database that holds the state has to do; the same tests for each of them."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from emulator.clock import Clock
from emulator.ids import Identifiers
from emulator.store.database import Store, clear, database_url
from emulator.store.keys import key_pair
from emulator.store.tables.directory import groups, memberships, users
from emulator.store.tables.journal import requests
from emulator.store.tables.keys import key_pairs
from emulator.store.tables.trail import trail_events
from emulator.store.transaction import Transaction

AN_INSTANT = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
STAMPS = {"revision": 1, "created_at": AN_INSTANT, "updated_at": AN_INSTANT, "created_by": "t", "updated_by": "t"}


def add_user(tx: Transaction, user_name: str) -> str:
    user_id = tx.ids.resource_id()
    attributes = {"name": {"given": "Zoë"}, "list": [1, None, True], "emoji": "👩‍🚀"}
    tx.execute(
        insert(users).values(
            user_id=user_id,
            identity_store_id="d-1234567890",
            user_name=user_name,
            user_name_key=user_name.lower(),
            status="ENABLED",
            attributes=attributes,
            **STAMPS,
        )
    )
    return user_id


def add_group(tx: Transaction, name: str) -> str:
    group_id = tx.ids.resource_id()
    tx.execute(
        insert(groups).values(
            group_id=group_id,
            identity_store_id="d-1234567890",
            display_name=name,
            display_name_key=name.lower(),
            **STAMPS,
        )
    )
    return group_id


def add_event(tx: Transaction, name: str) -> int:
    values = {"event_id": tx.ids.uuid(), "event_time": tx.now(), "event_source": "s", "event_name": name}
    place = {"account_id": "111122223333", "region": "us-east-1"}
    statement = insert(trail_events).values(**values, **place, read_only=False, event={"eventName": name})
    sequence = tx.value(statement.returning(trail_events.c.sequence))
    assert isinstance(sequence, int)
    return sequence


def user_names(store: Store) -> set[str]:
    with store.transaction() as tx:
        return {row["user_name"] for row in tx.rows(select(users.c.user_name))}


class StoreContract:
    """Any store must pass these; a subclass provides the fixture `url`."""

    @pytest.fixture
    def store(self, url: str) -> Iterator[Store]:
        store = Store(Clock(), Identifiers(), url)
        yield store
        store.close()

    def test_committed_rows_are_read_back_as_written(self, store: Store) -> None:
        with store.transaction() as tx:
            add_user(tx, "anna")
        with store.transaction() as tx:
            row = tx.row(select(users))
        assert row is not None
        assert row["attributes"] == {"name": {"given": "Zoë"}, "list": [1, None, True], "emoji": "👩‍🚀"}
        assert row["created_at"] == AN_INSTANT
        assert row["primary_email_key"] is None

    def test_transaction_that_raises_leaves_nothing(self, store: Store) -> None:
        def fail() -> None:
            with store.transaction() as tx:
                add_user(tx, "anna")
                add_event(tx, "CreateUser")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail()
        with store.transaction() as tx:
            assert tx.value(select(func.count()).select_from(users)) == 0
            assert tx.value(select(func.count()).select_from(trail_events)) == 0

    def test_unique_names_hold_and_the_store_stays_usable(self, store: Store) -> None:
        with store.transaction() as tx:
            add_user(tx, "anna")
        with pytest.raises(IntegrityError), store.transaction() as tx:
            add_user(tx, "ANNA")
        with store.transaction() as tx:
            add_user(tx, "bert")
        assert user_names(store) == {"anna", "bert"}

    def test_memberships_go_with_their_user_and_cannot_name_a_stranger(self, store: Store) -> None:
        with store.transaction() as tx:
            user_id, group_id = add_user(tx, "anna"), add_group(tx, "staff")
            values = {"identity_store_id": "d-1234567890", "group_id": group_id, **STAMPS}
            tx.execute(insert(memberships).values(membership_id="m1", user_id=user_id, **values))
        with pytest.raises(IntegrityError), store.transaction() as tx:
            tx.execute(insert(memberships).values(membership_id="m2", user_id="nobody", **values))
        with store.transaction() as tx:
            assert tx.execute(delete(users).where(users.c.user_id == user_id)) == 1
            assert tx.rows(select(memberships)) == []

    def test_restore_makes_the_whole_state_equal_to_the_snapshot(self, store: Store) -> None:
        with store.transaction() as tx:
            anna, staff = add_user(tx, "anna"), add_group(tx, "staff")
            add_event(tx, "CreateUser")
            values = {"identity_store_id": "d-1234567890", "group_id": staff, "user_id": anna, **STAMPS}
            tx.execute(insert(memberships).values(membership_id="m1", **values))
        snapshot = store.snapshot()
        with store.transaction() as tx:
            tx.execute(delete(users))
            add_user(tx, "bert")
            add_event(tx, "DeleteUser")
        store.restore(snapshot)
        assert user_names(store) == {"anna"}
        with store.transaction() as tx:
            assert [row["event_name"] for row in tx.rows(select(trail_events))] == ["CreateUser"]
            assert len(tx.rows(select(memberships))) == 1

    def test_snapshot_can_be_restored_more_than_once(self, store: Store) -> None:
        with store.transaction() as tx:
            add_user(tx, "anna")
        snapshot = store.snapshot()
        for name in ("bert", "carl"):
            with store.transaction() as tx:
                add_user(tx, name)
            store.restore(snapshot)
            assert user_names(store) == {"anna"}

    def test_snapshot_of_an_empty_store_empties(self, store: Store) -> None:
        snapshot = store.snapshot()
        with store.transaction() as tx:
            add_user(tx, "anna")
        store.restore(snapshot)
        assert user_names(store) == set()

    def test_sequences_count_on_after_a_restore(self, store: Store) -> None:
        with store.transaction() as tx:
            first = add_event(tx, "one")
        snapshot = store.snapshot()
        with store.transaction() as tx:
            second = add_event(tx, "two")
        store.restore(snapshot)
        with store.transaction() as tx:
            again = add_event(tx, "again")
        assert first < again <= second

    def test_clear_empties_all_but_what_is_kept(self, store: Store) -> None:
        with store.transaction() as tx:
            add_user(tx, "anna")
            add_event(tx, "one")
            kept = key_pair(tx, "test", "Test")
        with store.transaction() as tx:
            clear(tx, keep=[key_pairs])
        assert user_names(store) == set()
        with store.transaction() as tx:
            assert tx.rows(select(trail_events)) == []
            assert key_pair(tx, "test", "Test") == kept

    def test_of_two_threads_that_write_the_same_name_one_wins(self, store: Store) -> None:
        barrier, outcomes = threading.Barrier(2), []

        def write() -> None:
            barrier.wait()
            try:
                with store.transaction() as tx:
                    add_user(tx, "anna")
            except IntegrityError:
                outcomes.append("refused")
            else:
                outcomes.append("written")

        threads = [threading.Thread(target=write) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["refused", "written"]

    def test_no_write_is_lost_among_many_threads(self, store: Store) -> None:
        def write(start: int) -> None:
            for number in range(start, start + 10):
                with store.transaction() as tx:
                    add_user(tx, f"user{number}")

        threads = [threading.Thread(target=write, args=(start,)) for start in range(0, 40, 10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert user_names(store) == {f"user{number}" for number in range(40)}

    def test_long_text_is_kept_whole(self, store: Store) -> None:
        text = "ä" * 200_000
        values = {"request_id": "r", "method": "POST", "path": "/", "query": "", "request_headers": {}}
        with store.transaction() as tx:
            values |= {"at": tx.now(), "request_body": text, "status": 200, "response_body": ""}
            tx.execute(insert(requests).values(**values))
        with store.transaction() as tx:
            assert tx.value(select(requests.c.request_body)) == text


class TestSqliteInMemory(StoreContract):
    @pytest.fixture
    def url(self) -> str:
        return database_url(None, None)


class LastingStoreContract(StoreContract):
    """What a store that outlives the process must do besides."""

    def test_state_is_there_after_reopening(self, store: Store, url: str) -> None:
        with store.transaction() as tx:
            add_user(tx, "anna")
        store.close()
        again = Store(Clock(), Identifiers(), url)
        assert user_names(again) == {"anna"}
        again.close()

    def test_restored_state_is_there_after_reopening(self, store: Store, url: str) -> None:
        with store.transaction() as tx:
            add_user(tx, "anna")
        snapshot = store.snapshot()
        with store.transaction() as tx:
            add_user(tx, "bert")
        store.restore(snapshot)
        store.close()
        again = Store(Clock(), Identifiers(), url)
        assert user_names(again) == {"anna"}
        again.close()


class TestSqliteFile(LastingStoreContract):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return database_url(tmp_path / "state.sqlite", None)


class TestPostgresql(LastingStoreContract):
    @pytest.fixture
    def url(self, postgresql_url: str) -> str:
        return database_url(None, postgresql_url)
