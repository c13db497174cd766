"""Guessing is slow: too many wrong credentials in a row, and a person is locked out for a while.

A user is one person in whatever form the name was typed; a name that nobody has is counted as it was typed, so that
the pages do not tell who exists. While the lock holds, the right credential is refused as well.

unconfirmed: everything here. AWS documents no lock-out, neither its threshold nor its length nor its words
(facts/signin.md §3.10).
"""

import hashlib
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from emulator.directory.uniqueness import comparison_key
from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.store.tables.passwords import failed_attempts
from emulator.store.transaction import Transaction

ATTEMPTS = 10
PAUSE = timedelta(minutes=15)

_COLUMNS = failed_attempts.c


def first_factor_of(user: User) -> str:
    """What is guessed: the password or first code of that user."""
    return f"first factor of {user.user_id}"


def first_factor_of_nobody(typed_name: str) -> str:
    """What is guessed at a name that nobody has."""
    return f"first factor of nobody: {comparison_key(typed_name)}"


def second_factor_of(user: User) -> str:
    """What is guessed after the password, counted apart: a right password must not let somebody go on guessing."""
    return f"second factor of {user.user_id}"


def locked(tx: Transaction, identity_store_id: str, guessed: str) -> Refusal | None:
    """The refusal (sign-in.too-many-attempts) while nobody may guess further; None otherwise."""
    row = tx.row(select(_COLUMNS.count, _COLUMNS.last_at).where(_guesses(identity_store_id, guessed)))
    if row is None or row["count"] < ATTEMPTS or row["last_at"] + PAUSE <= tx.now():
        return None
    return Refusal(
        "AccessDeniedException",
        "Too many failed attempts",
        cause="sign-in.too-many-attempts",
        facts=Facts(
            where="sign-in",
            found=f"{row['count']} wrong credentials in a row",
            expected=f"fewer than {ATTEMPTS}, or a pause until {row['last_at'] + PAUSE:%Y-%m-%dT%H:%M:%SZ}",
        ),
    )


def count_failure(tx: Transaction, identity_store_id: str, guessed: str) -> None:
    """One more wrong credential; those before a pause are forgotten."""
    now, guesses = tx.now(), _guesses(identity_store_id, guessed)
    tx.execute(delete(failed_attempts).where(_COLUMNS.last_at <= now - PAUSE))
    one_more = update(failed_attempts).where(guesses).values(count=_COLUMNS.count + 1, last_at=now)
    if tx.execute(one_more):
        return
    first = {"identity_store_id": identity_store_id, "guessed_sha256": _sha256(guessed), "count": 1, "last_at": now}
    try:
        with tx.connection.begin_nested():
            tx.execute(insert(failed_attempts).values(**first))
    except IntegrityError:
        # Somebody else has failed at the same moment.
        tx.execute(one_more)


def forget_failures(tx: Transaction, identity_store_id: str, guessed: str) -> None:
    """A right credential, or a new password: counting begins again."""
    tx.execute(delete(failed_attempts).where(_guesses(identity_store_id, guessed)))


def _guesses(identity_store_id: str, guessed: str) -> ColumnElement[bool]:
    return (_COLUMNS.identity_store_id == identity_store_id) & (_COLUMNS.guessed_sha256 == _sha256(guessed))


def _sha256(guessed: str) -> str:
    # What is typed may be of any length, and a password by mistake.
    return hashlib.sha256(guessed.encode("utf-8", "surrogatepass")).hexdigest()
