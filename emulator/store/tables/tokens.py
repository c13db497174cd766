"""OAuth clients, what people have allowed them, and the tokens they hold. Secrets are kept as hashes only."""

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text

from emulator.store.tables.base import Instant, metadata

token_clients = Table(
    "token_clients",
    metadata,
    Column("client_id", String, primary_key=True),
    Column("client_secret_sha256", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("redirect_uris", JSON, nullable=False),
    Column("grant_types", JSON, nullable=False),
    Column("instance_arn", String),
    Column("region", String, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("token_clients_by_end", "expires_at"),
)

device_authorizations = Table(
    "device_authorizations",
    metadata,
    Column("device_code_sha256", String(64), primary_key=True),
    Column("user_code", String(9), nullable=False, unique=True),
    Column("client_id", String, nullable=False),
    Column("instance_arn", String, nullable=False),
    Column("region", String, nullable=False),
    Column("state", String, nullable=False),
    Column("session_id", String),
    Column("polls_left", Integer, nullable=False),
    Column("polled_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("device_authorizations_by_end", "expires_at"),
)

authorization_codes = Table(
    "authorization_codes",
    metadata,
    Column("code_sha256", String(64), primary_key=True),
    Column("client_id", String, nullable=False),
    Column("session_id", String, nullable=False),
    Column("redirect_uri", Text, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("code_challenge", String),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("redeemed_at", Instant),
    Index("authorization_codes_by_end", "expires_at"),
)

# `client_id` is that of a registered client, or the ARN of an application; only the former's belong to a session.
tokens = Table(
    "tokens",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("token_id", String(36), nullable=False),
    Column("kind", String, nullable=False),
    Column("client_id", String, nullable=False),
    Column("instance_arn", String, nullable=False),
    Column("user_id", String(47), nullable=False),
    Column("session_id", String(36)),
    Column("scopes", JSON, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Index("tokens_by_end", "expires_at"),
)
