"""Completes a SAML sign-in: a response is checked, used up, and turned into a session."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance
from emulator.saml import messages
from emulator.saml.check import enforce
from emulator.saml.expectations import AcceptedResponse, Person
from emulator.signin.destination import safe_destination
from emulator.signin.events import record_failed_saml_sign_in, record_saml_sign_in
from emulator.signin.saml_expectations import saml_expectations
from emulator.signin.sessions import NewSession, start_session
from emulator.signin.visit import SignedIn
from emulator.signin.workflow import State, Workflow, advance, workflow_of_request
from emulator.store.database import Store
from emulator.store.tables.signin import consumed_assertions
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin


@dataclass(frozen=True, kw_only=True)
class PostedResponse:
    """What was posted to an ACS URL: the base64 text, the RelayState if any, and where it came from."""

    instance: Instance
    saml_response: str
    relay_state: str | None
    public_url: str
    origin: Origin


def sign_in_with_saml(store: Store, posted: PostedResponse) -> SignedIn:
    """Check the response and start a session, in one transaction together with the trail event.

    Raises the Refusal of the first rule that is broken, after recording the failure in a transaction of its own.
    """
    try:
        with store.transaction() as tx:
            return _complete(tx, posted)
    except IntegrityError as clash:
        refusal = _used_at_the_same_moment()
        _record_failure(store, posted, refusal)
        raise refusal from clash
    except Refusal as refusal:
        _record_failure(store, posted, refusal)
        raise


def _complete(tx: Transaction, posted: PostedResponse) -> SignedIn:
    accepted = _check(tx, posted)
    _remember_assertion(tx, posted.instance, accepted)
    workflow = _answered_workflow(tx, posted.instance, accepted)
    destination = workflow.destination if workflow else safe_destination(posted.relay_state, posted.public_url)
    person = accepted.person
    assert person is not None, "the expectations name a directory"
    record_saml_sign_in(
        tx,
        posted.instance,
        user_id=person.user_id,
        user_name=person.user_name,
        workflow_id=workflow.workflow_id if workflow else tx.ids.uuid(),
        destination=destination,
        origin=posted.origin,
    )
    return SignedIn(_start_session(tx, posted.instance, accepted, person), destination)


def _check(tx: Transaction, posted: PostedResponse) -> AcceptedResponse:
    try:
        return enforce(posted.saml_response, saml_expectations(tx, posted.instance, posted.public_url))
    except Refusal as refusal:
        if refusal.cause == "saml.in-response-to":
            raise _with_history(tx, posted.instance, refusal) from refusal
        raise


def _remember_assertion(tx: Transaction, instance: Instance, accepted: AcceptedResponse) -> None:
    tx.execute(delete(consumed_assertions).where(consumed_assertions.c.expires_at < tx.now()))
    tx.execute(
        insert(consumed_assertions).values(
            identity_store_id=instance.identity_store_id,
            assertion_id=accepted.assertion_id,
            expires_at=accepted.not_on_or_after,
        )
    )


def _answered_workflow(tx: Transaction, instance: Instance, accepted: AcceptedResponse) -> Workflow | None:
    """The workflow that asked, now over; None for a sign-in that the identity provider started."""
    if accepted.in_response_to is None:
        return None
    workflow = workflow_of_request(tx, instance.instance_arn, accepted.in_response_to)
    moved = advance(tx, workflow, State.SIGNED_IN) if workflow else None
    if moved is None:
        raise _answered_at_the_same_moment(accepted.in_response_to)
    return moved


def _start_session(tx: Transaction, instance: Instance, accepted: AcceptedResponse, person: Person) -> NewSession:
    """The lesser of the portal's session length and the provider's SessionNotOnOrAfter (facts/signin.md §2.6)."""
    end = tx.now() + timedelta(minutes=instance.session_minutes)
    if accepted.session_not_on_or_after is not None:
        end = min(end, accepted.session_not_on_or_after)
    return start_session(
        tx, instance.instance_arn, person.user_id, expires_at=end, principal_tags=accepted.access_control_tags
    )


def _record_failure(store: Store, posted: PostedResponse, refusal: Refusal) -> None:
    with store.transaction() as tx:
        record_failed_saml_sign_in(tx, posted.instance, message=refusal.message, origin=posted.origin)


def _with_history(tx: Transaction, instance: Instance, refusal: Refusal) -> Refusal:
    """The same refusal, telling what became of the request that the response names."""
    workflow = workflow_of_request(tx, instance.instance_arn, refusal.facts.found)
    if workflow is None:
        history = "this emulator never sent it, or has forgotten it (a reset, or more than a day ago)"
    elif workflow.state is State.SIGNED_IN:
        history = f"it was answered at {workflow.changed_at:%Y-%m-%dT%H:%M:%SZ}; a request is answered once"
    else:
        history = f"it waited for an answer until {workflow.expires_at:%Y-%m-%dT%H:%M:%SZ}"
    facts = replace(refusal.facts, more={**refusal.facts.more, "request": history})
    return Refusal(refusal.code, refusal.message, cause=refusal.cause, facts=facts)


def _used_at_the_same_moment() -> Refusal:
    return Refusal(
        messages.ERROR_CODE,
        messages.REPLAYED,
        cause="saml.assertion.replayed",
        facts=Facts(
            where="Assertion/@ID",
            found="the same response posted twice at the same moment",
            expected="an assertion that was not posted before",
        ),
    )


def _answered_at_the_same_moment(request_id: str) -> Refusal:
    return Refusal(
        messages.ERROR_CODE,
        messages.NOT_FOR_THIS_REQUEST.format(request_id=request_id),
        cause="saml.in-response-to",
        facts=Facts(
            where="Response/@InResponseTo",
            found=request_id,
            expected="a request that was not answered before",
            more={"request": "another response answered it at the same moment"},
        ),
    )
