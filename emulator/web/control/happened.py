"""What happened: trail events, refusals with their diagnosis, the request journal."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, StringConstraints
from sqlalchemy import RowMapping, Select, select

from emulator.guide.catalogue import catalogue
from emulator.guide.diagnosis import diagnose_cause
from emulator.guide.refusal import Facts
from emulator.store.tables.journal import refusals as refusals_table
from emulator.store.tables.journal import requests as requests_table
from emulator.store.transaction import Transaction
from emulator.trail.trail import LookupFilter, follow
from emulator.web.control.route import Answer, Body, Control

# PostgreSQL cannot compare with a text that holds a NUL character.
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]+$", max_length=1000)]


class Listing(Body):
    """Every listing is oldest first, and continues with `after`: the last sequence number seen."""

    after: int = Field(0, ge=0, le=2**62)
    limit: int = Field(1000, ge=1, le=10_000)


class EventQuery(Listing):
    """Which trail events; what is left out matches all."""

    name: Text | None = Field(None, description="The eventName.")
    source: Text | None = Field(None, description="The eventSource, for example sso.amazonaws.com.")
    user_name: Text | None = Field(None, description="The user name that LookupEvents finds the event by.")
    since: AwareDatetime | None = Field(None, description="Not before this instant, such as 2026-01-31T09:30:00Z.")


class RefusalQuery(Listing):
    """Which refusals; what is left out matches all."""

    cause: Text | None = Field(None, description="An id of the catalogue, such as saml.clock-skew.")
    request_id: Text | None = Field(None, description="The x-amzn-RequestId of the refused answer.")


class RequestQuery(Listing):
    """Which requests; what is left out matches all."""

    method: Text | None = None
    path: Text | None = None
    status: int | None = Field(None, ge=100, le=599)
    cause: Text | None = None
    request_id: Text | None = None


class TrailEvent(Answer):
    """A CloudTrail event, and its place in the trail."""

    sequence: int
    event: dict[str, Any]


class TrailEvents(Answer):
    """Trail events, oldest first."""

    events: list[TrailEvent]


class JournalEntry(Answer):
    """A request with its answer; secrets are redacted."""

    sequence: int
    request_id: str
    at: datetime
    method: str
    path: str
    query: str
    request_headers: dict[str, str]
    request_body: str
    status: int
    response_body: str
    cause: str | None


class JournalEntries(Answer):
    """Requests, oldest first."""

    requests: list[JournalEntry]


class RefusalEntry(Answer):
    """A refusal. `diagnosis` explains it; `request` is null when the journal no longer holds the request."""

    sequence: int
    request_id: str
    at: datetime
    code: str
    message: str
    diagnosis: dict[str, Any]
    request: JournalEntry | None


class RefusalEntries(Answer):
    """Refusals, oldest first."""

    refusals: list[RefusalEntry]


def events(control: Control, *, query: EventQuery) -> TrailEvents:
    """The CloudTrail events."""
    wanted = LookupFilter(
        event_name=query.name, event_source=query.source, user_name=query.user_name, start=query.since
    )
    with control.context.store.transaction() as tx:
        found = follow(tx, wanted, after=query.after, limit=query.limit)
    return TrailEvents(events=[TrailEvent(**row) for row in found])


def refusals(control: Control, *, query: RefusalQuery) -> RefusalEntries:
    """What was refused: message, diagnosis and request of each."""
    with control.context.store.transaction() as tx:
        return RefusalEntries(refusals=list_refusals(tx, query))


def requests(control: Control, *, query: RequestQuery) -> JournalEntries:
    """The request journal: every request but those to the control API."""
    names = ("method", "path", "status", "cause", "request_id")
    statement = _listed(select(requests_table), requests_table.c, query, names)
    with control.context.store.transaction() as tx:
        return JournalEntries(requests=[JournalEntry(**row) for row in tx.rows(statement)])


def list_refusals(tx: Transaction, query: RefusalQuery) -> list[RefusalEntry]:
    """The refusals that match, each with its request where the journal still holds it."""
    return _with_requests(
        tx, tx.rows(_listed(select(refusals_table), refusals_table.c, query, ("cause", "request_id")))
    )


def latest_refusals(
    tx: Transaction, *, limit: int, before: int | None = None, cause: str | None = None
) -> list[RefusalEntry]:
    """The last refusals, newest first; `before` continues behind that sequence number."""
    statement = select(refusals_table).order_by(refusals_table.c.sequence.desc()).limit(limit)
    if cause is not None:
        statement = statement.where(refusals_table.c.cause == cause)
    if before is not None:
        statement = statement.where(refusals_table.c.sequence < before)
    return _with_requests(tx, tx.rows(statement))


def find_refusal(tx: Transaction, sequence: int) -> RefusalEntry | None:
    """The refusal of that number, while the journal holds it."""
    found = _with_requests(tx, tx.rows(select(refusals_table).where(refusals_table.c.sequence == sequence)))
    return found[0] if found else None


def refusals_of_requests(tx: Transaction, request_ids: Sequence[str]) -> Mapping[str, int]:
    """The numbers of those refusals that the journal holds, by the ids of their requests."""
    columns = refusals_table.c
    found = tx.rows(select(columns.request_id, columns.sequence).where(columns.request_id.in_(request_ids)))
    return {row["request_id"]: row["sequence"] for row in found}


def causes_refused(tx: Transaction) -> list[str]:
    """Every cause that the journal holds a refusal of, in the order of the alphabet."""
    rows = tx.rows(select(refusals_table.c.cause).distinct().order_by(refusals_table.c.cause))
    return [row["cause"] for row in rows]


def _with_requests(tx: Transaction, rows: Sequence[RowMapping]) -> list[RefusalEntry]:
    ids = [row["request_id"] for row in rows]
    asked = tx.rows(select(requests_table).where(requests_table.c.request_id.in_(ids)))
    journal = {row["request_id"]: row for row in asked}
    return [_refusal(row, journal.get(row["request_id"])) for row in rows]


def explain(cause: str, facts: Facts) -> dict[str, Any]:
    """The diagnosis as JSON; only cause and facts when the catalogue no longer holds the cause."""
    return asdict(diagnose_cause(cause, facts)) if cause in catalogue() else {"cause": cause, **asdict(facts)}


def _listed(statement: Select[Any], columns: Any, query: Listing, names: tuple[str, ...]) -> Select[Any]:
    for name in names:
        value = getattr(query, name)
        if value is not None:
            statement = statement.where(columns[name] == value)
    return statement.where(columns.sequence > query.after).order_by(columns.sequence).limit(query.limit)


def _refusal(row: RowMapping, asked: Mapping[Any, Any] | None) -> RefusalEntry:
    return RefusalEntry(
        sequence=row["sequence"],
        request_id=row["request_id"],
        at=row["at"],
        code=row["code"],
        message=row["message"],
        diagnosis=explain(row["cause"], Facts(**row["facts"])),
        request=JournalEntry(**asked) if asked is not None else None,
    )
