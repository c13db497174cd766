"""The verbs of a person with an authenticator app or a security key."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html

from emulator.scenario.client import Answer, EmulatorUnusable
from emulator.scenario.devices import AuthenticatorApp, SecurityKey
from emulator.scenario.mfa_steps import (
    EnterTotpStep,
    RegisterSecurityKeyStep,
    RegisterTotpStep,
    SetDeviceClockStep,
    SignInWithPasswordAndSecurityKeyStep,
    SignInWithPasswordAndTotpStep,
    SyncTotpStep,
)
from emulator.scenario.password_steps import SignInWithPasswordStep
from emulator.scenario.verbs.browser import press
from emulator.scenario.verbs.passwords import sign_in_with_password
from emulator.scenario.world import World

_DEVICES = "/start/mfa-devices"


def set_device_clock(world: World, step: SetDeviceClockStep) -> list[Answer]:
    """Let the phone's clock be off."""
    world.belongings.clock_skew = step.seconds
    return []


def register_totp(world: World, step: RegisterTotpStep) -> list[Answer]:
    """Choose the authenticator app, scan the QR code, and send a code."""
    answers = _choose(world, step.where, "authenticator-app")
    address = _first(answers[-1], "//a[starts-with(@href, 'otpauth:')]/@href")
    if address is None:
        return answers
    world.belongings.app = AuthenticatorApp.of_uri(address)
    code = _code(world, step.code)
    if step.late_by:
        world.client.ask("POST", "clock", {"advance": step.late_by})
    fields = {"code": code, "name": world.values.fill(step.device_name or "")}
    return [*answers, *press(world, answers[-1], "Assign MFA", fields)]


def enter_totp(world: World, step: EnterTotpStep) -> list[Answer]:
    """Type a code on the page that asks for one."""
    if step.secret is not None and (world.belongings.app is None or world.belongings.app.secret != step.secret):
        world.belongings.app = AuthenticatorApp(world.values.fill(step.secret))
    fields = {"code": _code(world, step.code), **({"trust": "yes"} if step.trust_device else {})}
    return press(world, _shown(world), "Sign in", fields)


def sync_totp(world: World, step: SyncTotpStep) -> list[Answer]:
    """Type two codes in a row."""
    opened: list[Answer] = []
    if step.where == "portal":
        opened = world.client.send("GET", _DEVICES, world.browser)
        device = _first(opened[-1], "//a[contains(@href, '/mfa-devices/')]/@href")
        opened += world.client.send("GET", device or _DEVICES, world.browser)
    page = opened[-1] if opened else _shown(world)
    codes = {"code": _code(world, "shown"), "next_code": _code(world, "shown")}
    return [*opened, *press(world, page, "Sync" if step.where == "portal" else "Sync and sign in", codes)]


def sign_in_with_password_and_totp(world: World, step: SignInWithPasswordAndTotpStep) -> list[Answer]:
    """User name, password, and a code where one is asked for."""
    answers = sign_in_with_password(world, SignInWithPasswordStep(user_name=step.user_name, password=step.password))
    if _first(answers[-1], "//input[@name='method']/@value") != "TOTP":
        return answers
    return [*answers, *enter_totp(world, step)]


def register_security_key(world: World, step: RegisterSecurityKeyStep) -> list[Answer]:
    """Choose the kind, let the key answer, and send what it says."""
    world.browser.headers["User-Agent"] = step.user_agent
    answers = _choose(world, step.where, step.kind)
    options = _options(answers[-1])
    if options is None:
        return answers
    key = SecurityKey() if step.key is None else _key(world, step.key)
    world.belongings.keys[step.device_name or ""] = key
    fields = {
        "credential": key.create(options, _origin(answers[-1])),
        "name": world.values.fill(step.device_name or ""),
    }
    return [*answers, *press(world, answers[-1], "Register", fields)]


def sign_in_with_password_and_security_key(world: World, step: SignInWithPasswordAndSecurityKeyStep) -> list[Answer]:
    """User name, password, and the key where it is asked for."""
    answers = sign_in_with_password(world, SignInWithPasswordStep(user_name=step.user_name, password=step.password))
    world.browser.headers["User-Agent"] = step.user_agent
    options = _options(answers[-1])
    if options is None or not world.belongings.keys:
        return answers
    answer = _key(world, step.key).get(options, _origin(answers[-1]))
    return [*answers, *press(world, answers[-1], "Verify", {"credential": answer})]


def _choose(world: World, where: str, kind: str) -> list[Answer]:
    """The page that sets the device up; or the one that says no."""
    opened: list[Answer] = []
    if where == "portal":
        opened = world.client.send("GET", f"{_DEVICES}/register", world.browser)
    page = opened[-1] if opened else _shown(world)
    hidden = _found(page, "//form[@id='choose-kind']//input[@type='hidden']")
    action = _first(page, "//form[@id='choose-kind']/@action")
    if action is None:
        return opened or [page]
    # A grey choice does not keep anybody from sending the form all the same.
    fields = {"kind": kind, **{each.get("name"): each.get("value") for each in hidden}}
    answers = world.client.send("POST", urljoin(page.url, action), world.browser, data=fields)
    world.page = answers[-1]
    return [*opened, *answers]


def _key(world: World, name: str | None) -> SecurityKey:
    """The key that was registered by that name, or the last one."""
    keys = world.belongings.keys
    if name is None:
        return list(keys.values())[-1]
    if name not in keys:
        raise EmulatorUnusable(f"no step has registered a security key {name!r}")
    return keys[name]


def _code(world: World, wanted: str) -> str:
    app = world.belongings.app
    if wanted not in ("shown", "same"):
        return str(world.values.fill(wanted))
    if app is None:
        raise EmulatorUnusable("no step has registered an authenticator app; give its `secret`")
    if wanted == "same":
        return app.same_code()
    wait = app.seconds_to_new_code(_phone_time(world))
    if wait:
        world.client.ask("POST", "clock", {"advance": wait})
    return app.code(_phone_time(world))


def _phone_time(world: World) -> float:
    now = datetime.fromisoformat(world.client.ask("GET", "clock")["now"])
    return now.timestamp() + world.belongings.clock_skew


def _shown(world: World) -> Answer:
    if world.page is None:
        raise EmulatorUnusable("the browser shows no page yet; sign in first")
    return world.page


def _options(page: Answer) -> dict[str, Any] | None:
    written = _first(page, "//form[@data-webauthn]/@data-options")
    return None if written is None else dict(json.loads(written))


def _origin(page: Answer) -> str:
    parts = urlsplit(page.url)
    return f"{parts.scheme}://{parts.netloc}"


def _first(page: Answer, path: str) -> str | None:
    found = _found(page, path)
    return str(found[0]) if found else None


def _found(page: Answer, path: str) -> list[Any]:
    if not page.is_page or not page.text.strip():
        return []
    document: Any = lxml.html.document_fromstring(page.text)
    return list(document.xpath(path))
