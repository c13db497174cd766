"""Delivery by SMTP: what waits in the outbox is handed to the mail server, and its answer written down.

The user's action that caused a message is committed before; whatever the mail server does, it is not undone.
"""

import logging
import re
import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from emulator.guide.refusal import Facts, Refusal
from emulator.mail.outbox import KeptMessage, Status, note_failed, note_refused, note_sent, take_due
from emulator.mail.smtp_server import named_server
from emulator.mail.texts import SENDER_NAME, SENDERS
from emulator.smtp_url import SmtpServer, read_smtp_url
from emulator.store.database import Store

log = logging.getLogger("emulator.mail")

SENDER_BLOCKED, JUNK = "email.sender-blocked", "email.marked-as-spam"
UNREACHABLE, UNUSABLE = "email.server-unreachable", "email.address-unusable"

_DELIVERED = f"a mail server that delivers what {' and '.join(SENDERS)} send"
_EXPECTED = {
    SENDER_BLOCKED: _DELIVERED,
    JUNK: _DELIVERED,
    UNREACHABLE: "a mail server that answers and takes messages",
    UNUSABLE: "an address that the header of a message can hold",
}

_TIMEOUT_SECONDS = 5
# Filters that put a message aside often say so in their answer, though they take it.
_PUT_ASIDE = re.compile(r"\b(spam|junk|quarantine[d]?|discarded)\b", re.IGNORECASE)
_PERMANENT = 500


@dataclass(frozen=True)
class _Attempt:
    """How an attempt went: what became of the message, the mail server's words, and the cause of a bad end."""

    status: Status
    answer: str
    problem: str | None


def deliver_due(store: Store, smtp_url: str | None, *, at_once: bool = False) -> int:
    """Send what is due (`at_once`: everything that waits); returns how many messages were tried.

    `smtp_url` is the setting; a server named meanwhile takes its place. Without either, messages stay in the outbox.
    The store is free while the mail server is spoken with.
    """
    tried = 0
    while True:
        with store.transaction() as tx:
            url = named_server(tx) or smtp_url
            message = take_due(tx, at_once=at_once) if url is not None else None
            now = tx.now()
        if url is None or message is None:
            return tried
        attempt = _try(read_smtp_url(url), message, format_datetime(now))
        tried += 1
        with store.transaction() as tx:
            if attempt.status is Status.SENT:
                note_sent(tx, message, attempt.answer, attempt.problem)
            elif attempt.status is Status.REFUSED:
                note_refused(tx, message, attempt.answer, attempt.problem or SENDER_BLOCKED)
            else:
                note_failed(tx, message, attempt.answer, attempt.problem or UNREACHABLE)
        if attempt.problem is not None:
            log.warning("message %s to %r: %s", message.kind, message.recipient, attempt.answer)
        if attempt.status is Status.WAITING:
            # The next message would meet the same server; it is tried when its time comes.
            return tried


def why_not_received(message: KeptMessage) -> Refusal | None:
    """Why the recipient does not find the message in the inbox, as far as the mail server told; None if it does."""
    if message.problem is None:
        return None
    text = {
        SENDER_BLOCKED: "The mail server refused the message",
        JUNK: "The mail server took the message and put it aside",
        UNREACHABLE: "The message could not be handed to a mail server yet",
        UNUSABLE: "The address is none that mail can be sent to",
    }[message.problem]
    return Refusal(
        "DeliveryFailure",
        text,
        cause=message.problem,
        facts=Facts(
            where=f"message to {message.recipient}",
            found=f"from {message.sender}: {message.answer}",
            expected=_EXPECTED[message.problem],
            more={"subject": message.subject, "attempts": str(message.attempts)},
        ),
    )


def _try(server: SmtpServer, message: KeptMessage, date: str) -> _Attempt:
    try:
        answer = _send(server, message, date)
    except smtplib.SMTPRecipientsRefused as refused:
        code, text = next(iter(refused.recipients.values()))
        return _said_no(code, text)
    except smtplib.SMTPResponseException as refused:
        return _said_no(refused.smtp_code, refused.smtp_error)
    except (OSError, smtplib.SMTPException) as problem:
        return _Attempt(Status.WAITING, f"{server.host}:{server.port}: {problem}", UNREACHABLE)
    except ValueError as problem:
        # The directory takes as an address what no header of a message can hold.
        return _Attempt(Status.REFUSED, str(problem), UNUSABLE)
    return _Attempt(Status.SENT, answer, JUNK if _PUT_ASIDE.search(answer) else None)


def _said_no(code: int, text: bytes | str) -> _Attempt:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    refused = code >= _PERMANENT
    return _Attempt(
        Status.REFUSED if refused else Status.WAITING,
        f"{code} {words}",
        SENDER_BLOCKED if refused else UNREACHABLE,
    )


def _send(server: SmtpServer, message: KeptMessage, date: str) -> str:
    """Hand the message over; the server's answer to it."""
    with _connect(server) as connection:
        for step in (connection.mail(message.sender), connection.rcpt(message.recipient)):
            if step[0] >= 400:
                raise smtplib.SMTPResponseException(*step)
        code, text = connection.data(_written(message, date))
    if code >= 400:
        raise smtplib.SMTPResponseException(code, text)
    return f"{code} {text.decode('utf-8', 'replace')}"


def _connect(server: SmtpServer) -> smtplib.SMTP:
    if server.scheme == "smtps":
        safe = ssl.create_default_context()
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT_SECONDS, context=safe)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT_SECONDS)
    connection.ehlo_or_helo_if_needed()
    if server.scheme == "smtp+starttls":
        connection.starttls(context=ssl.create_default_context())
        connection.ehlo()
    if server.user is not None:
        connection.login(server.user, server.password or "")
    return connection


def _written(message: KeptMessage, date: str) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(display_name=SENDER_NAME, addr_spec=message.sender)
    mail["To"], mail["Subject"] = message.recipient, message.subject
    mail["Date"], mail["Message-ID"] = date, f"<{message.message_id}@signin.aws>"
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail.as_bytes()
