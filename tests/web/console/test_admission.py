"""Who may use the console, and that no other page can press its buttons."""

from collections.abc import Iterator

import pytest
import requests

from emulator.server import Server
from emulator.settings import Settings
from tests.web.console.visitor import Visitor

TOKEN = "open sesame"


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """The URL of an emulator with an admin token."""
    with Server(Settings(port=0, admin_token=TOKEN)) as server:
        yield server.url


def test_console_of_this_machine_needs_no_sign_in(console: Visitor) -> None:
    assert (console.status, console.heading) == (200, "Overview")
    assert console.open("/sign-in").heading == "Overview"


def test_cookie_is_for_the_console_only_and_hidden_from_scripts(console: Visitor) -> None:
    header = requests.get(f"{console.url}/console", timeout=5).headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/console"} <= set(header.split("; "))


@pytest.mark.parametrize("token", [None, "", "somebody else's"])
def test_form_without_the_token_of_its_page_changes_nothing(console: Visitor, token: str | None) -> None:
    content = {} if token is None else {"csrf_token": token}
    answer = console.browser.post(f"{console.url}/console/clock/freeze", data=content, timeout=5)
    assert (answer.status_code, "open it again" in answer.text) == (403, True)
    assert "stands still" not in console.open("/clock").body


def test_form_token_of_another_browser_does_not_fit(console: Visitor) -> None:
    other = Visitor(console.url).open("/clock")
    token = other.document.forms[0].fields["csrf_token"]
    answer = console.browser.post(f"{console.url}/console/clock/freeze", data={"csrf_token": token}, timeout=5)
    assert answer.status_code == 403


def test_page_under_a_foreign_host_name_is_refused(console: Visitor) -> None:
    answer = requests.get(f"{console.url}/console", headers={"Host": "evil.example"}, timeout=5)
    assert (answer.status_code, "is not this emulator" in answer.text) == (403, True)


def test_form_sent_by_a_foreign_page_is_refused(console: Visitor) -> None:
    token = console.open("/clock").document.forms[0].fields["csrf_token"]
    answer = console.browser.post(
        f"{console.url}/console/clock/freeze",
        data={"csrf_token": token},
        headers={"Origin": "https://evil.example"},
        timeout=5,
    )
    assert answer.status_code == 403


def test_every_page_asks_for_the_admin_token_where_one_is_set(guarded: str) -> None:
    for path in ("", "/users", "/refusals/1", "/state/seed.yaml", "/nothing"):
        answer = requests.get(f"{guarded}/console{path}", allow_redirects=False, timeout=5)
        assert (answer.status_code, "/console/sign-in" in answer.headers["Location"]) == (303, True)
    answer = requests.post(f"{guarded}/console/state/reset", allow_redirects=False, timeout=5)
    assert answer.headers["Location"].endswith("/console/sign-in")


def test_wrong_admin_token_is_turned_down(guarded: str) -> None:
    visitor = Visitor(guarded).open("/users").send("/sign-in", admin_token="open")
    assert (visitor.status, visitor.problem) == (401, "That is not the admin token of this emulator.")
    assert visitor.open("/users").heading == "Sign in to the console"


def test_admin_token_leads_to_the_page_that_was_asked_for(guarded: str) -> None:
    visitor = Visitor(guarded).open("/users").send("/sign-in", admin_token=TOKEN)
    assert (visitor.heading, visitor.path) == ("Users", "/console/users")
    visitor.send("/sign-out")
    assert visitor.open("/users").heading == "Sign in to the console"


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_sign_in_leads_nowhere_else(guarded: str, to: str) -> None:
    visitor = Visitor(guarded).open("/sign-in").send("/sign-in", admin_token=TOKEN, to=to)
    assert visitor.path == "/console"


def test_forged_cookie_is_no_sign_in(guarded: str) -> None:
    visitor = Visitor(guarded).open("/sign-in").send("/sign-in", admin_token=TOKEN)
    (name,) = visitor.browser.cookies.keys()
    answer = requests.get(f"{guarded}/console", cookies={name: "somebody.signature"}, timeout=5)
    assert answer.url.endswith("/console/sign-in")
