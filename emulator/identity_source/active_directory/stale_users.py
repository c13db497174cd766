"""Users whom nothing has synchronized for long are disabled (how-it-works-configurable-ADsync.html).

Somebody removed from the sync scope stays in AWS, is not updated any more, and is disabled after 28 days.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from emulator.directory.user import User
from emulator.directory.users import set_active
from emulator.store.tables.active_directory import unsynchronized_users
from emulator.store.transaction import Transaction

LONGEST_WITHOUT_SYNCHRONIZATION = timedelta(days=28)
_ACTOR = "active-directory-sync"


def note_unsynchronized(
    tx: Transaction, identity_store_id: str, users: Iterable[User], *, last: datetime | None
) -> None:
    """These users, and no others, are outside of the sync scope; who is so for more than 28 days is disabled.

    `last` is when the synchronization before this one succeeded: until then they were in the scope.
    """
    since = _since(tx, identity_store_id)
    tx.execute(delete(unsynchronized_users).where(unsynchronized_users.c.identity_store_id == identity_store_id))
    for user in users:
        began = since.get(user.user_id, last or tx.now())
        tx.execute(
            insert(unsynchronized_users).values(
                user_id=user.user_id, identity_store_id=identity_store_id, since=began
            )
        )
        if tx.now() - began > LONGEST_WITHOUT_SYNCHRONIZATION:
            disable(tx, identity_store_id, user)


def forget_unsynchronized(tx: Transaction, identity_store_id: str) -> None:
    """Nobody is outside of the sync scope: the directory is the identity source no more."""
    tx.execute(delete(unsynchronized_users).where(unsynchronized_users.c.identity_store_id == identity_store_id))


def left_scope_at(tx: Transaction, user: User) -> datetime | None:
    """Until when the user was in the sync scope; None for one who is in it."""
    columns = unsynchronized_users.c
    found: datetime | None = tx.value(select(columns.since).where(columns.user_id == user.user_id))
    return found


def disable(tx: Transaction, identity_store_id: str, user: User) -> None:
    """End the user's access, where it has not ended yet."""
    if user.active:
        set_active(tx, identity_store_id, user.user_id, False, actor=_ACTOR)


def _since(tx: Transaction, identity_store_id: str) -> Mapping[str, datetime]:
    columns = unsynchronized_users.c
    statement = select(columns.user_id, columns.since).where(columns.identity_store_id == identity_store_id)
    return {row["user_id"]: row["since"] for row in tx.rows(statement)}
