"""Too many wrong credentials lock a person out for a while."""

from datetime import timedelta

from emulator.signin.guessing import (
    ATTEMPTS,
    PAUSE,
    count_failure,
    first_factor_of_nobody,
    forget_failures,
    locked,
)
from emulator.store.database import Store

STORE = "d-9067230c03"


def fail(store: Store, times: int, name: str = "jane") -> None:
    with store.transaction() as tx:
        for _ in range(times):
            count_failure(tx, STORE, name)


def is_locked(store: Store, name: str = "jane") -> bool:
    with store.transaction() as tx:
        return locked(tx, STORE, name) is not None


def test_a_person_is_locked_out_after_so_many_failures_and_no_earlier(store: Store) -> None:
    store_clock(store)
    fail(store, ATTEMPTS - 1)
    assert not is_locked(store)
    fail(store, 1)
    assert is_locked(store)
    assert not is_locked(store, "bo")


def test_a_name_that_nobody_has_is_one_in_whatever_case() -> None:
    assert first_factor_of_nobody("Ghost") == first_factor_of_nobody("gHOST")
    assert first_factor_of_nobody("Ghost") != first_factor_of_nobody("Ghost ")


def test_the_lock_ends_with_the_pause(store: Store) -> None:
    store_clock(store)
    fail(store, ATTEMPTS)
    with store.transaction() as tx:
        tx.clock.advance(PAUSE - timedelta(seconds=1))
    assert is_locked(store)
    with store.transaction() as tx:
        tx.clock.advance(timedelta(seconds=1))
    assert not is_locked(store)
    fail(store, 1)
    assert not is_locked(store)


def test_success_begins_the_count_again(store: Store) -> None:
    fail(store, ATTEMPTS - 1)
    with store.transaction() as tx:
        forget_failures(tx, STORE, "jane")
    fail(store, 1)
    assert not is_locked(store)


def test_the_refusal_tells_until_when(store: Store) -> None:
    store_clock(store)
    fail(store, ATTEMPTS)
    with store.transaction() as tx:
        refusal = locked(tx, STORE, "jane")
        until = tx.now() + PAUSE
    assert refusal is not None
    assert refusal.cause == "sign-in.too-many-attempts"
    assert f"{until:%Y-%m-%dT%H:%M:%SZ}" in refusal.facts.expected


def store_clock(store: Store) -> None:
    """Let the clock stand still."""
    with store.transaction() as tx:
        tx.clock.freeze()
