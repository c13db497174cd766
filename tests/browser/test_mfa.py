"""A person in Chromium with an authenticator app, a security key and a built-in authenticator."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from conftest import RunningEmulator
from playwright.sync_api import CDPSession, Page, expect

from emulator.scenario.devices import AuthenticatorApp
from emulator.seed.model import Seed
from emulator.server import Server
from emulator.settings import Settings
from tests.browser.layout import fits

pytestmark = pytest.mark.browser

PASSWORD = "Correct-Horse-7"
JANE = {
    "user_name": "jane",
    "given_name": "Jane",
    "family_name": "Doe",
    "email": "jane@example.com",
    "password": PASSWORD,
}


@pytest.fixture(scope="module")
def local_server() -> Iterator[Server]:
    """A server that browsers reach as localhost: they offer WebAuthn at no IP address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with Server(Settings(port=port, public_url=f"http://localhost:{port}")) as server:
        yield server


@pytest.fixture
def emulator(local_server: Server) -> RunningEmulator:
    assert local_server.emulator is not None
    context = local_server.emulator.context
    local_server.emulator.reset(
        Seed.model_validate({"identity_source": {"kind": "identity-center"}, "users": [JANE]})
    )
    context.clock.freeze()
    return RunningEmulator(context.public_url, context)


def enter_password(page: Page, emulator: RunningEmulator) -> None:
    """Open the portal, and give the first credential."""
    page.goto(f"{emulator.url}/start")
    page.get_by_label("Username").fill("jane")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="You have signed out")).to_be_visible()


def plug_in(page: Page, transport: str) -> tuple[CDPSession, str]:
    """A virtual authenticator: `usb` for a security key, `internal` for one that is built in."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": transport,
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, str(made["authenticatorId"])


def choose(page: Page, kind: str) -> None:
    page.get_by_role("radio", name=kind).check()
    page.get_by_role("button", name="Next").click()


def scan(page: Page) -> AuthenticatorApp:
    """Read the secret off the page, as somebody types it into an app."""
    page.get_by_text("Show secret key").click()
    return AuthenticatorApp(page.locator("#secret-key").inner_text())


def shown(app: AuthenticatorApp, emulator: RunningEmulator) -> str:
    return app.code(emulator.context.clock.now().timestamp())


def test_authenticator_app_is_registered_at_sign_in_and_used_at_the_next(
    page: Page, emulator: RunningEmulator
) -> None:
    enter_password(page, emulator)
    expect(page.get_by_role("heading", name="Register MFA device")).to_be_visible()
    choose(page, "Authenticator app")
    expect(page.get_by_role("img", name="QR code of the secret key")).to_be_visible()
    app = scan(page)
    page.get_by_label("Authenticator code").fill(shown(app, emulator))
    page.get_by_role("button", name="Assign MFA").click()
    expect(page.locator("#person-name")).to_have_text("Jane Doe")
    sign_out(page)
    emulator.context.clock.advance(timedelta(seconds=30))
    enter_password(page, emulator)
    expect(page.get_by_label("Authenticator code")).to_be_focused()
    page.get_by_label("Authenticator code").fill("12345")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Looks like this code isn't right. Please try again.")
    page.get_by_label("Authenticator code").fill(shown(app, emulator))
    page.keyboard.press("Enter")
    expect(page.locator("#person-name")).to_have_text("Jane Doe")


def test_security_key_is_registered_in_the_portal_and_signs_in(page: Page, emulator: RunningEmulator) -> None:
    plug_in(page, "usb")
    enter_password(page, emulator)
    choose(page, "Security key")
    page.get_by_label("Device name").fill("Blue key")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.locator("#person-name")).to_have_text("Jane Doe")
    page.get_by_role("link", name="MFA devices").click()
    expect(page.get_by_role("link", name="Blue key")).to_be_visible()
    sign_out(page)
    enter_password(page, emulator)
    page.get_by_role("button", name="Verify").click()
    expect(page.locator("#person-name")).to_have_text("Jane Doe")


def test_built_in_authenticator_is_registered_and_signs_in(page: Page, emulator: RunningEmulator) -> None:
    plug_in(page, "internal")
    enter_password(page, emulator)
    choose(page, "Built-in authenticator")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.locator("#person-name")).to_have_text("Jane Doe")
    sign_out(page)
    enter_password(page, emulator)
    page.get_by_role("button", name="Verify").click()
    expect(page.locator("#person-name")).to_have_text("Jane Doe")


def test_key_that_is_not_the_registered_one_does_not_sign_in(page: Page, emulator: RunningEmulator) -> None:
    session, registered = plug_in(page, "usb")
    enter_password(page, emulator)
    choose(page, "Security key")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.locator("#person-name")).to_have_text("Jane Doe")
    sign_out(page)
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": registered})
    plug_in(page, "usb")
    enter_password(page, emulator)
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("alert")).to_contain_text("Please try again.")


def test_same_key_cannot_be_registered_twice(page: Page, emulator: RunningEmulator) -> None:
    plug_in(page, "usb")
    enter_password(page, emulator)
    choose(page, "Security key")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.locator("#person-name")).to_have_text("Jane Doe")
    page.goto(f"{emulator.url}/start/mfa-devices/register")
    choose(page, "Security key")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("This device is already registered.")


def test_device_is_renamed_and_deleted_with_the_keyboard(page: Page, emulator: RunningEmulator) -> None:
    enter_password(page, emulator)
    choose(page, "Authenticator app")
    page.get_by_label("Authenticator code").fill(shown(scan(page), emulator))
    page.keyboard.press("Enter")
    expect(page.locator("#person-name")).to_have_text("Jane Doe")
    page.goto(f"{emulator.url}/start/mfa-devices")
    page.get_by_role("link", name="Authenticator app").press("Enter")
    page.get_by_label("Device name").fill("Phone")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Phone")).to_be_visible()
    page.get_by_label("to confirm").fill("delete")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Phone")).to_be_visible()
    page.get_by_label("to confirm").fill("DELETE")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have no MFA devices.")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 1200])
def test_pages_do_not_scroll_sideways(page: Page, emulator: RunningEmulator, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    enter_password(page, emulator)
    shows_and_fits(page, "Register MFA device")
    choose(page, "Authenticator app")
    shows_and_fits(page, "Set up the authenticator app")
    app = scan(page)
    page.get_by_label("Authenticator code").fill("12345")
    page.get_by_role("button", name="Assign MFA").click()
    expect(page.get_by_role("alert")).to_be_visible()
    shows_and_fits(page, "Set up the authenticator app")
    page.get_by_label("Authenticator code").fill(shown(app, emulator))
    page.get_by_role("button", name="Assign MFA").click()
    expect(page.locator("#person-name")).to_have_text("Jane Doe")
    page.goto(f"{emulator.url}/start/mfa-devices")
    shows_and_fits(page, "MFA devices")


def shows_and_fits(page: Page, heading: str) -> None:
    """The page with that heading is there, and no wider than the screen."""
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
    assert fits(page)
