"""Private keys and certificates of the emulator's own parts, by purpose."""

from sqlalchemy import Column, String, Table, Text

from emulator.store.tables.base import Instant, metadata

key_pairs = Table(
    "key_pairs",
    metadata,
    Column("purpose", String, primary_key=True),
    Column("private_key_pem", Text, nullable=False),
    Column("certificate_pem", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)
