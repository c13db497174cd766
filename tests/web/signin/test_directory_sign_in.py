r"""Signing in with the password of a connected Active Directory (facts/signin.md §1.6, §1.17, §3.7)."""

from typing import Any

import pytest
from lxml import html

from emulator.seed.model import Seed
from emulator.server import Server
from emulator.signin import first_factor
from tests.conftest import RunningEmulator
from tests.web.signin.people import PASSWORD, Person, told

WRONG = "We couldn't verify your sign-in credentials. Please try again."
JANE = {"sam_account_name": "jane", "given_name": "Jane", "surname": "Doe", "mail": "jane@example.com"}
LENA = {"sam_account_name": "lena", "given_name": "Lena", "surname": "Roth", "password": PASSWORD}
DIRECTORY = {
    "domain": "corp.example.com",
    "netbios_name": "CORP",
    "users": [
        {**JANE, "password": PASSWORD},
        {"sam_account_name": "off", "given_name": "O", "surname": "D", "password": PASSWORD, "enabled": False},
        {"sam_account_name": "out", "given_name": "O", "surname": "T", "password": PASSWORD},
    ],
    "trusted_domains": [{"domain": "emea.example.com", "netbios_name": "EMEA", "users": [LENA]}],
    "sync_scope": {"users": ["jane", "off", r"EMEA\lena"]},
}


@pytest.fixture
def person(server: Server) -> Person:
    return begin(server)


def begin(server: Server, **parts: Any) -> Person:
    """A person before an emulator whose identity source is the directory."""
    state = {"identity_source": {"kind": "active-directory"}, "mfa": {"prompt": "disabled"}}
    assert server.emulator is not None
    server.emulator.reset(Seed.model_validate({**state, "active_directory": DIRECTORY, **parts}))
    return Person(RunningEmulator(server.url, server.emulator.context))


@pytest.mark.parametrize("typed", ["jane", r"CORP\jane", "jane@corp.example.com", r"EMEA\lena"])
def test_every_form_of_a_user_name_signs_in_without_mfa(person: Person, typed: str) -> None:
    person.sign_in(typed)
    assert person.is_at_portal


@pytest.mark.parametrize("prompt", ["always-on", "context-aware"])
@pytest.mark.parametrize("typed", ["jane", "jane@corp.example.com"])
def test_with_mfa_only_the_down_level_name_is_taken(server: Server, prompt: str, typed: str) -> None:
    person = begin(server, mfa={"prompt": prompt, "without_device": "allow"})
    person.sign_in(typed)
    assert person.cause == f"upn.{prompt}-mfa"
    assert "Something went wrong" in person.page.text
    person.sign_in(r"CORP\jane")
    assert person.is_at_portal


def test_guesses_are_counted_for_the_person_in_whatever_form_the_name_is_typed(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = ("jane", r"CORP\jane", "jane@corp.example.com")
    for number in range(10):
        person.sign_in(forms[number % 3], "wrong")
    assert person.cause == "sign-in.wrong-password"
    person.sign_in(r"EMEA\lena")
    assert person.is_at_portal
    person.browser.cookies.clear()
    asked: list[object] = []
    monkeypatch.setattr(first_factor, "check_password", lambda *given: asked.append(given))
    for form in forms:
        person.sign_in(form)
        assert person.cause == "sign-in.too-many-attempts"
    assert asked == [], "the directory would count the guess too"


def test_people_of_a_directory_register_devices_here(server: Server) -> None:
    person = begin(server, mfa={"prompt": "always-on", "without_device": "register"})
    person.sign_in(r"CORP\jane")
    assert "Register MFA device" in person.page.text


def test_the_trail_has_the_user_name_as_it_was_typed(person: Person) -> None:
    person.sign_in(r"corp\JANE")
    events = [event for event in person.events() if event["eventSource"] == "signin.amazonaws.com"]
    assert [told(event) for event in events] == [
        ("CredentialChallenge", "PASSWORD", "Success"),
        ("CredentialVerification", "PASSWORD", "Success"),
        ("UserAuthentication", "PASSWORD", "Success"),
    ]
    assert events[0]["additionalEventData"]["UserName"] == r"corp\JANE"


def test_the_user_name_of_nobody_is_hidden(person: Person) -> None:
    person.sign_in("nobody")
    assert person.cause == "sign-in.unknown-user"
    assert person.events()[-1]["additionalEventData"]["UserName"] == "HIDDEN_DUE_TO_SECURITY_REASONS"


@pytest.mark.parametrize(
    ("typed", "password", "cause"),
    [
        ("jane", "correct-horse-7", "sign-in.wrong-password"),
        ("off", PASSWORD, "sign-in.user-disabled"),
        ("out", PASSWORD, "active-directory.not-synchronized"),
        ("out", "correct-horse-7", "sign-in.wrong-password"),
        (r"CORP\lena", PASSWORD, "sign-in.unknown-user"),
    ],
)
def test_refusals_look_alike(person: Person, typed: str, password: str, cause: str) -> None:
    person.sign_in(typed, password)
    assert person.cause == cause
    assert WRONG in html.document_fromstring(person.page.text).text_content()


def test_a_password_of_the_directory_is_not_reset_here(person: Person) -> None:
    person.enter_user_name("jane")
    assert "Forgot password" not in person.page.text
    handle = person.page.url.partition("?")[2]
    person.open(f"/platform/login/forgot-password?{handle}")
    person.press(_button(person))
    assert person.control("GET", "mail")["messages"] == []


def test_a_user_without_a_password_is_not_mailed_a_code(server: Server) -> None:
    directory = {**DIRECTORY, "users": [JANE], "sync_scope": None}
    person = begin(server, active_directory=directory, send_email_otp=True)
    person.enter_user_name("jane")
    assert 'id="password-input"' in person.page.text
    person.enter_password(PASSWORD)
    assert person.cause == "sign-in.wrong-password"


def test_a_connector_that_cannot_bind_ends_the_sign_in(person: Person) -> None:
    person.control("PUT", "active-directory/connector", {"password": "Wrong-1"})
    person.sign_in("jane")
    assert person.cause == "ad-connector.credentials-invalid"
    assert "It's not you, it's us" in html.document_fromstring(person.page.text).text_content()
    assert told(person.events()[-1]) == ("CredentialVerification", "PASSWORD", "Failure")
    person.control("PUT", "active-directory/connector", {"password": "Connector-1"})
    person.sign_in("jane")
    assert person.is_at_portal


def test_who_is_deleted_in_the_directory_is_signed_out_by_the_synchronization(person: Person) -> None:
    person.sign_in("jane")
    person.control("PUT", "active-directory", {"domain": "corp.example.com", "netbios_name": "CORP"})
    person.open()
    assert person.is_at_portal
    person.control("POST", "active-directory/synchronizations")
    person.open()
    assert not person.is_at_portal


def test_a_switch_of_the_identity_source_ends_sessions(person: Person) -> None:
    person.sign_in("jane")
    person.control("PUT", "identity-source", {"kind": "identity-center"})
    person.open()
    assert not person.is_at_portal
    assert person.control("GET", "users")["users"] == []


def _button(person: Person) -> str:
    """The id of the only button of the page's form that sends something."""
    document = html.document_fromstring(person.page.text)
    return str(document.xpath("//form[contains(@action, 'forgot-password')]//button/@id")[0])
