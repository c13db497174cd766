"""Requests that a client may repeat without doing the work twice."""

from sqlalchemy import Column, String, Table

from emulator.store.tables.base import Instant, metadata

client_tokens = Table(
    "client_tokens",
    metadata,
    Column("account_id", String(12), primary_key=True),
    Column("operation", String, primary_key=True),
    Column("token", String(64), primary_key=True),
    Column("parameters", String(64), nullable=False),
    Column("resource_arn", String, nullable=False),
    Column("used_at", Instant, nullable=False),
)
