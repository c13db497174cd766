"""Rules by which requests are made to fail."""

from sqlalchemy import Boolean, Column, Float, Integer, String, Table, Text

from emulator.store.tables.base import Counter, metadata

fault_rules = Table(
    "fault_rules",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=True),
    Column("rule_id", String(36), nullable=False, unique=True),
    Column("service", String, nullable=False),
    Column("operation", String),
    Column("skip", Integer, nullable=False),
    Column("times", Integer),
    Column("error_status", Integer),
    Column("error_code", String),
    Column("error_message", Text),
    Column("error_cause", String),
    Column("drop_after_commit", Boolean, nullable=False),
    Column("delay_seconds", Float, nullable=False),
    Column("met", Integer, nullable=False),
)
