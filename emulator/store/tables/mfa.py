"""MFA settings, the MFA devices of users, registrations under way, and devices that a person trusts."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from emulator.store.tables.base import Instant, metadata


def _user_id() -> Column[str]:
    """The reference to the user, with whom everything here disappears."""
    return Column("user_id", String(47), ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False)


def _device_id() -> Column[str]:
    return Column(
        "device_id", String, ForeignKey("mfa_devices.device_id", ondelete="CASCADE"), primary_key=True, nullable=False
    )


mfa_settings = Table(
    "mfa_settings",
    metadata,
    Column("identity_store_id", String, primary_key=True),
    Column("prompt", String, nullable=False),
    Column("without_device", String, nullable=False),
    Column("device_types", JSON, nullable=False),
    Column("users_manage_devices", Boolean, nullable=False),
)

mfa_devices = Table(
    "mfa_devices",
    metadata,
    Column("device_id", String, primary_key=True),
    _user_id(),
    Column("kind", String, nullable=False),
    Column("name", String(100), nullable=False),
    Column("registered_at", Instant, nullable=False),
    Column("last_used_at", Instant),
    UniqueConstraint("user_id", "name"),
    Index("mfa_devices_of_user", "user_id", "registered_at"),
)

# `last_step` is the 30-second step of the last code that was accepted: no earlier code is accepted again.
authenticator_apps = Table(
    "authenticator_apps",
    metadata,
    _device_id(),
    Column("secret", String(32), nullable=False),
    Column("in_sync", Boolean, nullable=False),
    Column("drift_steps", Integer, nullable=False),
    Column("last_step", Integer, nullable=False),
)

webauthn_credentials = Table(
    "webauthn_credentials",
    metadata,
    _device_id(),
    Column("credential_id", Text, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", Integer, nullable=False),
    Column("transports", JSON, nullable=False),
)

# `secret` is an authenticator app's, or the challenge that a security key has to answer.
mfa_registrations = Table(
    "mfa_registrations",
    metadata,
    Column("registration_id", String, primary_key=True),
    _user_id(),
    Column("kind", String, nullable=False),
    Column("secret", String, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("mfa_registrations_by_end", "expires_at"),
    Index("mfa_registrations_of_user", "user_id"),
)

# What the present challenge of a sign-in is: the credential asked for, and what the answer is compared with.
mfa_challenges = Table(
    "mfa_challenges",
    metadata,
    Column("workflow_id", String, ForeignKey("sign_in_workflows.workflow_id", ondelete="CASCADE"), primary_key=True),
    Column("credential", String, nullable=False),
    Column("secret", String, nullable=False),
)

trusted_devices = Table(
    "trusted_devices",
    metadata,
    Column("secret_sha256", String(64), primary_key=True),
    _user_id(),
    Column("user_agent", Text, nullable=False),
    Column("source_ip", String, nullable=False),
    Column("trusted_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("trusted_devices_of_user", "user_id"),
)
