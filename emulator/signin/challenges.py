"""What stands between a verified first credential and the session: the one place that asks for second factors."""

from dataclasses import dataclass

from emulator.guide.refusal import Refusal
from emulator.signin.credential_type import CredentialType
from emulator.signin.mfa.challenge import issue_challenge
from emulator.signin.mfa.required import second_factor
from emulator.signin.visit import Visit
from emulator.signin.workflow import State
from emulator.store.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """Where the workflow goes.

    AWAITING_CHALLENGE with the `credential` that is asked for (its CredentialChallenge is recorded then),
    AWAITING_DEVICE_REGISTRATION, or BLOCKED with the `refusal` that says why.
    """

    state: State
    credential: CredentialType | None = None
    refusal: Refusal | None = None


def next_step(tx: Transaction, visit: Visit) -> NextStep | None:
    """What the person has to do now; None when nothing is left and the session begins.

    `visit.workflow.credentials` are those that were verified so far, the first factor always among them;
    `visit.workflow.device_enrolled` tells that a device was registered on the way.
    """
    try:
        needed = second_factor(tx, visit)
    except Refusal as refusal:
        return NextStep(state=State.BLOCKED, refusal=refusal)
    if needed is None:
        return None
    if not isinstance(needed, CredentialType):
        return NextStep(state=State.AWAITING_DEVICE_REGISTRATION)
    issue_challenge(tx, visit, needed)
    return NextStep(state=State.AWAITING_CHALLENGE, credential=needed)
