"""The admin console in a real browser: copying, following a refusal to its fix, reading mail, a phone."""

import pytest
from playwright.sync_api import Page, expect

from emulator.seed.default import default_seed
from emulator.seed.model import Seed
from emulator.server import Server

pytestmark = pytest.mark.browser

OWN_DIRECTORY = {
    "identity_source": {"kind": "identity-center"},
    "mfa": {"prompt": "disabled"},
    "users": [{"user_name": "zoe", "given_name": "Zoe", "family_name": "Zhao", "email": "zoe@example.com"}],
}


@pytest.fixture
def console(page: Page, server: Server) -> Page:
    """The console of an emulator as it first starts."""
    assert server.emulator is not None
    server.emulator.reset(default_seed())
    page.goto(f"{server.url}/console")
    return page


def test_value_for_the_identity_provider_is_copied(console: Page) -> None:
    console.context.grant_permissions(["clipboard-read", "clipboard-write"])
    console.get_by_role("button", name="Copy ACS URL").click()
    expect(console.locator("#acs-url + button")).to_have_text("Copied")
    assert console.evaluate("navigator.clipboard.readText()") == console.locator("#acs-url").inner_text()


def test_refused_sign_in_is_explained_beside_its_page_and_event(console: Page, server: Server) -> None:
    console.goto(f"{server.url}/start")
    console.locator("input[name=name_id]").fill("nobody@example.com")
    console.get_by_role("button", name="Sign in").click()
    expect(console.get_by_role("heading", name="Something went wrong")).to_be_visible()
    console.goto(f"{server.url}/console")
    console.locator("#refusals a").first.click()
    expect(console.locator("#seen")).to_contain_text("Something went wrong")
    expect(console.get_by_role("heading", name="How to fix it")).to_be_visible()
    expect(console.locator("section[aria-labelledby=event-heading]")).to_contain_text("ExternalIdPDirectoryLogin")
    seen, fix = console.locator("#seen").bounding_box(), console.locator(".diagnosis").bounding_box()
    assert seen is not None
    assert fix is not None
    assert fix["x"] > seen["x"] + seen["width"]


def test_invitation_leads_from_the_mail_to_a_password(page: Page, server: Server) -> None:
    assert server.emulator is not None
    server.emulator.reset(Seed.model_validate(OWN_DIRECTORY))
    page.goto(f"{server.url}/console/users")
    page.get_by_role("link", name="zoe", exact=True).click()
    page.get_by_role("button", name="Send an email to the user with instructions").click()
    expect(page.locator("#notice")).to_have_text("The instructions are in the mail.")
    page.get_by_role("link", name="Mail").click()
    page.get_by_role("link", name="Invitation to join AWS IAM Identity Center").click()
    page.frame_locator("iframe.mail").get_by_role("link", name="Accept invitation").click()
    expect(page.get_by_role("heading", name="New user sign up")).to_be_visible()


def test_phone_has_the_navigation_behind_a_button(console: Page) -> None:
    console.set_viewport_size({"width": 390, "height": 844})
    expect(console.get_by_role("link", name="Permission sets", exact=True)).to_be_hidden()
    console.get_by_role("button", name="Menu").click()
    console.get_by_role("link", name="Permission sets", exact=True).click()
    expect(console.get_by_role("heading", name="Permission sets", exact=True)).to_be_visible()
