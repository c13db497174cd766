"""Messages to users, and the mail server that they go to."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from emulator.store.tables.base import Counter, Instant, metadata

# `answer` is the mail server's last word on the message; `problem` names the cause where it did not arrive.
mail_messages = Table(
    "mail_messages",
    metadata,
    Column("sequence", Counter, primary_key=True, autoincrement=True),
    Column("message_id", String(36), nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("sender", String, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("link", Text),
    Column("code", String),
    Column("created_at", Instant, nullable=False),
    Column("status", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("answer", Text),
    Column("problem", String),
    Index("mail_messages_due", "status", "due_at"),
)

# One row, or none: the mail server that was named while the emulator runs; it takes the place of the setting's.
mail_server = Table("mail_server", metadata, Column("smtp_url", Text, nullable=False))
