"""The address of a mail server: `smtp://host:25`, `smtps://user:password@host:465`, `smtp+starttls://host:587`."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_HOW = (
    "not the address of a mail server; write it as smtp://host:25, smtps://user:password@host:465 or "
    "smtp+starttls://user:password@host:587"
)


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
