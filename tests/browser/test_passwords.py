"""Signing in with a password, in a real browser."""

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from emulator.server import Server
from tests.browser.layout import fits
from tests.web.signin.people import JANE, NEXT_PASSWORD, PASSWORD, seed

pytestmark = pytest.mark.browser


@pytest.fixture
def site(server: Server) -> str:
    """The emulator with people who have passwords."""
    assert server.emulator is not None
    server.emulator.reset(seed(send_email_otp=True))
    return server.url


def latest_mail(site: str) -> dict[str, str]:
    """What was mailed last."""
    return dict(requests.get(f"{site}/_emulator/mail", timeout=5).json()["messages"][-1])


def enter(page: Page, site: str, user_name: str = JANE) -> None:
    """From the portal to the page after the user name, by keyboard alone."""
    page.goto(f"{site}/start")
    expect(page.locator("#username-input")).to_be_focused()
    page.keyboard.type(user_name)
    page.keyboard.press("Enter")


def choose_password(page: Page, password: str) -> None:
    page.get_by_role("textbox", name="New password").fill(password)
    page.get_by_role("textbox", name="Confirm password").fill(password)
    page.get_by_role("button", name="Set new password").click()


def test_user_name_and_password_by_keyboard(page: Page, site: str) -> None:
    enter(page, site)
    expect(page.locator("#password-input")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/start")
    expect(page.get_by_text("Jane Doe").first).to_be_visible()


def test_a_wrong_password_is_told_and_explained(page: Page, site: str) -> None:
    enter(page, site)
    page.get_by_role("textbox", name="Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("We couldn't verify your sign-in credentials. Please try again.")
    expect(page.locator(".diagnosis h2")).to_have_text("The password is wrong")
    expect(page.locator("#password-input")).to_have_value("")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/start")


def test_the_back_button_shows_where_the_sign_in_is(page: Page, site: str) -> None:
    enter(page, site)
    expect(page.locator("#password-input")).to_be_visible()
    page.go_back()
    expect(page.locator("#password-input")).to_be_visible()
    expect(page.locator("#user-name")).to_have_text(JANE)
    page.locator("#other-user-name").click()
    expect(page.locator("#username-input")).to_be_visible()


def test_back_after_signing_in_asks_for_nothing(page: Page, site: str) -> None:
    enter(page, site)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/start")
    page.go_back()
    page.wait_for_url(f"{site}/start")


def test_a_forgotten_password_is_replaced(page: Page, site: str) -> None:
    enter(page, site)
    page.get_by_role("link", name="Forgot password").click()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your email")
    page.goto(latest_mail(site)["link"])
    choose_password(page, "P@ssw0rd123")
    expect(page.get_by_role("alert")).to_have_text("We couldn't update your password")
    expect(page.locator("#diagnosis-found")).to_have_text("a password that is publicly known to be leaked")
    choose_password(page, NEXT_PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your password has been updated")
    page.get_by_role("link", name="Sign in").click()
    page.locator("#username-input").fill(JANE)
    page.locator("#username-submit-button").click()
    page.get_by_role("textbox", name="Password").fill(NEXT_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/start")


def test_a_first_sign_in_begins_with_a_mailed_code(page: Page, site: str) -> None:
    enter(page, site, "new")
    expect(page.get_by_label("Verification code")).to_be_focused()
    page.keyboard.type(latest_mail(site)["code"])
    page.keyboard.press("Enter")
    choose_password(page, NEXT_PASSWORD)
    page.wait_for_url(f"{site}/start")
    expect(page.get_by_text("New One").first).to_be_visible()


def test_an_invitation_signs_in(page: Page, site: str) -> None:
    users = requests.get(f"{site}/_emulator/users?user_name=new", timeout=5).json()["users"]
    path = f"{site}/_emulator/users/{users[0]['user_id']}/password"
    assert requests.post(path, json={"mode": "EMAIL"}, timeout=5).ok
    page.goto(latest_mail(site)["link"])
    expect(page.get_by_role("heading", level=1)).to_have_text("New user sign up")
    choose_password(page, NEXT_PASSWORD)
    page.wait_for_url(f"{site}/start")


def test_another_browser_cannot_go_on(page: Page, browser: Browser, site: str) -> None:
    enter(page, site)
    other = browser.new_context()
    stranger = other.new_page()
    stranger.goto(page.url)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Your sign-in session has expired")
    other.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_fit_the_screen(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    enter(page, site, "somebody.with.a.rather.long.user.name@a.very.long.subdomain.of.example.com")
    page.get_by_role("textbox", name="Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".diagnosis")).to_be_visible()
    assert fits(page)
