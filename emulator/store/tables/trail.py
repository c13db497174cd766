"""The CloudTrail events."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, String, Table, Text

from emulator.store.tables.base import Counter, Instant, metadata

trail_events = Table(
    "trail_events",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=True),
    Column("event_id", String(36), nullable=False, unique=True),
    Column("event_time", Instant, nullable=False),
    Column("account_id", String(12), nullable=False),
    Column("region", String, nullable=False),
    Column("event_source", String, nullable=False),
    Column("event_name", String, nullable=False),
    Column("read_only", Boolean, nullable=False),
    Column("user_name", String),
    Column("access_key_id", String),
    Column("event", JSON, nullable=False),
    Index("trail_events_by_name", "event_name", "sequence"),
    Index("trail_events_by_user", "user_name", "sequence"),
)

# What an event is found by as the resource that it is about.
trail_resources = Table(
    "trail_resources",
    metadata,
    Column("event_id", String(36), ForeignKey("trail_events.event_id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("type", String, nullable=False),
    Index("trail_resources_by_name", "name"),
    Index("trail_resources_by_type", "type"),
)
