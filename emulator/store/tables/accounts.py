"""The AWS accounts around the instance: the organization, our roles in it, and the credentials given out for them."""

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Table, Text

from emulator.store.tables.base import Instant, metadata

# One row. `revision` changes with everything here that moto must know too.
organization = Table(
    "organization",
    metadata,
    Column("organization_id", String, primary_key=True),
    Column("root_id", String, nullable=False),
    Column("management_account_id", String(12), nullable=False),
    Column("policy_types", JSON, nullable=False),
    Column("root_tags", JSON, nullable=False),
    Column("revision", String(36), nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("account_id", String(12), primary_key=True),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("status", String, nullable=False),
    Column("joined_method", String, nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("parent_id", String, nullable=False),
    Column("create_request_id", String, nullable=False),
    Column("tags", JSON, nullable=False),
    Index("accounts_in_order", "joined_at", "account_id"),
)

organizational_units = Table(
    "organizational_units",
    metadata,
    Column("organizational_unit_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("parent_id", String, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("position", Integer, nullable=False),
)

organization_policies = Table(
    "organization_policies",
    metadata,
    Column("policy_id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("description", Text, nullable=False),
    Column("type", String, nullable=False),
    Column("content", Text, nullable=False),
    Column("aws_managed", Boolean, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("position", Integer, nullable=False),
)

policy_attachments = Table(
    "policy_attachments",
    metadata,
    Column("target_id", String, primary_key=True),
    Column("policy_id", String, primary_key=True),
    Column("position", Integer, nullable=False),
)

trusted_services = Table(
    "trusted_services",
    metadata,
    Column("service_principal", String, primary_key=True),
    Column("enabled_at", Instant, nullable=False),
)

delegated_administrators = Table(
    "delegated_administrators",
    metadata,
    Column("account_id", String(12), primary_key=True),
    Column("service_principal", String, primary_key=True),
    Column("enabled_at", Instant, nullable=False),
)

# The SAML provider that IAM Identity Center keeps in each account where it has roles.
saml_providers = Table(
    "account_saml_providers",
    metadata,
    Column("account_id", String(12), primary_key=True),
    Column("name", String, nullable=False),
    Column("application_instance_id", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("deleted_at", Instant),
)

reserved_roles = Table(
    "reserved_roles",
    metadata,
    Column("account_id", String(12), primary_key=True),
    Column("role_name", String(64), primary_key=True),
    Column("role_id", String, nullable=False),
    Column("specification", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
)

role_sessions = Table(
    "role_sessions",
    metadata,
    Column("access_key_id", String, primary_key=True),
    Column("secret_access_key", String, nullable=False),
    Column("session_token", Text, nullable=False),
    Column("account_id", String(12), nullable=False),
    Column("role_arn", String, nullable=False),
    Column("role_id", String, nullable=False),
    Column("session_name", String(64), nullable=False),
    Column("tags", JSON, nullable=False),
    Column("transitive_tag_keys", JSON, nullable=False),
    Column("session_policies", JSON, nullable=False),
    Column("source_identity", String),
    Column("issued_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("role_sessions_by_end", "expires_at"),
)
