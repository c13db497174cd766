"""The passwords that are stored: the present one of a user, and the last ones, which are not used again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, Select, delete, insert, select

from emulator.directory.password_hashes import hash_password, matches
from emulator.ids import Identifiers
from emulator.signin.passwords.policy import NOT_REUSED, SPECIAL
from emulator.store.tables.passwords import user_passwords
from emulator.store.transaction import Transaction

# unconfirmed: how long a one-time password can be used; as long as an invitation here
ONE_TIME_LIFETIME = timedelta(days=7)

_COLUMNS = user_passwords.c
_ONE_TIME_LENGTH = 14


@dataclass(frozen=True, kw_only=True)
class StoredPassword:
    """The present password of a user. A one-time one has to be replaced at the first sign-in, and expires."""

    password_hash: str
    one_time: bool
    set_at: datetime
    expires_at: datetime | None

    def expired(self, now: datetime) -> bool:
        """Whether its time is over."""
        return self.expires_at is not None and self.expires_at <= now


def present_password(tx: Transaction, user_id: str) -> StoredPassword | None:
    """The password that the user signs in with; None for a user who has none, such as one that an API created."""
    row = tx.row(_of_user(user_id).limit(1))
    if row is None:
        return None
    return StoredPassword(**{name: row[name] for name in StoredPassword.__dataclass_fields__})


def store_password(tx: Transaction, user_id: str, password: str) -> None:
    """Make it the user's password. The policy is checked by who calls this."""
    _store(tx, user_id, password, one_time=False, expires_at=None)
    _forget_old(tx, user_id)


def store_one_time_password(tx: Transaction, user_id: str, password: str) -> None:
    """Make it the user's password until the next sign-in; the password so far is no longer valid."""
    tx.execute(delete(user_passwords).where(_COLUMNS.user_id == user_id, _COLUMNS.one_time))
    _store(tx, user_id, password, one_time=True, expires_at=tx.now() + ONE_TIME_LIFETIME)


def is_reused(tx: Transaction, user_id: str, password: str) -> bool:
    """Whether it is one of the user's last three; one-time passwords are not counted."""
    return any(matches(row["password_hash"], password) for row in _chosen(tx, user_id)[:NOT_REUSED])


def new_one_time_password(ids: Identifiers) -> str:
    """A password that keeps the policy, to be handed to a user."""
    while True:
        password = ids.secret(_ONE_TIME_LENGTH - 1) + "!"
        kinds = (str.islower, str.isupper, str.isdigit, SPECIAL.__contains__)
        if all(any(kind(character) for character in password) for kind in kinds):
            return password


def _of_user(user_id: str) -> Select[Any]:
    return select(user_passwords).where(_COLUMNS.user_id == user_id).order_by(_COLUMNS.sequence.desc())


def _chosen(tx: Transaction, user_id: str) -> list[RowMapping]:
    return [row for row in tx.rows(_of_user(user_id)) if not row["one_time"]]


def _store(tx: Transaction, user_id: str, password: str, *, one_time: bool, expires_at: datetime | None) -> None:
    tx.execute(
        insert(user_passwords).values(
            user_id=user_id,
            password_hash=hash_password(password),
            one_time=one_time,
            set_at=tx.now(),
            expires_at=expires_at,
        )
    )


def _forget_old(tx: Transaction, user_id: str) -> None:
    kept = [row["sequence"] for row in _chosen(tx, user_id)[:NOT_REUSED]]
    tx.execute(delete(user_passwords).where(_COLUMNS.user_id == user_id, _COLUMNS.sequence.not_in(kept)))
