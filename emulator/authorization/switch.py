"""Whether policies decide who may call what. Off, any credentials will do; some rules hold all the same."""

from sqlalchemy import delete, insert, select

from emulator.store.tables.authorization import authorization
from emulator.store.transaction import Transaction


def is_enforced(tx: Transaction) -> bool:
    """Whether the policies of callers are evaluated."""
    return bool(tx.value(select(authorization.c.enforced)))


def enforce(tx: Transaction, enforced: bool) -> None:
    """Evaluate them from now on, or no longer."""
    tx.execute(delete(authorization))
    tx.execute(insert(authorization).values(only=1, enforced=enforced))
