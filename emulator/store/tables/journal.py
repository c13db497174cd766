"""What was asked of the emulator: the request journal, and the refusals with the facts of their case."""

from sqlalchemy import JSON, Column, Integer, String, Table, Text

from emulator.store.tables.base import Counter, Instant, metadata

requests = Table(
    "journal_requests",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=True),
    Column("request_id", String(36), nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("method", String, nullable=False),
    Column("path", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("request_headers", JSON, nullable=False),
    Column("request_body", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("response_body", Text, nullable=False),
    Column("cause", String, index=True),
)

refusals = Table(
    "journal_refusals",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=True),
    Column("request_id", String(36), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("code", String, nullable=False),
    Column("message", Text, nullable=False),
    Column("cause", String, nullable=False, index=True),
    Column("facts", JSON, nullable=False),
)
