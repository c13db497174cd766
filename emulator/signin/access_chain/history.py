"""What was refused to a person, as far as the request journal still knows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, or_, select

from emulator.guide.refusal import Facts
from emulator.store.tables.journal import refusals, requests
from emulator.store.transaction import Transaction


@dataclass(frozen=True)
class PastRefusal:
    """A refusal of the journal."""

    at: datetime
    cause: str
    facts: Facts


def last_refusal(
    tx: Transaction, path_part: str, *, names: Sequence[str] | None = None, after: datetime | None = None
) -> PastRefusal | None:
    """The newest refusal of a request whose path holds `path_part`.

    With `names`, only of requests whose body has one of them; with `after`, only if it is newer than that.
    """
    statement = (
        select(refusals.c.at, refusals.c.cause, refusals.c.facts)
        .join(requests, requests.c.request_id == refusals.c.request_id)
        .where(requests.c.path.contains(path_part, autoescape=True))
        .order_by(refusals.c.sequence.desc())
        .limit(1)
    )
    if names is not None:
        bodies = [requests.c.request_body.icontains(name, autoescape=True) for name in names]
        statement = statement.where(or_(*bodies))
    if after is not None:
        statement = statement.where(refusals.c.at > after)
    row = tx.row(statement)
    return None if row is None else _past(row)


def _past(row: RowMapping) -> PastRefusal:
    return PastRefusal(row["at"], row["cause"], Facts(**row["facts"]))
