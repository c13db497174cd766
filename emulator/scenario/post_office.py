"""A company's mail server, as a foreign product: a real SMTP server on a free port, with a policy for senders."""

import asyncio
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_TAKEN = "250 2.0.0 Message accepted"
_REJECTED = "550 5.7.1 Sender rejected by policy of this mail server"
_JUNK = "250 2.0.0 Message accepted, filed as junk"


@dataclass
class PostOffice:
    """Rejects some senders, files the mail of others as junk, and delivers everything else to the inbox."""

    rejected: tuple[str, ...] = ()
    junk: tuple[str, ...] = ()
    inbox: list[EmailMessage] = field(default_factory=list)
    junk_folder: list[EmailMessage] = field(default_factory=list)
    _controller: "_OnFreePort | None" = None

    def open(self) -> str:
        """Begin to listen; returns the address that a client is given."""
        self._controller = _OnFreePort(self, hostname="127.0.0.1", port=0)
        self._controller.start()
        return f"smtp://127.0.0.1:{self._controller.port}"

    def close(self) -> None:
        """Listen no more."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def has_in_inbox(self, message_id: str) -> bool:
        """Whether the recipient finds the message of that id in the inbox."""
        return any(message_id in str(message["Message-ID"]) for message in self.inbox)

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """aiosmtpd asks whether mail of this sender is taken."""
        if address in self.rejected:
            return _REJECTED
        envelope.mail_from = address
        return "250 2.1.0 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """aiosmtpd hands over a message."""
        message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(message, EmailMessage), "the default policy makes messages of this kind"
        if envelope.mail_from in self.junk:
            self.junk_folder.append(message)
            return _JUNK
        self.inbox.append(message)
        return _TAKEN


class _OnFreePort(Controller):
    """A controller that learns its port from the system, before it tries the server out."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]
