"""Recording and looking up CloudTrail events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select

from emulator.store.tables.trail import trail_events, trail_resources
from emulator.store.transaction import Transaction
from emulator.trail.event import Event


def record(tx: Transaction, event: Event) -> str:
    """Write one event in the running transaction; returns its event id."""
    event_id, now = tx.ids.uuid(), tx.now()
    document: dict[str, Any] = {
        "eventVersion": event.version,
        "userIdentity": dict(event.user_identity),
        "eventTime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventSource": event.source,
        "eventName": event.name,
        "awsRegion": event.region,
        "sourceIPAddress": event.origin.source_ip,
        "userAgent": event.origin.user_agent,
        **event.details,
        "requestID": event.origin.request_id,
        "eventID": event_id,
        "readOnly": event.read_only,
        "eventType": event.type,
        "managementEvent": True,
        "recipientAccountId": event.account_id,
        "eventCategory": "Management",
    }
    tx.execute(
        insert(trail_events).values(
            event_id=event_id,
            event_time=now,
            account_id=event.account_id,
            region=event.region,
            event_source=event.source,
            event_name=event.name,
            read_only=event.read_only,
            user_name=event.user_name,
            access_key_id=event.user_identity.get("accessKeyId") or None,
            event=document,
        )
    )
    for resource in resources_of(document):
        tx.execute(insert(trail_resources).values(event_id=event_id, name=resource.name, type=resource.type))
    return event_id


@dataclass(frozen=True, kw_only=True)
class Resource:
    """What an event is about."""

    name: str
    type: str


@dataclass(frozen=True, kw_only=True)
class LookupFilter:
    """Which events to find; what is left out matches all."""

    event_id: str | None = None
    event_name: str | None = None
    event_source: str | None = None
    user_name: str | None = None
    access_key_id: str | None = None
    read_only: bool | None = None
    resource_type: str | None = None
    resource_name: str | None = None
    account_id: str | None = None
    region: str | None = None
    start: datetime | None = None
    end: datetime | None = None


_COMPARED = (
    "event_id",
    "event_name",
    "event_source",
    "user_name",
    "access_key_id",
    "read_only",
    "account_id",
    "region",
)


def lookup(
    tx: Transaction, wanted: LookupFilter = LookupFilter(), *, before: int | None = None, limit: int = 50
) -> Sequence[Mapping[str, Any]]:
    """The matching events, newest first: mappings with `sequence`, `event_time`, `user_name` and `event`.

    `before` continues a listing after the event of that sequence number.
    """
    statement = _matching(wanted).order_by(trail_events.c.sequence.desc()).limit(limit)
    if before is not None:
        statement = statement.where(trail_events.c.sequence < before)
    return [dict(row) for row in tx.rows(statement)]


def follow(
    tx: Transaction, wanted: LookupFilter = LookupFilter(), *, after: int = 0, limit: int = 50
) -> Sequence[Mapping[str, Any]]:
    """The matching events that came after the one of that sequence number, oldest first; shaped as in `lookup`."""
    statement = _matching(wanted).where(trail_events.c.sequence > after)
    return [dict(row) for row in tx.rows(statement.order_by(trail_events.c.sequence).limit(limit))]


def events_of_request(tx: Transaction, request_id: str) -> Sequence[Mapping[str, Any]]:
    """The events that one request has left, oldest first; shaped as in `lookup`."""
    statement = _matching(LookupFilter()).where(trail_events.c.event["requestID"].as_string() == request_id)
    return [dict(row) for row in tx.rows(statement.order_by(trail_events.c.sequence))]


def event_names(tx: Transaction) -> Sequence[str]:
    """Every name that an event of the trail has, in the order of the alphabet."""
    names = tx.rows(select(trail_events.c.event_name).distinct().order_by(trail_events.c.event_name))
    return [row["event_name"] for row in names]


def resources_of(document: Mapping[str, Any]) -> tuple[Resource, ...]:
    """The resources that an event is about, each once; CloudTrail names them by ARN."""
    listed = document.get("resources") or ()
    found = {each["ARN"]: str(each.get("type", "")) for each in listed if each.get("ARN")}
    return tuple(Resource(name=name, type=kind) for name, kind in found.items())


def _matching(wanted: LookupFilter) -> Select[Any]:
    columns = trail_events.c
    statement = select(columns.sequence, columns.event_time, columns.user_name, columns.event)
    for name in _COMPARED:
        value = getattr(wanted, name)
        if value is not None:
            statement = statement.where(columns[name] == value)
    for column, value in (
        (trail_resources.c.type, wanted.resource_type),
        (trail_resources.c.name, wanted.resource_name),
    ):
        if value is not None:
            statement = statement.where(
                columns.event_id.in_(select(trail_resources.c.event_id).where(column == value))
            )
    if wanted.start is not None:
        statement = statement.where(columns.event_time >= wanted.start)
    if wanted.end is not None:
        statement = statement.where(columns.event_time <= wanted.end)
    return statement
