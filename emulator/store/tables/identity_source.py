"""Where identities come from: the external IdP, its certificates, SCIM tenants and their tokens."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from emulator.store.tables.base import Instant, metadata

identity_sources = Table(
    "identity_sources",
    metadata,
    Column("identity_store_id", String, primary_key=True),
    Column("kind", String, nullable=False),
)

external_idps = Table(
    "external_idps",
    metadata,
    Column("identity_store_id", String, primary_key=True),
    Column("issuer", Text, nullable=False),
    Column("sign_in_url", Text, nullable=False),
    Column("sign_in_binding", String, nullable=False),
    Column("name_id_formats", JSON, nullable=False),
    Column("updated_at", Instant, nullable=False),
)

idp_certificates = Table(
    "idp_certificates",
    metadata,
    Column("certificate_id", String, primary_key=True),
    Column("identity_store_id", String, nullable=False, index=True),
    Column("pem", Text, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("not_after", Instant, nullable=False),
    Column("imported_at", Instant, nullable=False),
)

scim_tenants = Table(
    "scim_tenants",
    metadata,
    Column("tenant_id", String, primary_key=True),
    Column("identity_store_id", String, nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
)

# Tenants that were disabled stay known, so that their old clients get AWS's own answer.
retired_scim_tenants = Table(
    "retired_scim_tenants",
    metadata,
    Column("tenant_id", String, primary_key=True),
    Column("identity_store_id", String, nullable=False),
    Column("retired_at", Instant, nullable=False),
)

scim_tokens = Table(
    "scim_tokens",
    metadata,
    Column("token_id", String, primary_key=True),
    Column("tenant_id", String, ForeignKey("scim_tenants.tenant_id", ondelete="CASCADE"), nullable=False),
    Column("secret_sha256", String(64), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("scim_tokens_of_tenant", "tenant_id"),
)

# One row.
scim_throttling = Table(
    "scim_throttling",
    metadata,
    Column("only", Integer, primary_key=True),
    Column("enforced", Boolean, nullable=False),
)

portal_aliases = Table(
    "portal_aliases",
    metadata,
    Column("identity_store_id", String, primary_key=True),
    Column("alias", String, nullable=False, unique=True),
)
