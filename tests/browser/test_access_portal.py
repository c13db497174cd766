"""The access portal in a real browser: filter, credentials, deep links, and Shift + tile."""

import pytest
from playwright.sync_api import Page, Route, expect

from emulator.seed.default import default_seed
from emulator.server import Server

pytestmark = pytest.mark.browser

ACCOUNT = "222233334444"


def answer_as_ana(page: Page) -> None:
    """Fill in the page of the test identity provider."""
    page.locator("input[name=name_id]").fill("ana@example.com")
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def portal(page: Page, server: Server) -> Page:
    """Ana's portal, by way of the test identity provider."""
    assert server.emulator is not None
    server.emulator.reset(default_seed())
    page.goto(f"{server.url}/start")
    answer_as_ana(page)
    expect(page.get_by_role("heading", name="AWS access portal")).to_be_visible()
    return page


def test_typing_filters_the_accounts(portal: Page) -> None:
    portal.get_by_label("Filter accounts by name, ID, email address or role").fill("sand")
    expect(portal.locator("#entries > li:visible")).to_have_count(1)
    expect(portal.locator("#found")).to_have_text("1 found")


def test_access_keys_show_the_commands_of_the_chosen_shell(portal: Page) -> None:
    portal.get_by_text("Production", exact=True).click()
    portal.get_by_role("link", name="Access keys for Viewer in Production").click()
    expect(portal.locator("#variables-macos-linux")).to_contain_text("export AWS_ACCESS_KEY_ID=")
    portal.get_by_role("radio", name="PowerShell").check()
    expect(portal.locator("#variables-powershell")).to_be_visible()
    expect(portal.locator("#variables-macos-linux")).to_be_hidden()


def test_copy_puts_the_profile_on_the_clipboard(portal: Page, server: Server) -> None:
    portal.context.grant_permissions(["clipboard-read", "clipboard-write"])
    portal.goto(f"{server.url}/start/credentials?account_id={ACCOUNT}&role_name=Viewer")
    portal.locator("#profile + button").click()
    expect(portal.locator("#profile + button")).to_have_text("Copied")
    assert portal.evaluate("navigator.clipboard.readText()").startswith(f"[{ACCOUNT}_Viewer]")


def test_deep_link_opens_the_console_page(portal: Page, server: Server) -> None:
    portal.goto("about:blank")
    portal.goto(f"{server.url}/start/#/console?account_id={ACCOUNT}&role_name=Viewer")
    expect(portal.locator("#account-id")).to_have_text(ACCOUNT)


def test_deep_link_survives_the_sign_in(page: Page, server: Server) -> None:
    assert server.emulator is not None
    server.emulator.reset(default_seed())
    page.goto(f"{server.url}/start/#/console?account_id={ACCOUNT}&role_name=Viewer")
    answer_as_ana(page)
    expect(page.locator("#account-id")).to_have_text(ACCOUNT)


def test_tile_signs_in_to_the_application(portal: Page) -> None:
    portal.get_by_role("link", name="Applications").click()
    portal.get_by_role("link", name="Sample application").click()
    expect(portal.locator("#name-id")).to_have_text("ana@example.com")


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_shift_and_tile_shows_the_assertion_and_sends_the_same(portal: Page, by: str) -> None:
    portal.context.grant_permissions(["clipboard-read", "clipboard-write"])
    portal.get_by_role("link", name="Applications").click()
    tile = portal.get_by_role("link", name="Sample application")
    if by == "mouse":
        tile.click(modifiers=["Shift"])
    else:
        tile.focus()
        portal.keyboard.press("Shift+Enter")
    expect(portal.get_by_role("heading", name="You are now in administrator mode")).to_be_visible()
    portal.get_by_role("button", name="Copy XML").click()
    expect(portal.get_by_role("button", name="Copied")).to_be_visible()
    copied = portal.evaluate("navigator.clipboard.readText()")
    portal.get_by_role("button", name="Send to Sample application").click()
    expect(portal.locator("#name-id")).to_have_text("ana@example.com")
    assert portal.locator("#xml").text_content() == copied


def test_application_begins_and_signs_the_person_in(page: Page, server: Server) -> None:
    assert server.emulator is not None
    server.emulator.reset(default_seed())
    page.goto(f"{server.url}/sample-sp")
    page.get_by_role("link", name="Sign in (POST binding)").click()
    answer_as_ana(page)
    expect(page.locator("#name-id")).to_have_text("ana@example.com")


def test_shift_and_role_shows_the_assertion_for_the_account(portal: Page) -> None:
    portal.get_by_text("Production", exact=True).click()
    portal.get_by_role("link", name="Viewer", exact=True).click(modifiers=["Shift"])
    expect(portal.get_by_role("heading", name="You are now in administrator mode")).to_be_visible()
    expect(portal.locator("#readable")).to_contain_text("https://aws.amazon.com/SAML/Attributes/RoleSessionName")
    portal.get_by_role("button", name="Send to AWS Management Console").click()
    expect(portal.locator("#account-id")).to_have_text(ACCOUNT)


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_shift_counts_as_soon_as_a_tile_can_be_seen(portal: Page, server: Server, by: str) -> None:
    portal.route("**/assets/portal.js", lambda _: None)
    portal.goto(f"{server.url}/start?tab=applications", wait_until="commit")
    tile = portal.get_by_role("link", name="Sample application")
    if by == "mouse":
        tile.click(modifiers=["Shift"])
    else:
        tile.press("Shift+Enter")
    expect(portal.get_by_role("heading", name="You are now in administrator mode")).to_be_visible()
    assert len(portal.context.pages) == 1


def test_no_tile_can_be_seen_before_the_script_that_hears_shift(portal: Page, server: Server) -> None:
    held: list[Route] = []
    portal.route("**/assets/administrator_mode.js", lambda route: held.append(route))
    with portal.expect_request("**/assets/administrator_mode.js"):
        portal.goto(f"{server.url}/start?tab=applications", wait_until="commit")
    tile = portal.get_by_role("link", name="Sample application")
    expect(tile).to_have_count(0)
    held[0].continue_()
    tile.click(modifiers=["Shift"])
    expect(portal.get_by_role("heading", name="You are now in administrator mode")).to_be_visible()
