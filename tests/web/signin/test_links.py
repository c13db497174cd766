"""Invitations, resets, verification of addresses, and the code of a first sign-in (facts/signin.md §3.11)."""

import pytest
import requests

from emulator.server import Server
from tests.conftest import RunningEmulator
from tests.web.signin.people import JANE, NEXT_PASSWORD, PASSWORD, Person, seed, told

DAY = 24 * 3600


@pytest.fixture
def person(server: Server) -> Person:
    assert server.emulator is not None
    server.emulator.reset(seed())
    return Person(RunningEmulator(server.url, server.emulator.context))


def invite(person: Person) -> str:
    """Invite the user who has no password; returns the link."""
    person.control("POST", f"users/{person.user_id('new')}/password", {"mode": "EMAIL"})
    return str(person.mail("new@example.com")["link"])


def forget(person: Person, user_name: str = JANE) -> None:
    """From the portal to the page that tells of a message."""
    person.enter_user_name(user_name)
    handle = person.page.url.rpartition("?")[2]
    person.open(f"/platform/login/forgot-password?{handle}")
    person.press("send-reset-button")


def test_an_invitation_leads_to_a_password_and_signs_in(person: Person) -> None:
    link = invite(person)
    message = person.mail("new@example.com")
    assert message["subject"] == "Invitation to join AWS IAM Identity Center"
    assert "Accept invitation" in message["text"]
    person.open(link)
    assert "New user sign up" in person.page.text
    assert '<b id="user-name">new</b>' in person.page.text
    person.choose_password(NEXT_PASSWORD)
    assert person.is_at_portal
    assert "New One" in person.page.text
    events = [event for event in person.events() if event["eventName"] in ("UpdatePassword", "UserAuthentication")]
    by_administrator, by_person, authentication = events
    assert by_administrator["requestParameters"]["passwordMode"] == "EMAIL"
    assert by_administrator["userIdentity"]["type"] == "Root"
    assert by_person["userIdentity"]["type"] == "IdentityCenterUser"
    assert by_person["requestParameters"]["password"] == "HIDDEN_DUE_TO_SECURITY_REASONS"
    assert "errorCode" not in by_person
    assert told(authentication) == ("UserAuthentication", "PASSWORD", "Success")
    assert NEXT_PASSWORD not in str(person.events())


def test_a_link_works_once(person: Person) -> None:
    link = invite(person)
    person.open(link)
    again = Person(person.emulator)
    again.open(link)
    person.choose_password(NEXT_PASSWORD)
    again.choose_password(PASSWORD)
    assert (again.page.status_code, again.cause) == (400, "sign-in.link-used")
    assert again.open(link).headers["x-emulator-cause"] == "sign-in.link-used"


def test_looking_at_a_link_does_not_use_it_up(person: Person) -> None:
    link = invite(person)
    for _ in range(3):
        person.open(link)
    person.choose_password("short")
    person.choose_password(NEXT_PASSWORD)
    assert person.is_at_portal


@pytest.mark.parametrize(("seconds", "works"), [(7 * DAY - 60, True), (7 * DAY, False)])
def test_an_invitation_lives_seven_days(person: Person, seconds: int, works: bool) -> None:
    link = invite(person)
    person.control("POST", "clock", {"advance": seconds})
    person.open(link)
    assert person.cause == (None if works else "sign-in.link-expired")


def test_links_lead_nowhere_once_a_provider_keeps_the_passwords(person: Person) -> None:
    person.control("POST", f"users/{person.user_id(JANE)}/password", {"mode": "EMAIL"})
    person.control("POST", f"users/{person.user_id('bo')}/email-verification")
    invitation, reset, verification = invite(person), person.mail()["link"], person.mail("bo@example.com")["link"]
    person.open(invitation)
    person.control("PUT", "identity-source", {"kind": "external-idp", "idp": "test-idp"})
    person.choose_password(NEXT_PASSWORD)
    for address in (None, invitation, reset, verification):
        if address is not None:
            person.open(address)
        assert (person.page.status_code, person.cause) == (400, "password-reset.other-source")
        assert "This link is no longer valid" in person.page.text
    assert "x-amz-sso_authn" not in person.browser.cookies


