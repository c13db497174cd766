"""Sign-in workflows, consumed assertions and sessions."""

from sqlalchemy import JSON, Boolean, Column, Index, String, Table, Text

from emulator.store.tables.base import Instant, metadata

sign_in_workflows = Table(
    "sign_in_workflows",
    metadata,
    Column("workflow_id", String, primary_key=True),
    Column("instance_arn", String, nullable=False),
    Column("authn_request_id", String, unique=True),
    Column("relay_state", String, unique=True),
    Column("destination", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("browser_sha256", String(64)),
    Column("user_name", Text),
    Column("user_id", String(47)),
    Column("credentials", JSON, nullable=False),
    Column("device_enrolled", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("sign_in_workflows_by_end", "expires_at"),
)

# Kept until a replay would be out of time.
consumed_assertions = Table(
    "consumed_assertions",
    metadata,
    Column("identity_store_id", String, primary_key=True),
    Column("assertion_id", String, primary_key=True),
    Column("expires_at", Instant, nullable=False),
    Index("consumed_assertions_by_end", "expires_at"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", String, primary_key=True),
    Column("secret_sha256", String(64), nullable=False, unique=True),
    Column("instance_arn", String, nullable=False),
    Column("user_id", String(47), nullable=False),
    Column("principal_tags", JSON, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("end_reason", String),
    Index("sessions_of_user", "user_id"),
)
