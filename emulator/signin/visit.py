"""A sign-in workflow as one request meets it; what every step of the workflow is given."""

from dataclasses import dataclass

from emulator.directory.user import User
from emulator.directory.users import users_of_ids
from emulator.guide.refusal import Refusal
from emulator.permissions.instances import Instance
from emulator.signin.sessions import NewSession
from emulator.signin.workflow import Workflow
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin


@dataclass(frozen=True, kw_only=True)
class Visit:
    """The instance, the workflow, the user of the typed user name (None for nobody's), and the request's origin.

    `trusted_device` is the secret of a device that somebody has called trusted, where the browser has one.
    """

    instance: Instance
    workflow: Workflow
    user: User | None
    origin: Origin
    trusted_device: str | None = None


@dataclass(frozen=True)
class SignedIn:
    """A completed sign-in: the new session, and the absolute URL to go to."""

    new_session: NewSession
    destination: str


# What a step leads to: a workflow that waits for the next one, a session, or a refusal. A refusal is returned rather
# than raised, because what was recorded about it must not be undone.
Outcome = Workflow | SignedIn | Refusal


def visit_of(
    tx: Transaction, instance: Instance, workflow: Workflow, origin: Origin, *, trusted_device: str | None = None
) -> Visit:
    """The visit of a workflow, with the user as he is now."""
    found = users_of_ids(tx, instance.identity_store_id, [workflow.user_id] if workflow.user_id else [])
    return Visit(
        instance=instance,
        workflow=workflow,
        user=found[0] if found else None,
        origin=origin,
        trusted_device=trusted_device,
    )
