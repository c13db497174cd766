"""The revision of everything here that moto must know too; it changes with each change, and a snapshot keeps it."""

from sqlalchemy import select, update

from emulator.store.tables.accounts import organization
from emulator.store.transaction import Transaction


def revision(tx: Transaction, *, lock: bool = False) -> str:
    """The present revision; with `lock`, other transactions that ask for it so wait until this one ends.

    LookupError before the store was seeded.
    """
    statement = select(organization.c.revision)
    found: str | None = tx.value(statement.with_for_update() if lock else statement)
    if found is None:
        raise LookupError("the store has no organization")
    return found


def new_revision(tx: Transaction) -> str:
    """Give what was changed a new revision, and return it."""
    made = tx.ids.uuid()
    tx.execute(update(organization).values(revision=made))
    return made