def test_a_later_message_replaces_the_link(person: Person) -> None:
    first, second = invite(person), invite(person)
    assert person.open(first).headers["x-emulator-cause"] == "sign-in.link-unknown"
    assert person.open(second).status_code == 200


def test_a_link_in_the_mailbox_does_not_replace_a_password_that_was_chosen_meanwhile(person: Person) -> None:
    link, new = invite(person), person.user_id("new")
    person.control("POST", f"users/{new}/email-verification")
    verification = person.mail("new@example.com")["link"]
    password = person.control("POST", f"users/{new}/password", {"mode": "OTP"})["one_time_password"]
    person.sign_in("new", password)
    person.choose_password(NEXT_PASSWORD)
    assert person.is_at_portal
    person.open(link)
    assert (person.page.status_code, person.cause) == (400, "sign-in.link-unknown")
    assert person.open(verification).status_code == 200


def test_a_link_for_one_purpose_does_not_serve_another(person: Person) -> None:
    link = invite(person)
    for purpose in ("password-reset", "email-verification"):
        person.open(link.replace("invitation", purpose))
        assert person.cause == "sign-in.link-unknown"


@pytest.mark.parametrize("path", ["invitation", "password-reset", "email-verification"])
@pytest.mark.parametrize("query", ["", "?token=", "?token=%00", "?token=%ff", "?token=" + "x" * 9000])
def test_no_link_at_all_is_an_unknown_one(person: Person, path: str, query: str) -> None:
    person.open(f"/platform/{path}{query}")
    assert (person.page.status_code, person.cause) == (400, "sign-in.link-unknown")


def test_a_form_of_a_foreign_page_sets_no_password(person: Person) -> None:
    token = invite(person).rpartition("=")[2]
    content = {"token": token, "new_password": NEXT_PASSWORD, "new_password_again": NEXT_PASSWORD}
    for path in ("invitation", "password-reset", "email-verification"):
        answer = requests.post(f"{person.emulator.url}/platform/{path}", data=content, timeout=5)
        assert answer.headers["x-emulator-cause"] == "sign-in.form-token"


def test_a_forgotten_password_is_replaced_by_mail(person: Person) -> None:
    forget(person)
    assert "Check your email" in person.page.text
    message = person.mail()
    assert message["subject"] == "AWS Directory Service Reset Password Request"
    person.open(message["link"])
    person.choose_password(NEXT_PASSWORD)
    assert "Your password has been updated" in person.page.text
    assert not person.browser.cookies.get("x-amz-sso_authn")
    person.sign_in(password=PASSWORD)
    assert person.cause == "sign-in.wrong-password"
    person.enter_password(NEXT_PASSWORD)
    assert person.is_at_portal


@pytest.mark.parametrize("user_name", ["nobody", "off", "nomail"])
def test_nobody_learns_that_there_is_no_message(person: Person, user_name: str) -> None:
    forget(person, user_name)
    assert person.page.status_code == 200
    assert "Check your email" in person.page.text
    assert person.control("GET", "mail")["messages"] == []


def test_the_last_three_passwords_are_refused_at_a_reset(person: Person) -> None:
    forget(person)
    person.open(person.mail()["link"])
    person.choose_password(PASSWORD)
    assert (person.page.status_code, person.cause) == (400, "password-reset.policy")
    assert "We couldn&#39;t update your password" in person.page.text
    assert PASSWORD not in person.page.text
    assert [event for event in person.events() if event["eventName"] == "UpdatePassword"] == []


