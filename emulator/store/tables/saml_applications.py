"""What SAML applications have beside what every application has: their configuration and their certificates."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table

from emulator.store.tables.base import Instant, metadata


def _application_arn(*, primary_key: bool) -> Column[str]:
    """The reference to the application, with which everything about it disappears."""
    reference = ForeignKey("applications.application_arn", ondelete="CASCADE")
    return Column("application_arn", String, reference, primary_key=primary_key, nullable=False)


saml_applications = Table(
    "saml_applications",
    metadata,
    _application_arn(primary_key=True),
    Column("application_instance_id", String(20), nullable=False, unique=True),
    Column("acs_url", String, nullable=False),
    Column("audience", String, nullable=False),
    Column("start_url", String),
    Column("relay_state", String),
    Column("session_minutes", Integer, nullable=False),
    Column("attribute_mappings", JSON, nullable=False),
)

application_certificates = Table(
    "application_certificates",
    metadata,
    Column("certificate_id", String(36), primary_key=True),
    _application_arn(primary_key=False),
    Column("private_key_pem", String, nullable=False),
    Column("certificate_pem", String, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
)
