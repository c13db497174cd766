"""One unit of work: a connection together with the clock and the identifiers that the work draws on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Executable, RowMapping

from emulator.clock import Clock
from emulator.ids import Identifiers


@dataclass(frozen=True)
class Transaction:
    """What every domain function is given first. All that it writes is committed or undone together."""

    connection: Connection
    clock: Clock
    ids: Identifiers

    def now(self) -> datetime:
        """The clock's present instant, aware, in UTC."""
        return self.clock.now()

    def execute(self, statement: Executable) -> int:
        """Run an insert, update or delete; returns how many rows it touched."""
        return self.connection.execute(statement).rowcount

    def rows(self, statement: Executable) -> Sequence[RowMapping]:
        """Every row of a select, as mappings from column name to value."""
        return self.connection.execute(statement).mappings().all()

    def row(self, statement: Executable) -> RowMapping | None:
        """The first row of a select, or None."""
        return self.connection.execute(statement).mappings().first()

    def value(self, statement: Executable) -> Any:
        """The first column of the first row of a select, or None."""
        return self.connection.execute(statement).scalar()
