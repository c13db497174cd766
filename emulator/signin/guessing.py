"""Guessing is slow: too many wrong credentials in a row, and a user name is locked for a while.

unconfirmed: everything here. AWS documents no lock-out, neither its threshold nor its length nor its words
(facts/signin.md §3.10). A locked name refuses the right credential as well, whether anybody has the name or not.
"""

import hashlib
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from emulator.directory.uniqueness import comparison_key
from emulator.guide.refusal import Facts, Refusal
from emulator.store.tables.passwords import failed_attempts
from emulator.store.transaction import Transaction

ATTEMPTS = 10
PAUSE = timedelta(minutes=15)

_COLUMNS = failed_attempts.c


def locked(tx: Transaction, identity_store_id: str, user_name: str) -> Refusal | None:
    """The refusal (sign-in.too-many-attempts) while the user name is locked; None otherwise."""
    row = tx.row(select(_COLUMNS.count, _COLUMNS.last_at).where(_named(identity_store_id, user_name)))
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


def count_failure(tx: Transaction, identity_store_id: str, user_name: str) -> None:
    """One more wrong credential; those before a pause are forgotten."""
    now, named = tx.now(), _named(identity_store_id, user_name)
    tx.execute(delete(failed_attempts).where(_COLUMNS.last_at <= now - PAUSE))
    one_more = update(failed_attempts).where(named).values(count=_COLUMNS.count + 1, last_at=now)
    if tx.execute(one_more):
        return
    first = {"identity_store_id": identity_store_id, "user_name_key": _key(user_name), "count": 1, "last_at": now}
    try:
        with tx.connection.begin_nested():
            tx.execute(insert(failed_attempts).values(**first))
    except IntegrityError:
        # Somebody else has failed at the same moment.
        tx.execute(one_more)


def forget_failures(tx: Transaction, identity_store_id: str, user_name: str) -> None:
    """A right credential, or a new password: counting begins again."""
    tx.execute(delete(failed_attempts).where(_named(identity_store_id, user_name)))


def _named(identity_store_id: str, user_name: str) -> ColumnElement[bool]:
    return (_COLUMNS.identity_store_id == identity_store_id) & (_COLUMNS.user_name_key == _key(user_name))


def _key(user_name: str) -> str:
    # What is typed may be of any length, and a password by mistake.
    return hashlib.sha256(comparison_key(user_name).encode("utf-8", "surrogatepass")).hexdigest()
