"""Registering a device of any kind, as a page does it: begin, show what the device needs, complete."""

from dataclasses import dataclass

from emulator.directory.user import User
from emulator.signin.mfa.authenticator_apps import complete_app_registration
from emulator.signin.mfa.devices import Device, DeviceKind
from emulator.signin.mfa.events import Operator
from emulator.signin.mfa.registrations import Registration, find_registration, open_registration
from emulator.signin.mfa.relying_party import check_browser, relying_party
from emulator.signin.mfa.security_keys import complete_key_registration, new_challenge
from emulator.signin.mfa.totp import new_secret
from emulator.store.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What proves the device: the code of an app, or the answer of a key as JSON; and its name, if it gets one."""

    code: str = ""
    credential: str = ""
    name: str | None = None


def start_registration(
    tx: Transaction, user: User, kind: DeviceKind, *, by: Operator, workflow_id: str | None = None
) -> Registration:
    """Begin to register a device; `workflow_id` names the sign-in that demands one.

    Raises what `open_registration` raises, and a Refusal (webauthn.unsupported-browser) for a device that the browser
    has to speak to.
    """
    if kind is DeviceKind.AUTHENTICATOR_APP:
        secret = new_secret(tx)
    else:
        check_browser(by.origin.user_agent)
        secret = new_challenge(tx)
    return open_registration(tx, user, kind, secret, by=by, workflow_id=workflow_id)


def complete_registration(
    tx: Transaction, user: User, registration_id: str, proof: Proof, public_url: str, *, by: Operator
) -> Device:
    """Assign the device. Raises mfa.registration-over, and what completing a device of its kind raises."""
    registration = find_registration(tx, user.user_id, registration_id)
    if registration.kind is DeviceKind.AUTHENTICATOR_APP:
        return complete_app_registration(tx, user, registration, proof.code, name=proof.name, by=by)
    party = relying_party(public_url)
    return complete_key_registration(tx, user, registration, proof.credential, party=party, name=proof.name, by=by)
