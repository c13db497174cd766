"""The pages that ask for a second factor, or for a device to be registered, and the steps that they post."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from flask import Blueprint, Response, request

from emulator.guide.refusal import Refusal
from emulator.signin.credential_type import CredentialType
from emulator.signin.mfa.answers import (
    Answer,
    answer_challenge,
    choose_method,
    device_registered,
    other_methods,
    send_code_again,
)
from emulator.signin.mfa.challenge import Challenge, challenge_of
from emulator.signin.mfa.events import person
from emulator.signin.mfa.registering import complete_registration, start_registration
from emulator.signin.mfa.registrations import close_registration, open_registration_of
from emulator.signin.mfa.relying_party import relying_party
from emulator.signin.mfa.required import offers_trust
from emulator.signin.mfa.security_keys import authentication_options
from emulator.signin.mfa.settings import mfa_settings_of
from emulator.signin.mfa.trusted_devices import TrustedDevice, trust_device
from emulator.signin.visit import Outcome, SignedIn, Visit
from emulator.signin.workflow import State
from emulator.store.transaction import Transaction
from emulator.web.context import Context
from emulator.web.mfa_registration import choices, form_values, key_address, posted_kind, posted_proof
from emulator.web.signin.steps import Pages, Step, take_step
from emulator.web.signin.trusted_device import write_trusted_device

_Act = Callable[[Transaction, Visit], Outcome]

_CHALLENGE = (State.AWAITING_CHALLENGE,)
_REGISTRATION = (State.AWAITING_DEVICE_REGISTRATION,)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What the page of a challenge says. `codes` are the fields to type into, with their labels."""

    credential: CredentialType
    heading: str
    about: str
    button: str = "Sign in"
    codes: dict[str, str] = field(default_factory=dict)
    options: str = ""
    mailed: bool = False
    others: dict[CredentialType, str] = field(default_factory=dict)


# unconfirmed: headings and sentences of these pages, but for the label "Verification code"
_ASKED = {
    CredentialType.TOTP: _Asked(
        credential=CredentialType.TOTP,
        heading="Additional verification required",
        about="Enter the code that your authenticator app shows.",
        codes={"code": "Authenticator code"},
    ),
    CredentialType.RESYNC_TOTP: _Asked(
        credential=CredentialType.RESYNC_TOTP,
        heading="Sync your authenticator app",
        about="Your app is out of sync. Enter the code that it shows, wait until it changes, and enter the next one.",
        codes={"code": "First code", "next_code": "Next code"},
        button="Sync and sign in",
    ),
    CredentialType.WEBAUTHN: _Asked(
        credential=CredentialType.WEBAUTHN,
        heading="Additional verification required",
        about="Choose Verify, then use your security key or built-in authenticator as your browser tells you.",
    ),
    CredentialType.EMAIL_OTP: _Asked(
        credential=CredentialType.EMAIL_OTP,
        heading="Verify your email address",
        about="We sent a one-time password to your email address. Enter it here.",
        codes={"code": "Verification code"},
        mailed=True,
    ),
}
_INSTEAD = {
    CredentialType.TOTP: "Use an authenticator app",
    CredentialType.RESYNC_TOTP: "Sync an authenticator app",
    CredentialType.WEBAUTHN: "Use a security key or built-in authenticator",
}


def _challenge_page(step: Step) -> Response:
    public_url = step.context.public_url
    with step.context.store.transaction() as tx:
        challenge = challenge_of(tx, step.visit.workflow.workflow_id)
        others = other_methods(tx, step.visit, challenge.credential)
        trust = _offers_trust(tx, step.visit)
        asked = replace(_ASKED[challenge.credential], others={each: _INSTEAD[each] for each in others})
        if challenge.credential is CredentialType.WEBAUTHN:
            asked = replace(asked, options=_options(tx, step.visit, challenge, public_url))
    return step.page(
        "signin/challenge.html", challenge=asked, offers_trust=trust, key_address=key_address(public_url)
    )


def _registration_page(step: Step) -> Response:
    user, workflow_id = step.visit.user, step.visit.workflow.workflow_id
    assert user is not None, "only a known user has to register a device"
    with step.context.store.transaction() as tx:
        settings = mfa_settings_of(tx, user.identity_store_id)
        registration = open_registration_of(tx, user.user_id, workflow_id)
        if registration is not None:
            shown = form_values(tx, user, registration, step.context.public_url)
        else:
            offered = choices(settings, step.visit.origin.user_agent, step.context.public_url)
            shown = {"choices": offered, "heading": "Register MFA device"}
    return step.page(
        "signin/register_device.html",
        start_action="/platform/login/mfa/register",
        complete_action="/platform/login/mfa/assign",
        offers_trust=offers_trust(settings),
        key_address=key_address(step.context.public_url),
        **shown,
    )


