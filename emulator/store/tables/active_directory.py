"""The connected Active Directory, as the foreign product that it is, and where its synchronization stands."""

from sqlalchemy import JSON, Boolean, Column, Integer, String, Table, Text

from emulator.store.tables.base import Instant, metadata

active_directories = Table(
    "active_directories",
    metadata,
    Column("identity_store_id", String, primary_key=True),
    Column("directory", JSON, nullable=False),
)

directory_synchronizations = Table(
    "directory_synchronizations",
    metadata,
    Column("identity_store_id", String, primary_key=True),
    Column("paused", Boolean, nullable=False),
    Column("attempted_at", Instant, nullable=False),
    Column("succeeded_at", Instant),
    Column("failure_cause", String),
    Column("failure_facts", JSON),
)

# Users of the directory that fell out of the sync scope, and since when nothing about them has been synchronized.
unsynchronized_users = Table(
    "unsynchronized_users",
    metadata,
    Column("user_id", String, primary_key=True),
    Column("identity_store_id", String, nullable=False, index=True),
    Column("since", Instant, nullable=False),
)

# What the latest synchronization left out: users, groups, and members of groups (`group_guid`).
left_out_of_synchronization = Table(
    "left_out_of_synchronization",
    metadata,
    Column("identity_store_id", String, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("object_guid", String),
    Column("group_guid", String),
    Column("cause", String, nullable=False),
    Column("facts", JSON, nullable=False),
)
