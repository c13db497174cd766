"""How people sign in: MFA, users without a password, how long sessions last, attributes for access control."""

from collections.abc import Callable

from flask import Blueprint, Response, request

from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import organization_instance
from emulator.seed.model import SeedMfa
from emulator.signin.mfa.settings import DeviceType, Prompt, WithoutDevice
from emulator.web.console.frame import Console
from emulator.web.console.posted import field, fitting
from emulator.web.console.problem import Problem
from emulator.web.control import mfa
from emulator.web.control.identity_source import (
    AccessControlAttributes,
    read_access_control_attributes,
    switch_access_control_attributes,
)
from emulator.web.control.passwords import (
    StandardAuthentication,
    choose_standard_authentication,
    read_standard_authentication,
)
from emulator.web.control.session_settings import SessionSettings, change_session_settings, read_session_settings

_PATH = "/authentication"
# The console's own words (facts/signin.md §3.8).
_PROMPTS = {
    Prompt.ALWAYS_ON: "Every time they sign in (always-on)",
    Prompt.CONTEXT_AWARE: "Only when their sign-in context changes (context-aware)",
    Prompt.DISABLED: "Never (disabled)",
}
_WITHOUT_DEVICE = {
    WithoutDevice.REGISTER: "Require them to register an MFA device at sign in",
    WithoutDevice.EMAIL_OTP: "Require them to provide a one-time password sent by email to sign in",
    WithoutDevice.BLOCK: "Block their sign-in",
    WithoutDevice.ALLOW: "Allow them to sign in",
}
_DEVICE_TYPES = {
    DeviceType.SECURITY_KEYS: "Security keys and built-in authenticators",
    DeviceType.AUTHENTICATOR_APPS: "Authenticator apps",
}


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The page and its forms."""
    control = console.control

    def change(act: Callable[[], object]) -> Response:
        def done() -> Response:
            act()
            return console.go(_PATH, done="saved")

        return console.attempt(done, lambda problem: _page(console, problem))

    @blueprint.get(_PATH)
    def authentication() -> Response:
        return _page(console)

    @blueprint.post(f"{_PATH}/mfa")
    def change_mfa() -> Response:
        settings = {
            "prompt": field("prompt"),
            "without_device": field("without_device"),
            "device_types": tuple(request.form.getlist("device_types")),
            "users_manage_devices": "users_manage_devices" in request.form,
        }
        return change(lambda: mfa.choose_mfa_settings(control, body=fitting(SeedMfa, settings)))

    @blueprint.post(f"{_PATH}/standard")
    def change_standard_authentication() -> Response:
        body = StandardAuthentication(send_email_otp="send_email_otp" in request.form)
        return change(lambda: choose_standard_authentication(control, body=body))

    @blueprint.post(f"{_PATH}/session")
    def change_session_duration() -> Response:
        hours, minutes = field("hours") or "0", field("minutes") or "0"
        are_numbers = all(part.isascii() and part.isdigit() and len(part) < 7 for part in (hours, minutes))
        total = int(hours) * 60 + int(minutes) if are_numbers else f"{hours}:{minutes}"
        return change(lambda: change_session_settings(control, body=fitting(SessionSettings, {"minutes": total})))

    @blueprint.post(f"{_PATH}/access-control-attributes")
    def change_access_control_attributes() -> Response:
        body = AccessControlAttributes(enabled="enabled" in request.form)
        return change(lambda: switch_access_control_attributes(control, body=body))


def _page(console: Console, problem: Problem | None = None) -> Response:
    control = console.control
    with console.context.store.transaction() as tx:
        source = identity_source(tx, organization_instance(tx).identity_store_id)
    hours, minutes = divmod(read_session_settings(control).minutes, 60)
    return console.page(
        "authentication.html",
        problem,
        settings=mfa.read_mfa_settings(control),
        prompts=_PROMPTS,
        without_device=_WITHOUT_DEVICE,
        device_types=_DEVICE_TYPES,
        is_external=source is SourceKind.EXTERNAL_IDP,
        standard=read_standard_authentication(control),
        hours=hours,
        minutes=minutes,
        attributes=read_access_control_attributes(control),
    )