MFA_PAGES: Pages = {
    State.AWAITING_CHALLENGE: _challenge_page,
    State.AWAITING_DEVICE_REGISTRATION: _registration_page,
}


def add_mfa_routes(blueprint: Blueprint, context: Context, pages: Pages) -> None:
    """The posts of the second part of a sign-in."""

    @blueprint.post("/login/mfa")
    def answer() -> Response:
        def act(tx: Transaction, visit: Visit) -> Outcome:
            credential = _posted_credential()
            if credential is None:
                return visit.workflow
            return answer_challenge(tx, visit, _posted_answer(credential), context.public_url)

        return _step_that_may_end(context, pages, act, _CHALLENGE)

    @blueprint.post("/login/mfa/method")
    def method() -> Response:
        def act(tx: Transaction, visit: Visit) -> Outcome:
            credential = _posted_credential()
            return choose_method(tx, visit, credential) if credential else visit.workflow

        return take_step(context, pages, act, during=_CHALLENGE)

    @blueprint.post("/login/mfa/send-again")
    def send_again() -> Response:
        return take_step(context, pages, send_code_again, during=_CHALLENGE)

    @blueprint.post("/login/mfa/register")
    def register() -> Response:
        return take_step(context, pages, _start, during=_REGISTRATION)

    @blueprint.post("/login/mfa/other-kind")
    def other_kind() -> Response:
        def act(tx: Transaction, visit: Visit) -> Outcome:
            close_registration(tx, visit.workflow.workflow_id)
            return visit.workflow

        return take_step(context, pages, act, during=_REGISTRATION)

    @blueprint.post("/login/mfa/assign")
    def assign() -> Response:
        def act(tx: Transaction, visit: Visit) -> Outcome:
            return _assign(tx, visit, context.public_url)

        return _step_that_may_end(context, pages, act, _REGISTRATION)


def _start(tx: Transaction, visit: Visit) -> Outcome:
    user, kind = visit.user, posted_kind(request)
    assert user is not None, "only a known user has to register a device"
    if kind is None:
        return visit.workflow
    by = person(visit.instance, user, credential_id=tx.ids.uuid(), origin=visit.origin)
    try:
        start_registration(tx, user, kind, by=by, workflow_id=visit.workflow.workflow_id)
    except Refusal as refusal:
        return refusal
    return visit.workflow


def _assign(tx: Transaction, visit: Visit, public_url: str) -> Outcome:
    user = visit.user
    assert user is not None, "only a known user has to register a device"
    by = person(visit.instance, user, credential_id=tx.ids.uuid(), origin=visit.origin)
    try:
        complete_registration(tx, user, visit.workflow.workflow_id, posted_proof(request), public_url, by=by)
    except Refusal as refusal:
        return refusal
    return device_registered(tx, visit)


def _step_that_may_end(context: Context, pages: Pages, act: _Act, during: tuple[State, ...]) -> Response:
    """Take a step; where it leads to the session and the person has called the device trusted, remember it."""
    trusted: list[TrustedDevice] = []

    def act_and_trust(tx: Transaction, visit: Visit) -> Outcome:
        outcome = act(tx, visit)
        wanted = isinstance(outcome, SignedIn) and "trust" in request.form and _offers_trust(tx, visit)
        if wanted and visit.user is not None:
            trusted.append(trust_device(tx, visit.user.user_id, visit.origin))
        return outcome

    response = take_step(context, pages, act_and_trust, during=during)
    for device in trusted:
        write_trusted_device(response, device, public_url=context.public_url)
    return response


def _options(tx: Transaction, visit: Visit, challenge: Challenge, public_url: str) -> str:
    assert visit.user is not None, "only the workflow of a known user awaits a challenge"
    return authentication_options(tx, relying_party(public_url), visit.user.user_id, challenge.secret)


def _offers_trust(tx: Transaction, visit: Visit) -> bool:
    return offers_trust(mfa_settings_of(tx, visit.instance.identity_store_id))


def _posted_credential() -> CredentialType | None:
    posted = request.form.get("method")
    return next((each for each in _ASKED if each.value == posted), None)


def _posted_answer(credential: CredentialType) -> Answer:
    return Answer(
        credential=credential,
        code=request.form.get("code", ""),
        next_code=request.form.get("next_code", ""),
        assertion=request.form.get("credential", ""),
    )
