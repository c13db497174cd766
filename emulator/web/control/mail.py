"""The outbox: messages to users, and how their delivery went."""

from datetime import datetime

from pydantic import Field

from emulator.mail.delivery import deliver_due, why_not_received
from emulator.mail.outbox import KeptMessage, Status, empty_outbox, find_message, list_messages, send_again
from emulator.mail.smtp_server import name_server, named_server
from emulator.web.control.happened import Listing, Text
from emulator.web.control.route import Answer, Body, Control, Declined
from emulator.web.mail_delivery import smtp_url


class MailQuery(Listing):
    """Which messages; what is left out matches all."""

    recipient: Text | None = Field(None, description="The address that the message goes to.")


class MailMessage(Answer):
    """A message with its `status`; `answer` is the mail server's last word, `problem` the cause of a bad one."""

    sequence: int
    message_id: str
    kind: str
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    link: str | None
    code: str | None
    created_at: datetime
    status: Status
    attempts: int
    due_at: datetime
    answer: str | None
    problem: str | None


class Outbox(Answer):
    """Messages, oldest first."""

    messages: list[MailMessage]


class Emptied(Answer):
    """How many messages were forgotten."""

    forgotten: int


class Delivered(Answer):
    """How many messages were tried."""

    tried: int


class MailServer(Body):
    """Where messages are delivered to: smtp://host:port, smtps:// or smtp+starttls://, with user and password."""

    smtp_url: Text | None = Field(description="Null: the server of the setting, if it names one.")


class MailServerInfo(Answer):
    """Whether messages are delivered, and by whose word: `named` here, by the `setting`, or `none`."""

    delivers: bool
    chosen_by: str


def read_mail(control: Control, *, query: MailQuery) -> Outbox:
    """The messages to users, whether a mail server took them or not."""
    with control.context.store.transaction() as tx:
        found = list_messages(tx, recipient=query.recipient, after=query.after, limit=query.limit)
    return Outbox(messages=[_message(each) for each in found])


def forget_mail(control: Control) -> Emptied:
    """Empty the outbox."""
    with control.context.store.transaction() as tx:
        return Emptied(forgotten=empty_outbox(tx))


def read_delivery(control: Control, *, message_id: str) -> MailMessage:
    """How the delivery of a message went; refused with the diagnosis where it is not in the recipient's inbox."""
    with control.context.store.transaction() as tx:
        found = _found(find_message(tx, message_id), message_id)
    refusal = why_not_received(found)
    if refusal is not None:
        raise refusal
    return _message(found)


def repeat_delivery(control: Control, *, message_id: str) -> MailMessage:
    """Send a message again, now; refused as in `GET`."""
    with control.context.store.transaction() as tx:
        if not send_again(tx, message_id):
            raise _unknown(message_id)
    deliver_due(control.context.store, smtp_url(control.context))
    return read_delivery(control, message_id=message_id)


def deliver(control: Control) -> Delivered:
    """Send everything that waits, now."""
    return Delivered(tried=deliver_due(control.context.store, smtp_url(control.context), at_once=True))


def read_mail_server(control: Control) -> MailServerInfo:
    """Where messages go."""
    with control.context.store.transaction() as tx:
        named = named_server(tx)
    chosen_by = "named" if named else "setting" if smtp_url(control.context) else "none"
    return MailServerInfo(delivers=chosen_by != "none", chosen_by=chosen_by)


def choose_mail_server(control: Control, *, body: MailServer) -> MailServerInfo:
    """Name the mail server, until the next reset."""
    try:
        with control.context.store.transaction() as tx:
            name_server(tx, body.smtp_url)
    except ValueError as mistake:
        raise Declined(400, str(mistake)) from mistake
    return read_mail_server(control)


def _found(message: KeptMessage | None, message_id: str) -> KeptMessage:
    if message is None:
        raise _unknown(message_id)
    return message


def _unknown(message_id: str) -> Declined:
    return Declined(404, f"there is no message {message_id!r}; GET /_emulator/mail lists those there are")


def _message(kept: KeptMessage) -> MailMessage:
    return MailMessage(**vars(kept))
