"""Security keys and built-in authenticators: registering them and checking what they sign, with py_webauthn."""

import json
import re
from typing import Any

from sqlalchemy import insert, select, update
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorAttachment,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.signin.mfa.devices import Device, DeviceKind, add_device, mark_used
from emulator.signin.mfa.events import Operator, record_device_operation
from emulator.signin.mfa.registrations import Registration, close_registration
from emulator.signin.mfa.relying_party import NAME, RelyingParty
from emulator.store.tables.mfa import mfa_devices, webauthn_credentials
from emulator.store.transaction import Transaction

# Base64url of at most 1023 bytes (WebAuthn, section 5.8.3).
_CREDENTIAL_ID = re.compile(r"[\w-]{1,1364}", re.ASCII)

_ATTACHMENT = {
    DeviceKind.SECURITY_KEY: AuthenticatorAttachment.CROSS_PLATFORM,
    DeviceKind.BUILT_IN: AuthenticatorAttachment.PLATFORM,
}


def registration_options(tx: Transaction, party: RelyingParty, user: User, registration: Registration) -> str:
    """What the page hands to `navigator.credentials.create`, as JSON. Devices that are registered already decline."""
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=NAME,
        user_id=user.user_id.encode(),
        user_name=user.user_name,
        user_display_name=user.display_name or user.user_name,
        challenge=base64url_to_bytes(registration.secret),
        authenticator_selection=AuthenticatorSelectionCriteria(
            authenticator_attachment=_ATTACHMENT[registration.kind],
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_descriptors(tx, user.user_id),
    )
    return options_to_json(options)


def complete_key_registration(
    tx: Transaction,
    user: User,
    registration: Registration,
    credential: str,
    *,
    party: RelyingParty,
    name: str | None = None,
    by: Operator,
) -> Device:
    """Assign the device whose answer (JSON of the browser) this is.

    Raises Refusals: webauthn.answer-refused, webauthn.registered-already, mfa.too-many-devices, mfa.device-name.
    """
    verified = verify_registration(credential, challenge=registration.secret, party=party)
    credential_id = bytes_to_base64url(verified.credential_id)
    if tx.row(select(webauthn_credentials).where(webauthn_credentials.c.credential_id == credential_id)):
        raise _registered_already()
    device = add_device(tx, user, registration.kind, name)
    tx.execute(
        insert(webauthn_credentials).values(
            device_id=device.device_id,
            credential_id=credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            transports=_transports(_readable(credential)),
        )
    )
    close_registration(tx, registration.registration_id)
    parameters = {"userId": user.user_id, "deviceId": device.device_id}
    record_device_operation(tx, by, "CompleteWebAuthnDeviceRegistration", parameters)
    return device


def verify_registration(credential: str, *, challenge: str, party: RelyingParty) -> VerifiedRegistration:
    """What the device has proved about its new key. Raises a Refusal (webauthn.answer-refused)."""
    content = _readable(credential)
    try:
        return verify_registration_response(
            credential=content,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
        )
    # What the browser sent may be broken in ways that surface as any error of a parser.
    except Exception as problem:
        raise _answer_refused(_reason(problem)) from problem


def new_challenge(tx: Transaction) -> str:
    """64 random bytes, as base64url."""
    return bytes_to_base64url(tx.ids.random_bytes(64))


def authentication_options(tx: Transaction, party: RelyingParty, user_id: str, challenge: str) -> str:
    """What the page hands to `navigator.credentials.get`, as JSON."""
    options = generate_authentication_options(
        rp_id=party.id,
        challenge=base64url_to_bytes(challenge),
        allow_credentials=_descriptors(tx, user_id),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return options_to_json(options)


def check_assertion(tx: Transaction, user_id: str, credential: str, *, challenge: str, party: RelyingParty) -> str:
    """The id of the device whose answer (JSON of the browser) this is; its counter is kept.

    Raises a Refusal (webauthn.answer-refused).
    """
    content = _readable(credential)
    known = tx.row(
        select(webauthn_credentials)
        .join(mfa_devices, mfa_devices.c.device_id == webauthn_credentials.c.device_id)
        .where(mfa_devices.c.user_id == user_id, webauthn_credentials.c.credential_id == content["id"])
    )
    if known is None:
        raise _answer_refused("a credential that is not one of the user's")
    try:
        verified = verify_authentication_response(
            credential=content,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=known["public_key"],
            credential_current_sign_count=known["sign_count"],
        )
    except Exception as problem:
        raise _answer_refused(_reason(problem)) from problem
    tx.execute(
        update(webauthn_credentials)
        .where(webauthn_credentials.c.device_id == known["device_id"])
        .values(sign_count=verified.new_sign_count)
    )
    mark_used(tx, known["device_id"])
    return str(known["device_id"])


def _descriptors(tx: Transaction, user_id: str) -> list[PublicKeyCredentialDescriptor]:
    statement = (
        select(webauthn_credentials)
        .join(mfa_devices, mfa_devices.c.device_id == webauthn_credentials.c.device_id)
        .where(mfa_devices.c.user_id == user_id)
        .order_by(mfa_devices.c.registered_at, mfa_devices.c.device_id)
    )
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(row["credential_id"]),
            transports=[AuthenticatorTransport(each) for each in row["transports"]],
        )
        for row in tx.rows(statement)
    ]


def _readable(credential: str) -> dict[str, Any]:
    """The answer as data, with an id that can be looked up."""
    try:
        content = json.loads(credential)
    except (ValueError, RecursionError) as problem:
        raise _answer_refused("not JSON") from problem
    id = content.get("id") if isinstance(content, dict) else None
    if not isinstance(id, str) or not _CREDENTIAL_ID.fullmatch(id):
        raise _answer_refused("JSON without the id of a credential")
    return dict(content)


def _transports(content: dict[str, Any]) -> list[str]:
    """How the browser says that the device can be reached, without what is unknown today."""
    named = content["response"].get("transports")
    known = {each.value for each in AuthenticatorTransport}
    return [each for each in named if each in known] if isinstance(named, list) else []


def _reason(problem: Exception) -> str:
    return str(problem) if isinstance(problem, WebAuthnException) else f"unreadable: {type(problem).__name__}"


def _answer_refused(found: str) -> Refusal:
    return Refusal(
        "ValidationException",
        # unconfirmed: AWS's words
        "An unexpected error has occurred",
        cause="webauthn.answer-refused",
        facts=Facts(
            where="answer of the security key or built-in authenticator",
            found=found,
            expected="the signature of a registered device over this challenge, for this address",
        ),
    )


def _registered_already() -> Refusal:
    return Refusal(
        "ConflictException",
        # unconfirmed: AWS's words
        "This device is already registered",
        cause="webauthn.registered-already",
        facts=Facts(
            where="credential id", found="one that is registered already", expected="a device that is not registered"
        ),
    )
