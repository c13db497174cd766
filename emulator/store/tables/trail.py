"""The CloudTrail events."""

from sqlalchemy import JSON, Boolean, Column, Index, String, Table

from emulator.store.tables.base import Counter, Instant, metadata

trail_events = Table(
    "trail_events",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=True),
    Column("event_id", String(36), nullable=False, unique=True),
    Column("event_time", Instant, nullable=False),
    Column("event_source", String, nullable=False),
    Column("event_name", String, nullable=False),
    Column("read_only", Boolean, nullable=False),
    Column("user_name", String),
    Column("access_key_id", String),
    Column("event", JSON, nullable=False),
    Index("trail_events_by_name", "event_name", "sequence"),
)
