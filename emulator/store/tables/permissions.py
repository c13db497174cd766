"""Instances of IAM Identity Center."""

from sqlalchemy import JSON, Column, Integer, String, Table

from emulator.store.tables.base import Instant, metadata

instances = Table(
    "instances",
    metadata,
    Column("instance_arn", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("name", String),
    Column("status", String, nullable=False),
    Column("owner_account_id", String(12), nullable=False),
    Column("region", String, nullable=False),
    Column("identity_store_id", String, nullable=False, unique=True),
    Column("saml_tenant_id", String, nullable=False, unique=True),
    Column("session_minutes", Integer, nullable=False),
    Column("access_control_attributes", JSON),
    Column("created_at", Instant, nullable=False),
)
