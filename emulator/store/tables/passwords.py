"""Passwords of the Identity Center directory, and what leads to a new one."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from emulator.store.tables.base import Counter, Instant, metadata


def _user_id(*, primary_key: bool = False) -> Column[str]:
    """The reference to the user, with whom everything here disappears."""
    reference = ForeignKey("users.user_id", ondelete="CASCADE")
    return Column("user_id", String(47), reference, primary_key=primary_key, nullable=False)


# The present password is the latest one; earlier ones are kept so that they are not used again.
user_passwords = Table(
    "user_passwords",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=True),
    _user_id(),
    Column("password_hash", Text, nullable=False),
    Column("one_time", Boolean, nullable=False),
    Column("set_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Index("passwords_of_user", "user_id", "sequence"),
)

mailed_links = Table(
    "mailed_links",
    metadata,
    Column("secret_sha256", String(64), primary_key=True),
    Column("purpose", String, nullable=False),
    Column("identity_store_id", String, nullable=False),
    _user_id(),
    Column("email", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Index("mailed_links_of_user", "user_id", "purpose"),
)

# The code that a workflow waits for; another one replaces it.
email_codes = Table(
    "email_codes",
    metadata,
    Column("workflow_id", String, primary_key=True),
    Column("code_sha256", String(64), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("email_codes_by_end", "expires_at"),
)

verified_emails = Table(
    "verified_emails",
    metadata,
    _user_id(primary_key=True),
    Column("email", Text, nullable=False),
    Column("verified_at", Instant, nullable=False),
)

# Wrong credentials in a row, by what was typed as user name, whether anybody has it or not.
failed_attempts = Table(
    "failed_attempts",
    metadata,
    Column("identity_store_id", String, primary_key=True),
    Column("guessed_sha256", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    Index("failed_attempts_by_age", "last_at"),
)

standard_authentication = Table(
    "standard_authentication",
    metadata,
    Column("identity_store_id", String, primary_key=True),
    Column("send_email_otp", Boolean, nullable=False),
)
