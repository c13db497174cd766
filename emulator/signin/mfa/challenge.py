"""The challenge that a sign-in waits for: which credential is asked for, and what its answer is compared with."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from emulator.signin.credential_type import CredentialType
from emulator.signin.email_codes import send_code
from emulator.signin.mfa.security_keys import new_challenge
from emulator.signin.visit import Visit
from emulator.store.tables.mfa import mfa_challenges
from emulator.store.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """`secret` is what a security key has to sign; other credentials are compared with what their devices hold."""

    workflow_id: str
    credential: CredentialType
    secret: str


def issue_challenge(tx: Transaction, visit: Visit, credential: CredentialType, *, again: bool = False) -> None:
    """A new challenge in place of the one before. After a wrong answer (`again`) no further code is mailed."""
    workflow_id = visit.workflow.workflow_id
    secret = new_challenge(tx) if credential is CredentialType.WEBAUTHN else ""
    if credential is CredentialType.EMAIL_OTP and not again:
        assert visit.user is not None, "only a known user is sent a code"
        send_code(tx, visit.workflow, visit.user)
    tx.execute(delete(mfa_challenges).where(mfa_challenges.c.workflow_id == workflow_id))
    tx.execute(insert(mfa_challenges).values(workflow_id=workflow_id, credential=credential, secret=secret))


def challenge_of(tx: Transaction, workflow_id: str) -> Challenge:
    """The present challenge of a workflow that awaits one."""
    row = tx.row(select(mfa_challenges).where(mfa_challenges.c.workflow_id == workflow_id))
    assert row is not None, "a workflow awaits a challenge only after one was issued"
    return Challenge(workflow_id=workflow_id, credential=CredentialType(row["credential"]), secret=row["secret"])