@pytest.mark.parametrize("user_name", ["jane#doe", "j" * 101])
def test_an_extreme_user_name_ends_in_an_internal_failure(server: Server, person: Person, user_name: str) -> None:
    assert server.emulator is not None
    users = [{"user_name": user_name, "given_name": "J", "family_name": "D", "email": "j@example.com"}]
    server.emulator.reset(seed(users=users))
    forget(person, user_name)
    person.open(person.mail("j@example.com")["link"])
    person.choose_password(PASSWORD)
    assert (person.page.status_code, person.cause) == (400, "password-reset.internal-failure")
    assert "We couldn&#39;t update your password" in person.page.text
    (event,) = [event for event in person.events() if event["eventName"] == "UpdatePassword"]
    assert (event["errorCode"], event["errorMessage"]) == ("InternalFailure", "An unknown error occurred")
    assert event["eventSource"] == "sso-directory.amazonaws.com"


def test_an_address_is_verified_by_its_link(person: Person) -> None:
    person.control("POST", f"users/{person.user_id(JANE)}/email-verification")
    person.open(person.mail()["link"])
    assert not person.control("GET", f"users?user_name={JANE}")["users"][0]["email_verified"]
    person.press("verify-button")
    assert "Your email address is verified" in person.page.text
    assert person.control("GET", f"users?user_name={JANE}")["users"][0]["email_verified"]
    assert [event["eventName"] for event in person.events()] == ["VerifyEmail"]


class TestFirstSignInByMailedCode:
    """With `Send email OTP`, users without a password begin with a code."""

    @pytest.fixture(autouse=True)
    def _send_email_otp(self, person: Person) -> None:
        person.control("PUT", "standard-authentication", {"send_email_otp": True})

    def test_code_then_password_then_portal(self, person: Person) -> None:
        person.enter_user_name("new")
        assert "Verification code" in person.page.text
        person.press("code-submit-button", code=person.mail("new@example.com")["code"])
        person.choose_password(NEXT_PASSWORD)
        assert person.is_at_portal
        events = [event for event in person.events() if event["eventSource"] == "signin.amazonaws.com"]
        assert [told(event) for event in events] == [
            ("CredentialChallenge", "EMAIL_OTP", "Success"),
            ("CredentialVerification", "EMAIL_OTP", "Success"),
            ("UserAuthentication", "EMAIL_OTP", "Success"),
        ]
        assert events[0]["additionalEventData"]["UserName"] == "new"
        other = Person(person.emulator)
        other.sign_in("new", NEXT_PASSWORD)
        assert other.is_at_portal

    def test_a_wrong_code_is_refused_and_counted(self, person: Person) -> None:
        person.enter_user_name("new")
        for _ in range(10):
            person.press("code-submit-button", code="x")
        assert person.cause == "sign-in.wrong-code"
        person.press("code-submit-button", code=person.mail("new@example.com")["code"])
        assert person.cause == "sign-in.too-many-attempts"

    def test_only_the_latest_code_is_valid(self, person: Person) -> None:
        person.enter_user_name("new")
        earlier = person.mail("new@example.com")["code"]
        person.press("another-code")
        latest = person.mail("new@example.com")["code"]
        person.press("code-submit-button", code=earlier if earlier != latest else "x")
        assert person.cause == "sign-in.wrong-code"
        person.press("code-submit-button", code=f" {latest[:3]} {latest[3:]} ")
        assert "Set new password" in person.page.text

    def test_the_code_of_one_sign_in_is_not_that_of_another(self, person: Person) -> None:
        person.enter_user_name("new")
        code = person.mail("new@example.com")["code"]
        other = Person(person.emulator)
        other.enter_user_name("new")
        if person.mail("new@example.com")["code"] != code:
            other.press("code-submit-button", code=code)
            assert other.cause == "sign-in.wrong-code"

    @pytest.mark.parametrize("user_name", [JANE, "nomail", "nobody", "once"])
    def test_everybody_else_is_asked_for_a_password(self, person: Person, user_name: str) -> None:
        person.enter_user_name(user_name)
        assert 'id="password-input"' in person.page.text
        assert person.control("GET", "mail")["messages"] == []
