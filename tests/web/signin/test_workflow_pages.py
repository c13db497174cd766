"""Back button, reload, two tabs, another browser, expiry: never a 500, never another person's session."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from emulator.directory.users import delete_user, set_active
from emulator.permissions.instances import organization_instance
from emulator.server import Server
from tests.conftest import RunningEmulator
from tests.web.signin.people import JANE, NEXT_PASSWORD, PASSWORD, Person, seed


@pytest.fixture
def person(server: Server) -> Person:
    assert server.emulator is not None
    server.emulator.reset(seed())
    return Person(RunningEmulator(server.url, server.emulator.context))


def tab(person: Person) -> Person:
    """Another tab of the same browser, which shows the same page."""
    return Person(person.emulator, person.browser, person.page)


def test_a_reload_shows_the_step_that_the_sign_in_is_at(person: Person) -> None:
    person.enter_user_name()
    person.open(person.page.url)
    assert 'id="password-input"' in person.page.text


def test_the_back_button_cannot_undo_a_step(person: Person) -> None:
    person.open()
    before = tab(person)
    person.press("username-submit-button", user_name=JANE)
    before.press("username-submit-button", user_name="bo")
    assert 'id="password-input"' in before.page.text
    assert '<b id="user-name">jane</b>' in before.page.text


def test_a_finished_sign_in_leads_to_the_portal_of_whoever_is_signed_in(person: Person) -> None:
    person.enter_user_name()
    late = tab(person)
    address = person.page.url
    person.enter_password(PASSWORD)
    late.enter_password("anything")
    assert late.is_at_portal
    assert "Jane Doe" in late.page.text
    assert late.open(address).url == f"{person.emulator.url}/start"


def test_two_tabs_sign_in_side_by_side(person: Person) -> None:
    person.enter_user_name()
    second = Person(person.emulator, person.browser)
    second.enter_user_name("bo")
    person.enter_password(PASSWORD)
    assert "Jane Doe" in person.page.text
    second.enter_password(NEXT_PASSWORD)
    assert "Bo Dahl" in second.page.text


def test_nobody_goes_on_with_the_sign_in_of_another_browser(person: Person) -> None:
    person.enter_user_name()
    other = Person(person.emulator)
    other.open(person.page.url)
    assert (other.page.status_code, other.cause) == (400, "sign-in.workflow-unknown")
    handle = parse_qs(urlsplit(person.page.url).query)["workflowStateHandle"][0]
    other.open()
    other.press("username-submit-button", user_name="bo", workflowStateHandle=handle)
    assert other.cause == "sign-in.workflow-unknown"
    person.enter_password(PASSWORD)
    assert other.open("/start").url != f"{person.emulator.url}/start"


def test_a_form_of_a_foreign_page_is_refused(person: Person) -> None:
    person.enter_user_name()
    handle = parse_qs(urlsplit(person.page.url).query)["workflowStateHandle"][0]
    url = f"{person.emulator.url}/platform/login/password"
    for token in ({}, {"csrf_token": ""}, {"csrf_token": "0" * 64}):
        content = {"workflowStateHandle": handle, "password": PASSWORD, **token}
        with_cookies = person.browser.post(url, data=content, timeout=5)
        without = requests.post(url, data=content, timeout=5)
        for answer in (with_cookies, without):
            assert answer.status_code == 400
            assert answer.headers["x-emulator-cause"] == "sign-in.form-token"


def test_a_provider_that_is_connected_half_way_ends_the_sign_in_by_password(person: Person) -> None:
    person.enter_user_name()
    address, late = person.page.url, tab(person)
    person.control("PUT", "identity-source", {"kind": "external-idp", "idp": "test-idp"})
    late.enter_password(PASSWORD)
    assert "/idp/" in late.page.url
    assert "x-amz-sso_authn" not in person.browser.cookies
    assert "/idp/" in person.open(address).url


def test_a_sign_in_expires_half_way(person: Person) -> None:
    person.enter_user_name()
    address = person.page.url
    person.control("POST", "clock", {"advance": 601})
    late = tab(person)
    late.enter_password(PASSWORD)
    assert (late.page.status_code, late.cause) == (400, "sign-in.workflow-expired")
    assert person.open(address).headers["x-emulator-cause"] == "sign-in.workflow-expired"
    person.sign_in()
    assert person.is_at_portal


@pytest.mark.parametrize("deleted", [True, False])
def test_who_is_disabled_or_deleted_half_way_does_not_get_in(person: Person, deleted: bool) -> None:
    user_id = person.user_id("once")
    person.sign_in("once", "Once-Only-77")
    with person.emulator.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
        if deleted:
            delete_user(tx, store_id, user_id)
        else:
            set_active(tx, store_id, user_id, False, actor="test")
    person.choose_password(NEXT_PASSWORD)
    assert (person.page.status_code, person.cause) == (400, "sign-in.user-disabled")


@pytest.mark.parametrize(
    "path",
    ["/platform/login?workflowStateHandle=", "/platform/login?workflowStateHandle=%00x", "/platform/login/password"],
)
def test_strange_addresses_are_no_server_errors(person: Person, path: str) -> None:
    assert person.open(path).status_code < 500


def test_the_pages_are_nobody_elses_to_keep_or_frame(person: Person) -> None:
    headers = person.open().headers
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    cookie = next(cookie for cookie in person.browser.cookies if cookie.name == "sign-in-browser")
    assert cookie.path == "/platform"
    assert cookie.has_nonstandard_attr("HttpOnly")
