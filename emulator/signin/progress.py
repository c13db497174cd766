"""Moves a workflow on: after a credential was right or wrong, and to the session at the end."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from emulator.guide.refusal import Refusal
from emulator.signin.challenges import next_step
from emulator.signin.credential_events import record_authentication, record_challenge, record_verification
from emulator.signin.credential_type import CredentialType
from emulator.signin.sessions import start_session
from emulator.signin.visit import Outcome, SignedIn, Visit
from emulator.signin.workflow import State, advance
from emulator.store.transaction import Transaction


def ask_for(tx: Transaction, visit: Visit, state: State, credential: CredentialType, **changes: Any) -> Outcome:
    """Move to `state`, where that credential is asked for, and record its challenge."""
    moved = advance(tx, visit.workflow, state, **changes)
    if moved is not None:
        record_challenge(tx, visit.instance, moved, visit.user, credential, origin=visit.origin)
    # Moved by another request meanwhile (a second tab), the workflow shows the page that it is at now.
    return moved or visit.workflow


def right(tx: Transaction, visit: Visit, credential: CredentialType) -> Visit:
    """The credential was right: record it; the visit with the credential added, to `go_on` with."""
    instance, workflow = visit.instance, visit.workflow
    record_verification(tx, instance, workflow, visit.user, credential, succeeded=True, origin=visit.origin)
    return replace(visit, workflow=replace(workflow, credentials=(*workflow.credentials, credential)))


def wrong(tx: Transaction, visit: Visit, credential: CredentialType, refusal: Refusal) -> Refusal:
    """The credential was wrong: record it, and the new challenge that the same page is; returns the refusal."""
    instance, workflow, user, origin = visit.instance, visit.workflow, visit.user, visit.origin
    record_verification(tx, instance, workflow, user, credential, succeeded=False, origin=origin)
    record_challenge(tx, instance, workflow, user, credential, origin=origin)
    return refusal


def end(tx: Transaction, visit: Visit, credential: CredentialType, refusal: Refusal) -> Refusal:
    """The credential could not be verified at all: record that, and let nothing follow; returns the refusal."""
    instance, workflow, user = visit.instance, visit.workflow, visit.user
    record_verification(tx, instance, workflow, user, credential, succeeded=False, origin=visit.origin)
    advance(tx, workflow, State.BLOCKED)
    return refusal


def go_on(tx: Transaction, visit: Visit) -> Outcome:
    """To the next challenge, or to the session when none is left; keeps what the visit's workflow has learned."""
    step = next_step(tx, visit)
    if step is None:
        return _complete(tx, visit)
    if step.credential is not None:
        return ask_for(tx, visit, step.state, step.credential)
    moved = advance(tx, visit.workflow, step.state)
    return step.refusal or moved or visit.workflow


def _complete(tx: Transaction, visit: Visit) -> Outcome:
    instance, user = visit.instance, visit.user
    assert user is not None, "only the credentials of a known user are right"
    moved = advance(tx, visit.workflow, State.SIGNED_IN)
    if moved is None:
        return visit.workflow
    record_authentication(tx, instance, moved, user, origin=visit.origin)
    end = tx.now() + timedelta(minutes=instance.session_minutes)
    new_session = start_session(tx, instance.instance_arn, user.user_id, expires_at=end, principal_tags={})
    return SignedIn(new_session, moved.destination)
