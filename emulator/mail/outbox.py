"""The outbox: every message is kept, whether a mail server takes it or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import RowMapping, delete, insert, select, update

from emulator.mail.message import Message
from emulator.store.tables.mail import mail_messages
from emulator.store.transaction import Transaction

# How long after an attempt that failed the next one follows; the last pause repeats.
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))

# A process that died while it spoke with the mail server does not keep the message for ever.
_LONGEST_ATTEMPT = timedelta(minutes=2)

_COLUMNS = mail_messages.c


class Status(StrEnum):
    """`waiting` for a mail server or the next attempt; `sending` just now; `sent` by SMTP; `refused` for good."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class KeptMessage:
    """A message in the outbox. `answer` is the mail server's last word, `problem` the cause where it is a bad one."""

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


def post(tx: Transaction, message: Message) -> str:
    """Put a message into the outbox, to be delivered after this transaction; returns its id."""
    message_id = tx.ids.uuid()
    tx.execute(
        insert(mail_messages).values(
            message_id=message_id,
            kind=message.kind,
            sender=message.sender,
            recipient=message.recipient,
            subject=message.subject,
            text=message.text,
            html=message.html,
            link=message.link,
            code=message.code,
            created_at=tx.now(),
            status=Status.WAITING,
            attempts=0,
            due_at=tx.now(),
        )
    )
    return message_id


def list_messages(
    tx: Transaction, *, recipient: str | None = None, after: int = 0, limit: int = 1000
) -> Sequence[KeptMessage]:
    """The messages, oldest first, after the one of that sequence number."""
    statement = select(mail_messages).where(_COLUMNS.sequence > after).order_by(_COLUMNS.sequence).limit(limit)
    if recipient is not None:
        statement = statement.where(_COLUMNS.recipient == recipient)
    return [_message(row) for row in tx.rows(statement)]


def latest_messages(
    tx: Transaction, *, recipient: str | None = None, before: int | None = None, limit: int = 50
) -> Sequence[KeptMessage]:
    """The messages, newest first; `before` continues behind the one of that sequence number."""
    statement = select(mail_messages).order_by(_COLUMNS.sequence.desc()).limit(limit)
    if recipient is not None:
        statement = statement.where(_COLUMNS.recipient == recipient)
    if before is not None:
        statement = statement.where(_COLUMNS.sequence < before)
    return [_message(row) for row in tx.rows(statement)]


def find_message(tx: Transaction, message_id: str) -> KeptMessage | None:
    """The message of that id."""
    row = tx.row(select(mail_messages).where(_COLUMNS.message_id == message_id))
    return None if row is None else _message(row)


def empty_outbox(tx: Transaction) -> int:
    """Forget every message; returns how many there were."""
    return tx.execute(delete(mail_messages))


def take_due(tx: Transaction, *, at_once: bool = False) -> KeptMessage | None:
    """The message that has waited longest for its next attempt, taken so that nobody else sends it meanwhile.

    `at_once`: those too whose time has not come.
    """
    waits = _COLUMNS.status == Status.WAITING
    left_behind = (_COLUMNS.status == Status.SENDING) & (_COLUMNS.due_at <= tx.now())
    row = tx.row(
        select(mail_messages)
        .where((waits if at_once else waits & (_COLUMNS.due_at <= tx.now())) | left_behind)
        .order_by(_COLUMNS.due_at, _COLUMNS.sequence)
        .with_for_update(skip_locked=True)
        .limit(1)
    )
    if row is None:
        return None
    taken = {"status": Status.SENDING, "attempts": _COLUMNS.attempts + 1, "due_at": tx.now() + _LONGEST_ATTEMPT}
    tx.execute(update(mail_messages).where(_COLUMNS.sequence == row["sequence"]).values(**taken))
    return find_message(tx, row["message_id"])


def note_sent(tx: Transaction, message: KeptMessage, answer: str, problem: str | None) -> None:
    """The mail server took the message; `problem` is what its answer tells about where it went."""
    _note(tx, message, status=Status.SENT, answer=answer, problem=problem)


def note_refused(tx: Transaction, message: KeptMessage, answer: str, problem: str) -> None:
    """The mail server refused the message for good."""
    _note(tx, message, status=Status.REFUSED, answer=answer, problem=problem)


def note_failed(tx: Transaction, message: KeptMessage, answer: str, problem: str) -> None:
    """The attempt failed; another one follows later."""
    pause = _PAUSES[min(message.attempts, len(_PAUSES)) - 1]
    _note(tx, message, status=Status.WAITING, due_at=tx.now() + pause, answer=answer, problem=problem)


def send_again(tx: Transaction, message_id: str) -> bool:
    """Let a message wait for an attempt now, whatever became of the earlier ones; False where there is none."""
    values = {"status": Status.WAITING, "due_at": tx.now()}
    return tx.execute(update(mail_messages).where(_COLUMNS.message_id == message_id).values(**values)) > 0


def _note(tx: Transaction, message: KeptMessage, **values: object) -> None:
    tx.execute(update(mail_messages).where(_COLUMNS.sequence == message.sequence).values(**values))


def _message(row: RowMapping) -> KeptMessage:
    values = {name: row[name] for name in KeptMessage.__dataclass_fields__}
    return KeptMessage(**{**values, "status": Status(values["status"])})
