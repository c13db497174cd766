"""What the pages that register an MFA device are drawn from; the sign-in pages and the portal share them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import segno
from flask import Request
from markupsafe import Markup

from emulator.directory.user import User
from emulator.guide.refusal import Refusal
from emulator.signin.mfa.devices import DeviceKind
from emulator.signin.mfa.registering import Proof
from emulator.signin.mfa.registrations import Registration
from emulator.signin.mfa.relying_party import check_browser, offers_webauthn, relying_party
from emulator.signin.mfa.security_keys import registration_options
from emulator.signin.mfa.settings import MfaSettings
from emulator.signin.mfa.totp import provisioning_uri
from emulator.store.transaction import Transaction
from emulator.web.signin.texts import UNSUPPORTED_BROWSER

_ABOUT = {
    DeviceKind.AUTHENTICATOR_APP: "An app on your phone or computer shows a code that changes every 30 seconds.",
    DeviceKind.SECURITY_KEY: "A key that you plug in or hold to your device, and touch.",
    DeviceKind.BUILT_IN: "The fingerprint reader, camera or PIN of this device, or a passkey kept on it.",
}
# Documented titles of AWS's pages; that of the built-in authenticator is unconfirmed.
_HEADINGS = {
    DeviceKind.AUTHENTICATOR_APP: "Set up the authenticator app",
    DeviceKind.SECURITY_KEY: "Register your user's security key",
    DeviceKind.BUILT_IN: "Register your built-in authenticator",
}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A kind of device on offer; `grey` says why it cannot be chosen."""

    kind: DeviceKind
    label: str
    about: str
    grey: str
    first: bool


def choices(settings: MfaSettings, user_agent: str, public_url: str) -> tuple[Choice, ...]:
    """Every kind of device; those are grey that the settings or the browser do not permit."""
    grey = {kind: _why_grey(kind, settings, user_agent, public_url) for kind in DeviceKind}
    first = next((kind for kind in DeviceKind if not grey[kind]), None)
    return tuple(
        Choice(kind=kind, label=kind.label, about=_ABOUT[kind], grey=grey[kind], first=kind is first)
        for kind in DeviceKind
    )


def form_values(tx: Transaction, user: User, registration: Registration, public_url: str) -> dict[str, Any]:
    """What the page needs on which the device proves itself: QR code and secret, or options for the browser."""
    values: dict[str, Any] = {"kind": registration.kind, "heading": _HEADINGS[registration.kind]}
    if registration.kind is DeviceKind.AUTHENTICATOR_APP:
        uri = provisioning_uri(registration.secret, user.user_name)
        values["app"] = {"uri": uri, "qr_code": _qr_code(uri), "secret": registration.secret}
    else:
        values["options"] = registration_options(tx, relying_party(public_url), user, registration)
    return values


def key_address(public_url: str) -> str:
    """Where browsers could speak to security keys, if they cannot do it where the emulator is; else an empty text."""
    if offers_webauthn(public_url):
        return ""
    port = urlsplit(public_url).port
    return f"http://localhost:{port}" if port else "http://localhost"


def posted_kind(request: Request) -> DeviceKind | None:
    """The kind of device that the form names; None where it names none."""
    posted = request.form.get("kind")
    return next((kind for kind in DeviceKind if kind.value == posted), None)


def posted_proof(request: Request) -> Proof:
    """What the form proves the device with."""
    return Proof(
        code=request.form.get("code", ""),
        credential=request.form.get("credential", ""),
        # PostgreSQL has no text with a NUL in it.
        name=request.form.get("name", "").replace("\0", " ").strip() or None,
    )


def _why_grey(kind: DeviceKind, settings: MfaSettings, user_agent: str, public_url: str) -> str:
    if kind.type not in settings.device_types:
        return "Your administrator does not allow this type."
    if kind is not DeviceKind.AUTHENTICATOR_APP:
        try:
            check_browser(user_agent)
        except Refusal as refusal:
            return refusal.message
        if not offers_webauthn(public_url):
            return UNSUPPORTED_BROWSER.heading
    return ""


def _qr_code(uri: str) -> Markup:
    # Made of our own text only, and drawn with attributes that the content security policy permits.
    image = segno.make(uri, error="m").svg_inline(border=4, omitsize=True, dark="#000", light="#fff")
    return Markup(image)
