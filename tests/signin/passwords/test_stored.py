"""Stored passwords: hashed, the last three remembered, one-time ones expire."""

from datetime import timedelta

from sqlalchemy import select

from emulator.directory.password_hashes import hash_password, matches
from emulator.permissions.instances import Instance
from emulator.signin.passwords.stored import (
    is_reused,
    present_password,
    store_one_time_password,
    store_password,
)
from emulator.store.tables.passwords import user_passwords
from emulator.store.transaction import Transaction
from tests.signin.conftest import House, add_user

FIRST, SECOND, THIRD, FOURTH = (f"Correct-Horse-{number}" for number in range(4))


def person(tx: Transaction, instance: Instance) -> str:
    return add_user(tx, instance, "cy", email="cy@example.com").user_id


def test_hashes_differ_and_match_their_password_only() -> None:
    one, other = hash_password(FIRST), hash_password(FIRST)
    assert one != other
    assert one.startswith("$argon2id$")
    assert matches(one, FIRST)
    assert not matches(one, FIRST.lower())
    assert not matches(None, FIRST)
    assert not matches("no hash", FIRST)
    assert not matches(one, "\ud800")


def test_a_new_user_has_no_password(house: House) -> None:
    with house.store.transaction() as tx:
        assert present_password(tx, person(tx, house.instance)) is None


def test_the_latest_password_is_the_present_one(house: House) -> None:
    with house.store.transaction() as tx:
        user_id = person(tx, house.instance)
        store_password(tx, user_id, FIRST)
        store_password(tx, user_id, SECOND)
        present = present_password(tx, user_id)
    assert present is not None
    assert matches(present.password_hash, SECOND)
    assert not present.one_time


def test_the_last_three_count_as_used_and_no_more_are_kept(house: House) -> None:
    with house.store.transaction() as tx:
        user_id = person(tx, house.instance)
        for password in (FIRST, SECOND, THIRD, FOURTH):
            store_password(tx, user_id, password)
        used = [is_reused(tx, user_id, password) for password in (FIRST, SECOND, THIRD, FOURTH)]
        kept = tx.rows(select(user_passwords))
    assert used == [False, True, True, True]
    assert len(kept) == 3


def test_a_one_time_password_takes_the_place_of_the_present_one_and_expires(house: House) -> None:
    with house.store.transaction() as tx:
        user_id = person(tx, house.instance)
        store_password(tx, user_id, FIRST)
        store_one_time_password(tx, user_id, SECOND)
        store_one_time_password(tx, user_id, THIRD)
        present = present_password(tx, user_id)
        assert present is not None
        assert present.one_time
        assert matches(present.password_hash, THIRD)
        assert not present.expired(tx.now() + timedelta(days=7) - timedelta(microseconds=1))
        assert present.expired(tx.now() + timedelta(days=7))
        assert is_reused(tx, user_id, FIRST)
        assert not is_reused(tx, user_id, THIRD)
        store_password(tx, user_id, FOURTH)
        rows = tx.rows(select(user_passwords.c.one_time))
    assert [row["one_time"] for row in rows] == [False, False]
