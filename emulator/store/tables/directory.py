"""Identity stores, users, groups, memberships and the external ids that identity providers give them."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from emulator.store.tables.base import Instant, metadata

identity_stores = Table(
    "identity_stores",
    metadata,
    Column("identity_store_id", String, primary_key=True),
    Column("network_configuration", JSON, nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("user_id", String(47), primary_key=True),
    Column("identity_store_id", String, nullable=False),
    Column("user_name", String(128), nullable=False),
    Column("user_name_key", String, nullable=False),
    Column("primary_email_key", String),
    Column("status", String, nullable=False),
    Column("attributes", JSON, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("created_by", String, nullable=False),
    Column("updated_by", String, nullable=False),
    UniqueConstraint("identity_store_id", "user_name_key"),
    UniqueConstraint("identity_store_id", "primary_email_key"),
    Index("users_in_order", "identity_store_id", "created_at", "user_id"),
)

groups = Table(
    "groups",
    metadata,
    Column("group_id", String(47), primary_key=True),
    Column("identity_store_id", String, nullable=False),
    Column("display_name", String(1024), nullable=False),
    Column("display_name_key", String, nullable=False),
    Column("description", String(1024)),
    Column("revision", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("created_by", String, nullable=False),
    Column("updated_by", String, nullable=False),
    UniqueConstraint("identity_store_id", "display_name_key"),
    Index("groups_in_order", "identity_store_id", "created_at", "group_id"),
)

memberships = Table(
    "memberships",
    metadata,
    Column("membership_id", String(47), primary_key=True),
    Column("identity_store_id", String, nullable=False),
    Column("group_id", String(47), ForeignKey("groups.group_id", ondelete="CASCADE"), nullable=False),
    Column("user_id", String(47), ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("created_by", String, nullable=False),
    Column("updated_by", String, nullable=False),
    UniqueConstraint("group_id", "user_id"),
    Index("memberships_of_group", "group_id", "created_at", "user_id"),
    Index("memberships_of_user", "user_id", "created_at", "group_id"),
)

external_ids = Table(
    "external_ids",
    metadata,
    Column("identity_store_id", String, primary_key=True),
    Column("resource_type", String, primary_key=True),
    Column("issuer", String, primary_key=True),
    Column("id", String(256), primary_key=True),
    Column("resource_id", String(47), nullable=False),
    Index("external_ids_of_resource", "resource_id"),
)
