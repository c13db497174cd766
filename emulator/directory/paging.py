"""Pages of a listing, by the position of the last entry (keyset), so that every page costs the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, RowMapping, Select, literal, tuple_

from emulator.store.tables.base import Instant
from emulator.store.transaction import Transaction

Item = TypeVar("Item")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some entries of a listing. `after` continues it behind them; None when there are no more."""

    items: Sequence[Item]
    after: str | None


class UnknownPosition(ValueError):
    """The text is no position that this module has made."""


def page_of_rows(
    tx: Transaction,
    statement: Select[Any],
    keys: tuple[ColumnElement[datetime], ColumnElement[str]],
    *,
    after: str | None,
    limit: int,
) -> Page[RowMapping]:
    """Up to `limit` rows of the statement in the order of `keys` (an instant and an id), behind position `after`.

    Raises UnknownPosition.
    """
    if after is not None:
        instant, resource_id = _read(after)
        statement = statement.where(tuple_(*keys) > tuple_(literal(instant, Instant), literal(resource_id)))
    rows = tx.rows(statement.order_by(*keys).limit(limit + 1))
    if len(rows) <= limit:
        return Page(rows, None)
    last = rows[limit - 1]
    return Page(rows[:limit], _write(last[keys[0].name], last[keys[1].name]))


def _write(instant: datetime, resource_id: str) -> str:
    return f"{(instant - _EPOCH) // timedelta(microseconds=1)}:{resource_id}"


def _read(position: str) -> tuple[datetime, str]:
    microseconds, colon, resource_id = position.partition(":")
    if not colon or not microseconds.isascii() or not microseconds.removeprefix("-").isdigit():
        raise UnknownPosition(position)
    try:
        return _EPOCH + timedelta(microseconds=int(microseconds)), resource_id
    except (OverflowError, ValueError) as problem:
        raise UnknownPosition(position) from problem
