"""The answers of a person who is asked for a second factor, or has to register a device before the session begins."""

from dataclasses import dataclass, replace

from emulator.directory.user import User
from emulator.guide.refusal import Refusal
from emulator.signin.credential_type import CredentialType
from emulator.signin.email_codes import is_code
from emulator.signin.first_factor import wrong_code
from emulator.signin.guessing import count_failure, forget_failures, locked, second_factor_of
from emulator.signin.mfa.authenticator_apps import check_code, resync
from emulator.signin.mfa.challenge import Challenge, challenge_of, issue_challenge
from emulator.signin.mfa.devices import Device
from emulator.signin.mfa.methods import apps_of, methods_of, usable_devices
from emulator.signin.mfa.relying_party import relying_party
from emulator.signin.mfa.security_keys import check_assertion
from emulator.signin.mfa.settings import mfa_settings_of
from emulator.signin.progress import ask_for, go_on, right, wrong
from emulator.signin.visit import Outcome, Visit
from emulator.signin.workflow import State
from emulator.store.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the person gave: a code, two codes in a row, or the answer of a security key as JSON."""

    credential: CredentialType
    code: str = ""
    next_code: str = ""
    assertion: str = ""


def answer_challenge(tx: Transaction, visit: Visit, answer: Answer, public_url: str) -> Outcome:
    """The next step when the answer is right; else the refusal, recorded, with a new challenge."""
    assert visit.user is not None, "only the workflow of a known user awaits a challenge"
    challenge = challenge_of(tx, visit.workflow.workflow_id)
    if challenge.credential is not answer.credential:
        # Another tab has chosen another method; its challenge is the one that counts.
        return visit.workflow
    store_id, guessed = visit.instance.identity_store_id, second_factor_of(visit.user)
    refusal = locked(tx, store_id, guessed)
    if refusal is None:
        refusal = _mistake(tx, visit, visit.user, challenge, answer, public_url)
        if refusal is not None:
            count_failure(tx, store_id, guessed)
    if refusal is not None:
        issue_challenge(tx, visit, challenge.credential, again=True)
        return wrong(tx, visit, challenge.credential, refusal)
    forget_failures(tx, store_id, guessed)
    return go_on(tx, right(tx, visit, challenge.credential))


def choose_method(tx: Transaction, visit: Visit, credential: CredentialType) -> Outcome:
    """Ask for another credential that the person's devices can give."""
    if credential not in methods_of(_devices(tx, visit)):
        return visit.workflow
    issue_challenge(tx, visit, credential)
    return ask_for(tx, visit, State.AWAITING_CHALLENGE, credential)


def send_code_again(tx: Transaction, visit: Visit) -> Outcome:
    """Mail another code, where one is asked for; the earlier one is no longer valid."""
    if challenge_of(tx, visit.workflow.workflow_id).credential is CredentialType.EMAIL_OTP:
        issue_challenge(tx, visit, CredentialType.EMAIL_OTP)
    return visit.workflow


def other_methods(tx: Transaction, visit: Visit, credential: CredentialType) -> tuple[CredentialType, ...]:
    """What the person can give instead of `credential`."""
    return tuple(each for each in methods_of(_devices(tx, visit)) if each is not credential)


def device_registered(tx: Transaction, visit: Visit) -> Outcome:
    """Go on after a sign-in that demanded a device has got one."""
    return go_on(tx, replace(visit, workflow=replace(visit.workflow, device_enrolled=True)))


def _mistake(
    tx: Transaction, visit: Visit, user: User, challenge: Challenge, answer: Answer, public_url: str
) -> Refusal | None:
    """Why the answer is not the right one; None when it is."""
    try:
        _check(tx, visit, user, challenge, answer, public_url)
    except Refusal as refusal:
        return refusal
    return None


def _check(tx: Transaction, visit: Visit, user: User, challenge: Challenge, answer: Answer, public_url: str) -> None:
    devices = _devices(tx, visit)
    match challenge.credential:
        case CredentialType.TOTP:
            check_code(tx, apps_of(devices, in_sync=True), answer.code)
        case CredentialType.RESYNC_TOTP:
            resync(tx, apps_of(devices, in_sync=False), answer.code, answer.next_code)
        case CredentialType.WEBAUTHN:
            party = relying_party(public_url)
            check_assertion(tx, user.user_id, answer.assertion, challenge=challenge.secret, party=party)
        case CredentialType.EMAIL_OTP:
            if not is_code(tx, visit.workflow, answer.code):
                raise wrong_code()


def _devices(tx: Transaction, visit: Visit) -> tuple[Device, ...]:
    assert visit.user is not None, "only the workflow of a known user awaits a challenge"
    return usable_devices(tx, visit.user.user_id, mfa_settings_of(tx, visit.instance.identity_store_id))
