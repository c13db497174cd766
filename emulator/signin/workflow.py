"""The sign-in workflow: one stored state machine from opening the portal to a session.

CloudTrail names a workflow by its `AuthWorkflowID`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import RowMapping, delete, insert, select, update

from emulator.permissions.instances import Instance
from emulator.store.tables.signin import sign_in_workflows
from emulator.store.transaction import Transaction

# unconfirmed: how long AWS waits for the answer to a request
LIFETIME = timedelta(minutes=10)

# Ended workflows are kept so long for the diagnosis of late answers.
_REMEMBERED = timedelta(days=1)


class State(StrEnum):
    """What a workflow waits for; or that it is over."""

    AWAITING_IDENTITY_PROVIDER = "awaiting-identity-provider"
    SIGNED_IN = "signed-in"


_NEXT: dict[State, frozenset[State]] = {
    State.AWAITING_IDENTITY_PROVIDER: frozenset({State.SIGNED_IN}),
    State.SIGNED_IN: frozenset(),
}


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """One attempt to sign in. `destination` is the absolute URL that the person wanted."""

    workflow_id: str
    instance_arn: str
    authn_request_id: str
    relay_state: str
    destination: str
    state: State
    created_at: datetime
    changed_at: datetime
    expires_at: datetime

    def waits_at(self, now: datetime) -> bool:
        """Whether the answer of the identity provider is still welcome."""
        return self.state is State.AWAITING_IDENTITY_PROVIDER and now < self.expires_at


def start_workflow(tx: Transaction, instance: Instance, destination: str) -> Workflow:
    """A new workflow that waits for the identity provider; `destination` must be one of our pages."""
    now = tx.now()
    workflow = Workflow(
        workflow_id=tx.ids.uuid(),
        instance_arn=instance.instance_arn,
        authn_request_id=tx.ids.authn_request_id(),
        relay_state=tx.ids.secret(),
        destination=destination,
        state=State.AWAITING_IDENTITY_PROVIDER,
        created_at=now,
        changed_at=now,
        expires_at=now + LIFETIME,
    )
    tx.execute(delete(sign_in_workflows).where(sign_in_workflows.c.expires_at < now - _REMEMBERED))
    tx.execute(insert(sign_in_workflows).values(**vars(workflow)))
    return workflow


def workflow_of_request(tx: Transaction, instance_arn: str, authn_request_id: str) -> Workflow | None:
    """The workflow that sent this AuthnRequest, whatever became of it."""
    row = tx.row(
        select(sign_in_workflows).where(
            sign_in_workflows.c.authn_request_id == authn_request_id,
            sign_in_workflows.c.instance_arn == instance_arn,
        )
    )
    return _workflow(row) if row is not None else None


def advance(tx: Transaction, workflow: Workflow, to: State) -> Workflow | None:
    """Move the workflow on; None when another request has moved it meanwhile."""
    if to not in _NEXT[workflow.state]:
        raise ValueError(f"a workflow does not go from {workflow.state} to {to}")
    moved = tx.execute(
        update(sign_in_workflows)
        .where(sign_in_workflows.c.workflow_id == workflow.workflow_id, sign_in_workflows.c.state == workflow.state)
        .values(state=to, changed_at=tx.now())
    )
    return replace(workflow, state=to, changed_at=tx.now()) if moved else None


def _workflow(row: RowMapping) -> Workflow:
    values = {name: row[name] for name in Workflow.__dataclass_fields__}
    return Workflow(**{**values, "state": State(values["state"])})
