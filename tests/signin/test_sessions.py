"""Sessions end when their time is over, when the person signs out, and when they are revoked."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from emulator.signin.sessions import (
    EndReason,
    NewSession,
    end_session,
    live_session,
    revoke_sessions,
    start_session,
)
from emulator.store.database import Store
from emulator.store.tables.signin import sessions
from emulator.store.transaction import Transaction

ARN = "arn:aws:sso:::instance/ssoins-0000000000000001"


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    with store.transaction() as transaction:
        transaction.clock.freeze()
        yield transaction


def start(tx: Transaction, user_id: str = "ana", minutes: int = 60) -> NewSession:
    end = tx.now() + timedelta(minutes=minutes)
    return start_session(tx, ARN, user_id, expires_at=end, principal_tags={"CostCenter": "blue"})


def test_session_is_found_by_its_secret(tx: Transaction) -> None:
    new = start(tx)
    assert live_session(tx, ARN, new.secret) == new.session
    assert live_session(tx, ARN, new.secret + "x") is None
    assert live_session(tx, ARN, "") is None


def test_session_of_another_instance_is_not_found(tx: Transaction) -> None:
    assert live_session(tx, ARN + "x", start(tx).secret) is None


def test_secret_is_not_stored(tx: Transaction) -> None:
    new = start(tx)
    [row] = tx.rows(select(sessions))
    assert new.secret not in str(dict(row))


def test_session_ends_with_its_time(tx: Transaction) -> None:
    new = start(tx, minutes=15)
    tx.clock.advance(timedelta(minutes=15) - timedelta(microseconds=1))
    assert live_session(tx, ARN, new.secret) is not None
    tx.clock.advance(timedelta(microseconds=1))
    assert live_session(tx, ARN, new.secret) is None


def test_signing_out_ends_one_session_once(tx: Transaction) -> None:
    here, there = start(tx), start(tx)
    assert end_session(tx, here.session.session_id, EndReason.SIGNED_OUT)
    assert not end_session(tx, here.session.session_id, EndReason.SIGNED_OUT)
    assert live_session(tx, ARN, here.secret) is None
    assert live_session(tx, ARN, there.secret) is not None


def test_revoking_ends_the_chosen_sessions_of_that_user_only(tx: Transaction) -> None:
    first, second, kept, his = start(tx), start(tx), start(tx), start(tx, "bo")
    chosen = [new.session.session_id for new in (first, second, his)]
    assert set(revoke_sessions(tx, ARN, "ana", chosen)) == set(chosen[:2])
    assert [live_session(tx, ARN, new.secret) is None for new in (first, second, kept, his)] == [1, 1, 0, 0]
    assert revoke_sessions(tx, ARN, "ana", chosen) == ()
