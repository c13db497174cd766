"""Applications, who may use them, how they get tokens, and the trusted token issuers of an instance."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, String, Table, UniqueConstraint

from emulator.store.tables.base import Instant, metadata


def _instance_arn() -> Column[str]:
    """The reference to the instance, with which everything in it disappears."""
    return Column("instance_arn", String, ForeignKey("instances.instance_arn", ondelete="CASCADE"), nullable=False)


def _application_arn(*, primary_key: bool = True) -> Column[str]:
    """The reference to the application, with which everything about it disappears."""
    reference = ForeignKey("applications.application_arn", ondelete="CASCADE")
    return Column("application_arn", String, reference, primary_key=primary_key, nullable=False)


applications = Table(
    "applications",
    metadata,
    Column("application_arn", String, primary_key=True),
    _instance_arn(),
    Column("account_id", String(12), nullable=False),
    Column("provider_arn", String, nullable=False),
    Column("name", String(100), nullable=False),
    Column("description", String(128)),
    Column("status", String, nullable=False),
    Column("visibility", String, nullable=False),
    Column("sign_in", JSON),
    Column("assignment_required", Boolean, nullable=False),
    Column("background_sessions", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_from", String(32), nullable=False),
    Index("applications_in_order", "instance_arn", "created_at", "application_arn"),
    Index("applications_of_account", "instance_arn", "account_id", "created_at", "application_arn"),
)

application_assignments = Table(
    "application_assignments",
    metadata,
    Column("assignment_id", String(36), primary_key=True),
    _application_arn(primary_key=False),
    Column("principal_type", String, nullable=False),
    Column("principal_id", String(47), nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("application_arn", "principal_id"),
    Index("application_assignments_in_order", "application_arn", "created_at", "assignment_id"),
    Index("application_assignments_of_principal", "principal_id", "created_at", "assignment_id"),
)

application_access_scopes = Table(
    "application_access_scopes",
    metadata,
    _application_arn(),
    Column("scope", String, primary_key=True),
    Column("authorized_targets", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index("application_access_scopes_in_order", "application_arn", "created_at", "scope"),
)

application_grants = Table(
    "application_grants",
    metadata,
    _application_arn(),
    Column("grant_type", String, primary_key=True),
    Column("redirect_uris", JSON, nullable=False),
    Column("authorized_token_issuers", JSON, nullable=False),
)

application_authentication_methods = Table(
    "application_authentication_methods",
    metadata,
    _application_arn(),
    Column("method_type", String, primary_key=True),
    Column("actor_policy", JSON, nullable=False),
)

trusted_token_issuers = Table(
    "trusted_token_issuers",
    metadata,
    Column("trusted_token_issuer_arn", String, primary_key=True),
    _instance_arn(),
    Column("name", String(255), nullable=False),
    Column("issuer_url", String(512), nullable=False),
    Column("claim_attribute_path", String(255), nullable=False),
    Column("identity_store_attribute_path", String(255), nullable=False),
    Column("jwks_retrieval_option", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index("trusted_token_issuers_in_order", "instance_arn", "created_at", "trusted_token_issuer_arn"),
)
