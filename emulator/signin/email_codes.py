"""One-time codes sent by e-mail, one at a time for each workflow (facts/signin.md §3.8, §3.11)."""

import hashlib
import hmac
from datetime import timedelta

from sqlalchemy import delete, insert, select

from emulator.directory.user import User
from emulator.mail.outbox import post
from emulator.mail.texts import verification_code
from emulator.signin.workflow import Workflow
from emulator.store.tables.passwords import email_codes
from emulator.store.transaction import Transaction

# unconfirmed: how long a code lives, and that it has six digits
LIFETIME = timedelta(minutes=10)
DIGITS = 6

_COLUMNS = email_codes.c


def mail_address(user: User) -> str | None:
    """Where mail for the user goes: the primary address, or the only one."""
    return user.primary_email or next((email.value for email in user.emails if email.value), None)


def send_code(tx: Transaction, workflow: Workflow, user: User) -> None:
    """Mail a new code for the workflow; an earlier one is no longer valid. The user must have an address."""
    address = mail_address(user)
    assert address is not None, "only a user with an address is sent a code"
    code = f"{int.from_bytes(tx.ids.random_bytes(8)) % 10**DIGITS:0{DIGITS}}"
    tx.execute(delete(email_codes).where(_COLUMNS.expires_at <= tx.now()))
    forget_code(tx, workflow)
    tx.execute(
        insert(email_codes).values(
            workflow_id=workflow.workflow_id,
            code_sha256=_sha256(workflow, code),
            expires_at=tx.now() + LIFETIME,
        )
    )
    lifetime = f"{LIFETIME.seconds // 60} minutes"
    post(tx, verification_code(address, name=user.display_name or user.user_name, code=code, lifetime=lifetime))


def is_code(tx: Transaction, workflow: Workflow, typed: str) -> bool:
    """Whether this is the code that was mailed last, in its time; a right code is used up."""
    kept = tx.value(
        select(_COLUMNS.code_sha256).where(
            _COLUMNS.workflow_id == workflow.workflow_id, _COLUMNS.expires_at > tx.now()
        )
    )
    right = kept is not None and hmac.compare_digest(kept, _sha256(workflow, "".join(typed.split())))
    if right:
        forget_code(tx, workflow)
    return right


def forget_code(tx: Transaction, workflow: Workflow) -> None:
    """No code is valid for the workflow any more."""
    tx.execute(delete(email_codes).where(_COLUMNS.workflow_id == workflow.workflow_id))


def _sha256(workflow: Workflow, code: str) -> str:
    return hashlib.sha256(f"{workflow.workflow_id} {code}".encode("utf-8", "surrogatepass")).hexdigest()
