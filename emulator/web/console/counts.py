"""How many things of each kind there are."""

from dataclasses import dataclass

from sqlalchemy import Table, func, select

from emulator.store.tables.applications import applications
from emulator.store.tables.directory import groups, users
from emulator.store.tables.permissions import account_assignments, permission_sets
from emulator.store.transaction import Transaction


@dataclass(frozen=True)
class Counts:
    """What the overview counts."""

    users: int
    groups: int
    permission_sets: int
    account_assignments: int
    applications: int


def counts(tx: Transaction) -> Counts:
    """The present numbers."""
    return Counts(
        users=_rows_of(tx, users),
        groups=_rows_of(tx, groups),
        permission_sets=_rows_of(tx, permission_sets),
        account_assignments=_rows_of(tx, account_assignments),
        applications=_rows_of(tx, applications),
    )


def _rows_of(tx: Transaction, table: Table) -> int:
    return int(tx.value(select(func.count()).select_from(table)))
