"""The sign-in workflow: one stored state machine from opening the portal to a session.

CloudTrail names a workflow by its `AuthWorkflowID`. Which states follow which stands in `_NEXT`, and nowhere else.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update

from emulator.permissions.instances import Instance
from emulator.signin.credential_type import CredentialType
from emulator.store.tables.signin import sign_in_workflows
from emulator.store.transaction import Transaction

# unconfirmed: how long AWS waits for the next step, such as the answer of an identity provider
LIFETIME = timedelta(minutes=10)

# Ended workflows are kept so long for the diagnosis of late answers.
_REMEMBERED = timedelta(days=1)


class State(StrEnum):
    """What a workflow waits for; or that it is over (the last two)."""

    AWAITING_IDENTITY_PROVIDER = "awaiting-identity-provider"
    AWAITING_USER_NAME = "awaiting-user-name"
    AWAITING_PASSWORD = "awaiting-password"
    AWAITING_EMAIL_CODE = "awaiting-email-code"
    AWAITING_NEW_PASSWORD = "awaiting-new-password"
    AWAITING_CHALLENGE = "awaiting-challenge"
    AWAITING_DEVICE_REGISTRATION = "awaiting-device-registration"
    BLOCKED = "blocked"
    SIGNED_IN = "signed-in"


# After the first credential: what `challenges.next_step` may ask for, or the end.
_SECOND_FACTOR = frozenset(
    {State.AWAITING_CHALLENGE, State.AWAITING_DEVICE_REGISTRATION, State.BLOCKED, State.SIGNED_IN}
)

_NEXT: dict[State, frozenset[State]] = {
    State.AWAITING_IDENTITY_PROVIDER: frozenset({State.SIGNED_IN}),
    State.AWAITING_USER_NAME: frozenset({State.AWAITING_PASSWORD, State.AWAITING_EMAIL_CODE}),
    State.AWAITING_PASSWORD: _SECOND_FACTOR | {State.AWAITING_USER_NAME, State.AWAITING_NEW_PASSWORD},
    State.AWAITING_EMAIL_CODE: frozenset({State.AWAITING_USER_NAME, State.AWAITING_NEW_PASSWORD}),
    State.AWAITING_NEW_PASSWORD: _SECOND_FACTOR,
    State.AWAITING_CHALLENGE: _SECOND_FACTOR,
    State.AWAITING_DEVICE_REGISTRATION: _SECOND_FACTOR,
    State.BLOCKED: frozenset(),
    State.SIGNED_IN: frozenset(),
}


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """One attempt to sign in. `destination` is the absolute URL that the person wanted.

    `browser_sha256` is the hash of the secret of the browser that it belongs to; None where an identity provider
    leads the person. `user_name` is what was typed, `user_id` whose it is, if anybody's. `credentials` were verified
    so far, in order. `device_enrolled`: an MFA device had to be registered on the way.
    """

    workflow_id: str
    instance_arn: str
    authn_request_id: str
    relay_state: str
    destination: str
    state: State
    browser_sha256: str | None
    user_name: str | None
    user_id: str | None
    credentials: tuple[CredentialType, ...]
    device_enrolled: bool
    created_at: datetime
    changed_at: datetime
    expires_at: datetime

    @property
    def over(self) -> bool:
        """Whether nothing can follow."""
        return not _NEXT[self.state]

    def waits_at(self, now: datetime) -> bool:
        """Whether the next step is still welcome."""
        return not self.over and now < self.expires_at


def start_workflow(
    tx: Transaction,
    instance: Instance,
    destination: str,
    *,
    state: State = State.AWAITING_IDENTITY_PROVIDER,
    browser_sha256: str | None = None,
    user_name: str | None = None,
    user_id: str | None = None,
    credentials: tuple[CredentialType, ...] = (),
) -> Workflow:
    """A new workflow that waits for what `state` says; `destination` must be one of our pages."""
    now = tx.now()
    workflow = Workflow(
        workflow_id=tx.ids.uuid(),
        instance_arn=instance.instance_arn,
        authn_request_id=tx.ids.authn_request_id(),
        relay_state=tx.ids.secret(),
        destination=destination,
        state=state,
        browser_sha256=browser_sha256,
        user_name=user_name,
        user_id=user_id,
        credentials=credentials,
        device_enrolled=False,
        created_at=now,
        changed_at=now,
        expires_at=now + LIFETIME,
    )
    tx.execute(delete(sign_in_workflows).where(sign_in_workflows.c.expires_at < now - _REMEMBERED))
    tx.execute(insert(sign_in_workflows).values(**{**vars(workflow), "credentials": list(credentials)}))
    return workflow


def workflow_of_request(tx: Transaction, instance_arn: str, authn_request_id: str) -> Workflow | None:
    """The workflow that sent this AuthnRequest, whatever became of it."""
    return _find(tx, instance_arn, sign_in_workflows.c.authn_request_id == authn_request_id)


def workflow_of_browser(
    tx: Transaction, instance_arn: str, workflow_id: str, browser_sha256: str, *, lock: bool = False
) -> Workflow | None:
    """The workflow of that id, whatever became of it; None where it belongs to another browser.

    With `lock`, no other tab takes a step of it before this transaction ends.
    """
    of_browser = sign_in_workflows.c.browser_sha256 == browser_sha256
    return _find(tx, instance_arn, (sign_in_workflows.c.workflow_id == workflow_id) & of_browser, lock=lock)


def advance(tx: Transaction, workflow: Workflow, to: State, **changes: Any) -> Workflow | None:
    """Move the workflow on, with further `changes` of its fields; None when another request has moved it meanwhile.

    Raises ValueError for a state that does not follow.
    """
    if to not in _NEXT[workflow.state]:
        raise ValueError(f"a workflow does not go from {workflow.state} to {to}")
    now = tx.now()
    after = replace(workflow, state=to, changed_at=now, expires_at=now + LIFETIME, **changes)
    moved = tx.execute(
        update(sign_in_workflows)
        .where(sign_in_workflows.c.workflow_id == workflow.workflow_id, sign_in_workflows.c.state == workflow.state)
        .values(**{**vars(after), "credentials": list(after.credentials)})
    )
    return after if moved else None


def _find(tx: Transaction, instance_arn: str, which: Any, *, lock: bool = False) -> Workflow | None:
    statement = select(sign_in_workflows).where(which, sign_in_workflows.c.instance_arn == instance_arn)
    row = tx.row(statement.with_for_update() if lock else statement)
    return None if row is None else _workflow(row)


def _workflow(row: RowMapping) -> Workflow:
    values = {name: row[name] for name in Workflow.__dataclass_fields__}
    credentials = tuple(CredentialType(each) for each in values["credentials"])
    return Workflow(**{**values, "state": State(values["state"]), "credentials": credentials})
