"""Whether the policies of callers are enforced."""

from sqlalchemy import Boolean, Column, Integer, Table

from emulator.store.tables.base import metadata

# One row.
authorization = Table(
    "authorization_switch",
    metadata,
    Column("only", Integer, primary_key=True),
    Column("enforced", Boolean, nullable=False),
)
