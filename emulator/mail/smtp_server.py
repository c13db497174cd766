"""The address of a mail server: `smtp://host:25`, `smtps://user:password@host:465`, `smtp+starttls://host:587`."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from sqlalchemy import delete, insert, select

from emulator.store.tables.mail import mail_server
from emulator.store.transaction import Transaction

_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is delivered to, and how."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)


def read_smtp_url(url: str) -> SmtpServer:
    """The parts of the URL. Raises ValueError with a sentence that says how to write it."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as problem:
        raise ValueError(_HOW) from problem
    if parts.scheme not in _PORTS or not host or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(_HOW)
    user, password = (unquote(part) if part is not None else None for part in (parts.username, parts.password))
    return SmtpServer(parts.scheme, host, port or _PORTS[parts.scheme], user, password)


_HOW = "not the address of a mail server; write it as smtp://host:25, smtps://user:password@host:465 or \
smtp+starttls://user:password@host:587"


def named_server(tx: Transaction) -> str | None:
    """The URL of the mail server that was named while the emulator runs; None when the setting holds."""
    url = tx.value(select(mail_server.c.smtp_url))
    return None if url is None else str(url)


def name_server(tx: Transaction, smtp_url: str | None) -> None:
    """Deliver there from now on, or with None again where the setting says. Raises ValueError for another URL."""
    if smtp_url is not None:
        read_smtp_url(smtp_url)
    tx.execute(delete(mail_server))
    if smtp_url is not None:
        tx.execute(insert(mail_server).values(smtp_url=smtp_url))
