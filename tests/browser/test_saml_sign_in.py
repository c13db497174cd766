"""A person in Chromium: from the portal URL to the test identity provider, and signed in, or refused."""

import re

import pytest
from conftest import RunningEmulator
from playwright.sync_api import Page, expect

from emulator.identity_source.external_idp import connect_external_idp
from emulator.permissions.instances import organization_instance
from emulator.saml import names
from emulator.seed.model import Seed
from emulator.server import Server
from tests.browser.layout import fits

pytestmark = pytest.mark.browser

USERS = (
    {"user_name": "ana@example.com", "given_name": "Ana", "family_name": "Lopes", "email": "ana@example.com"},
    {"user_name": "bo@corp.example.com", "given_name": "Bo", "family_name": "Dahl", "email": "bo@example.com"},
)


@pytest.fixture
def emulator(server: Server) -> RunningEmulator:
    assert server.emulator is not None
    server.emulator.reset(Seed.model_validate({"users": USERS}))
    return RunningEmulator(server.url, server.emulator.context)


def sign_in(page: Page, emulator: RunningEmulator, name_id: str, *faults: str) -> None:
    """Open the portal and answer the test IdP's page."""
    page.goto(f"{emulator.url}/start")
    page.locator("input[name=name_id]").fill(name_id)
    if faults:
        page.get_by_text("Faults", exact=False).first.click()
    for fault in faults:
        page.locator(f"input[name=fault][value={fault}]").check()
    page.get_by_role("button", name="Sign in").click()


def test_person_signs_in_and_out(page: Page, emulator: RunningEmulator) -> None:
    sign_in(page, emulator, "ana@example.com")
    expect(page).to_have_url(f"{emulator.url}/start")
    expect(page.locator("#person-name")).to_have_text("Ana Lopes")
    expect(page.get_by_text("You do not have any applications")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="You have signed out")).to_be_visible()
    page.get_by_role("link", name="Sign in again").click()
    expect(page).to_have_url(re.compile("/idp/sso"))


def test_back_after_signing_out_does_not_show_the_portal(page: Page, emulator: RunningEmulator) -> None:
    sign_in(page, emulator, "ana@example.com")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{emulator.url}/start/signed-out")
    page.go_back()
    expect(page.get_by_text("Ana Lopes")).to_have_count(0)


def test_reload_keeps_the_person_signed_in(page: Page, emulator: RunningEmulator) -> None:
    sign_in(page, emulator, "ana@example.com")
    expect(page).to_have_url(f"{emulator.url}/start")
    page.reload()
    expect(page.locator("#person-name")).to_have_text("Ana Lopes")


def test_email_that_is_no_user_name_shows_the_page_of_aws_and_the_diagnosis(
    page: Page, emulator: RunningEmulator
) -> None:
    sign_in(page, emulator, "bo@example.com")
    expect(page.get_by_role("heading", level=1)).to_have_text("Something went wrong")
    expect(page.get_by_role("alert")).to_contain_text("Looks like this code isn't right. Please try again.")
    expect(page.locator("#diagnosis-found")).to_have_text("bo@example.com")
    expect(page.locator("#diagnosis-expected")).to_contain_text("bo@corp.example.com")


def test_wrong_certificate_shows_the_page_of_aws_and_the_diagnosis(page: Page, emulator: RunningEmulator) -> None:
    sign_in(page, emulator, "ana@example.com", "wrong-certificate")
    expect(page.get_by_role("heading", level=1)).to_have_text("It's not you, it's us")
    expect(page.locator(".diagnosis .cause")).to_have_text("saml.certificate-mismatch")


def test_refused_person_can_try_again(page: Page, emulator: RunningEmulator) -> None:
    sign_in(page, emulator, "ana@example.com", "wrong-destination")
    expect(page.get_by_role("heading", level=1)).to_have_text("An unexpected error has occurred")
    sign_in(page, emulator, "ana@example.com")
    expect(page.locator("#person-name")).to_have_text("Ana Lopes")


def test_request_by_post_reaches_the_provider_without_a_click(page: Page, emulator: RunningEmulator) -> None:
    connect_with_post_only(page, emulator)
    sign_in(page, emulator, "ana@example.com")
    expect(page.locator("#person-name")).to_have_text("Ana Lopes")


def connect_with_post_only(page: Page, emulator: RunningEmulator) -> None:
    metadata = page.request.get(f"{emulator.url}/idp/metadata").text()
    only_post = metadata.replace(names.HTTP_REDIRECT, "urn:oasis:names:tc:SAML:2.0:bindings:SOAP")
    with emulator.context.store.transaction() as tx:
        connect_external_idp(tx, organization_instance(tx).identity_store_id, metadata=only_post)


def test_portal_can_be_used_with_the_keyboard(page: Page, emulator: RunningEmulator) -> None:
    sign_in(page, emulator, "ana@example.com")
    expect(page.locator("#person-name")).to_have_text("Ana Lopes")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    for link in ("AWS access portal", "Active sessions"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name=link)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Sign out")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{emulator.url}/start/signed-out")


@pytest.mark.parametrize("width", [320, 390, 1200])
def test_pages_do_not_scroll_sideways(page: Page, emulator: RunningEmulator, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    sign_in(page, emulator, "ana@example.com", "wrong-certificate")
    expect(page.get_by_role("alert")).to_be_visible()
    assert fits(page)
