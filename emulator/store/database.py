"""The store: one database that holds all state, SQLite by default, PostgreSQL by URL."""

import hashlib
import sqlite3
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateTable

from emulator.clock import Clock
from emulator.ids import Identifiers
from emulator.store.tables import metadata
from emulator.store.transaction import Transaction

_marker_metadata = MetaData()
_marker = Table("emulator_schema", _marker_metadata, Column("fingerprint", String, primary_key=True))


class StoreUnusable(Exception):
    """The database cannot be opened or belongs to another version; the text says what to do."""


@dataclass(frozen=True)
class Snapshot:
    """The whole state at one moment; opaque, to be given back to the store that made it."""

    content: Any


class Store:
    """Opens, or creates, the database; hands out transactions; takes and restores snapshots.

    Raises StoreUnusable when the database cannot be used. SQLite work is serialized by a lock, which its
    single connection needs anyway; PostgreSQL does its own locking.
    """

    def __init__(self, clock: Clock, ids: Identifiers, url: str = "sqlite://") -> None:
        self._clock = clock
        self._ids = ids
        self._sqlite = make_url(url).get_backend_name() == "sqlite"
        self._lock = threading.RLock() if self._sqlite else nullcontext()
        try:
            self._engine = _sqlite_engine(url) if self._sqlite else create_engine(url)
            self._create_or_check_schema()
        except (SQLAlchemyError, ImportError) as problem:
            reason = str(problem).splitlines()[0]
            raise StoreUnusable(f"the database {make_url(url)!r} cannot be opened: {reason}") from problem

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """A transaction that commits when the block ends and is undone when it raises."""
        with self._lock, self._engine.begin() as connection:
            yield Transaction(connection, self._clock, self._ids)

    def snapshot(self) -> Snapshot:
        """A copy of the whole state."""
        with self._lock:
            return Snapshot(self._copy_sqlite() if self._sqlite else self._copy_rows())

    def restore(self, snapshot: Snapshot) -> None:
        """Make the whole state equal to the snapshot."""
        with self._lock:
            if self._sqlite:
                with self._raw_sqlite() as target:
                    snapshot.content.backup(target)
            else:
                self._write_rows(snapshot.content)

    def close(self) -> None:
        """Give the database's files and connections back."""
        self._engine.dispose()

    def _create_or_check_schema(self) -> None:
        expected = _schema_fingerprint(self._engine)
        with self._lock, self._engine.begin() as connection:
            tables = set(inspect(connection).get_table_names())
            if not tables:
                metadata.create_all(connection)
                _marker_metadata.create_all(connection)
                connection.execute(insert(_marker).values(fingerprint=expected))
                return
            found = connection.scalar(select(_marker.c.fingerprint)) if _marker.name in tables else None
        if found != expected:
            raise StoreUnusable(
                f"the database {self._engine.url!r} was not written by this version of the emulator; "
                "name another file, or delete it to start afresh"
            )

    @contextmanager
    def _raw_sqlite(self) -> Iterator[sqlite3.Connection]:
        with self._engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert isinstance(raw, sqlite3.Connection)
            yield raw

    def _copy_sqlite(self) -> sqlite3.Connection:
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        with self._raw_sqlite() as source:
            source.backup(copy)
        return copy

    def _copy_rows(self) -> dict[str, list[dict[str, Any]]]:
        with self._engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            return {
                table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in metadata.sorted_tables
            }

    def _write_rows(self, rows: dict[str, list[dict[str, Any]]]) -> None:
        with self._engine.begin() as connection:
            names = ", ".join(table.name for table in metadata.sorted_tables)
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
            for table in metadata.sorted_tables:
                if rows[table.name]:
                    connection.execute(insert(table), rows[table.name])
                counter = table.autoincrement_column
                if counter is not None:
                    highest = max((row[counter.name] for row in rows[table.name]), default=0)
                    connection.execute(
                        text("SELECT setval(pg_get_serial_sequence(:table, :column), :next, false)"),
                        {"table": table.name, "column": counter.name, "next": highest + 1},
                    )


def clear(tx: Transaction, *, keep: Collection[Table] = ()) -> None:
    """Empty every table but those of `keep`, in the running transaction."""
    # As text: compiling fifty statements takes longer than carrying them out.
    written = tx.connection.dialect.identifier_preparer
    for table in reversed(metadata.sorted_tables):
        if table not in keep:
            tx.connection.exec_driver_sql(f"DELETE FROM {written.format_table(table)}")


def database_url(data: Path | None, url: str | None) -> str:
    """The SQLAlchemy URL for the two settings that say where the state lives.

    Raises StoreUnusable for a `url` that is not PostgreSQL's.
    """
    if url is not None:
        scheme, separator, rest = url.partition("://")
        if scheme not in ("postgresql", "postgres", "postgresql+psycopg") or not separator:
            raise StoreUnusable(
                "the database URL is not one of PostgreSQL: write it as postgresql://user:password@host/database, "
                "or keep the state in a file with --data"
            )
        return f"postgresql+psycopg://{rest}"
    return f"sqlite:///{data.resolve()}" if data is not None else "sqlite://"


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        # The driver would begin transactions lazily; with this, SQLAlchemy's BEGIN below is the only one.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _schema_fingerprint(engine: Engine) -> str:
    statements = [str(CreateTable(table).compile(engine)) for table in metadata.sorted_tables]
    return hashlib.sha256("\n".join(statements).encode()).hexdigest()
