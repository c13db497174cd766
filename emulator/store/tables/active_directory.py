"""The embedded Active Directory: one document for each identity store, as it is a foreign product."""

from sqlalchemy import JSON, Column, String, Table

from emulator.store.tables.base import metadata

active_directories = Table(
    "active_directories",
    metadata,
    Column("identity_store_id", String, primary_key=True),
    Column("directory", JSON, nullable=False),
)
