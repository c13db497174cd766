"""Whether AWS's request rates hold for the SCIM API; most tests want to send faster than that."""

from sqlalchemy import delete, insert, select

from emulator.store.tables.identity_source import scim_throttling
from emulator.store.transaction import Transaction


def is_throttled(tx: Transaction) -> bool:
    """Whether the rates hold."""
    return bool(tx.value(select(scim_throttling.c.enforced)))


def throttle(tx: Transaction, enforced: bool) -> None:
    """Let the rates hold from now on, or no longer."""
    tx.execute(delete(scim_throttling))
    tx.execute(insert(scim_throttling).values(only=1, enforced=enforced))
