"""Signing in with user name and password: pages, events (facts/signin.md §5.3 to §5.5), and what goes wrong."""

import pytest
from lxml import html

from emulator.server import Server
from tests.conftest import RunningEmulator
from tests.web.signin.people import JANE, NEXT_PASSWORD, PASSWORD, Person, seed, told

WRONG = "We couldn't verify your sign-in credentials. Please try again."
PASSWORD_SEQUENCE = [
    ("CredentialChallenge", "PASSWORD", "Success"),
    ("CredentialVerification", "PASSWORD", "Success"),
    ("UserAuthentication", "PASSWORD", "Success"),
]


@pytest.fixture
def person(server: Server) -> Person:
    assert server.emulator is not None
    server.emulator.reset(seed())
    return Person(RunningEmulator(server.url, server.emulator.context))


def another(person: Person) -> Person:
    """Somebody at another browser."""
    return Person(person.emulator)


def test_user_name_and_password_lead_to_the_portal(person: Person) -> None:
    page = person.open()
    assert "/platform/login?workflowStateHandle=" in page.url
    assert 'id="username-input"' in page.text
    person.press("username-submit-button", user_name=JANE)
    assert 'id="password-input"' in person.page.text
    assert "Forgot password" in person.page.text
    person.enter_password(PASSWORD)
    assert person.is_at_portal
    assert "Jane Doe" in person.page.text


def test_three_events_tell_of_a_sign_in(person: Person) -> None:
    person.sign_in()
    events = person.events()
    assert [told(event) for event in events if event["eventSource"] == "signin.amazonaws.com"] == PASSWORD_SEQUENCE
    challenge, verification, authentication = events[:3]
    assert len({event["additionalEventData"]["AuthWorkflowID"] for event in events[:3]}) == 1
    assert challenge["additionalEventData"]["UserName"] == JANE
    assert "UserName" not in verification["additionalEventData"]
    assert "UserName" not in authentication["additionalEventData"]
    assert authentication["additionalEventData"]["LoginTo"] == f"{person.emulator.url}/start"
    assert verification["requestID"] == authentication["requestID"]
    for event in events[:3]:
        assert event["eventType"] == "AwsServiceEvent"
        assert event["readOnly"] is False
        assert event["requestParameters"] is None
        assert event["responseElements"] is None
        assert event["userIdentity"]["type"] == "IdentityCenterUser"
        assert event["userIdentity"]["onBehalfOf"]["userId"] == person.user_id(JANE)
        assert "userName" not in event["userIdentity"]


def test_the_user_name_may_be_typed_in_any_case_and_with_blanks(person: Person) -> None:
    assert person.sign_in("  JANE ").status_code == 200
    assert person.is_at_portal
    assert person.events()[0]["additionalEventData"]["UserName"] == JANE


def test_a_wrong_password_is_a_failed_verification_and_a_new_challenge(person: Person) -> None:
    person.sign_in(password=PASSWORD.lower())
    assert (person.page.status_code, person.cause) == (400, "sign-in.wrong-password")
    assert WRONG in html.document_fromstring(person.page.text).text_content()
    assert PASSWORD.lower() not in person.page.text
    assert [told(event) for event in person.events()] == [
        ("CredentialChallenge", "PASSWORD", "Success"),
        ("CredentialVerification", "PASSWORD", "Failure"),
        ("CredentialChallenge", "PASSWORD", "Success"),
    ]
    person.enter_password(PASSWORD)
    assert person.is_at_portal


def test_a_user_name_that_nobody_has_is_hidden_and_looks_like_a_wrong_password(person: Person) -> None:
    person.sign_in("my-Secret-1!")
    assert person.cause == "sign-in.unknown-user"
    unknown = html.document_fromstring(person.page.text)
    events = person.events()
    assert [told(event)[2] for event in events] == ["Success", "Failure", "Success"]
    assert events[0]["additionalEventData"]["UserName"] == "HIDDEN_DUE_TO_SECURITY_REASONS"
    assert events[0]["userIdentity"]["type"] == "Unknown"
    assert "my-Secret-1!" not in str(events)
    other = another(person)
    other.sign_in(password="wrong")
    wrong = html.document_fromstring(other.page.text)
    for page in (unknown, wrong):
        for part in page.xpath("//aside | //b[@id='user-name'] | //input[@type='hidden'] | //a"):
            part.drop_tree()
    assert unknown.text_content().split() == wrong.text_content().split()


@pytest.mark.parametrize(
    ("user_name", "password", "cause"),
    [
        ("off", PASSWORD, "sign-in.user-disabled"),
        ("new", PASSWORD, "sign-in.no-password"),
        ("bo", PASSWORD, "sign-in.wrong-password"),
        (JANE, "", "sign-in.wrong-password"),
        (JANE, "\0\ud7ff" + PASSWORD, "sign-in.wrong-password"),
        (JANE, "x" * 100_000, "sign-in.wrong-password"),
        ("x" * 5_000, PASSWORD, "sign-in.unknown-user"),
        ("<script>\0'\"", PASSWORD, "sign-in.unknown-user"),
    ],
)
def test_what_does_not_sign_in(person: Person, user_name: str, password: str, cause: str) -> None:
    person.sign_in(user_name, password)
    assert (person.page.status_code, person.cause) == (400, cause)
    assert "<script>" not in person.page.text
    assert not person.browser.cookies.get("x-amz-sso_authn")


def test_ten_wrong_passwords_lock_the_right_one_out(person: Person) -> None:
    person.enter_user_name()
    for _ in range(10):
        person.enter_password("wrong")
    assert person.cause == "sign-in.wrong-password"
    person.enter_password(PASSWORD)
    assert person.cause == "sign-in.too-many-attempts"
    other = another(person)
    other.sign_in("bo", NEXT_PASSWORD)
    assert other.is_at_portal
    other.control("POST", f"users/{person.user_id(JANE)}/password", {"mode": "OTP"})
    person.enter_password(PASSWORD)
    assert person.cause == "sign-in.wrong-password"


def test_a_one_time_password_has_to_be_replaced(person: Person) -> None:
    person.sign_in("once", "Once-Only-77")
    assert "Set new password" in person.page.text
    assert not person.browser.cookies.get("x-amz-sso_authn")
    person.choose_password(NEXT_PASSWORD)
    assert person.is_at_portal
    signed_in = [event for event in person.events() if event["eventSource"] == "signin.amazonaws.com"]
    assert [told(event) for event in signed_in] == PASSWORD_SEQUENCE
    other = another(person)
    other.sign_in("once", "Once-Only-77")
    assert other.cause == "sign-in.wrong-password"
    other.enter_password(NEXT_PASSWORD)
    assert other.is_at_portal


def test_a_one_time_password_sets_one_password_however_many_have_typed_it(person: Person) -> None:
    late = another(person)
    late.sign_in("once", "Once-Only-77")
    person.sign_in("once", "Once-Only-77")
    person.choose_password(NEXT_PASSWORD)
    assert person.is_at_portal
    late.choose_password(PASSWORD)
    assert (late.page.status_code, late.cause) == (400, "sign-in.workflow-expired")
    assert not late.browser.cookies.get("x-amz-sso_authn")
    late.sign_in("once", NEXT_PASSWORD)
    assert late.is_at_portal


def test_the_new_password_after_a_one_time_one_keeps_the_policy(person: Person) -> None:
    person.sign_in("once", "Once-Only-77")
    person.choose_password("short")
    assert person.cause == "password-reset.policy"
    person.choose_password(NEXT_PASSWORD, PASSWORD)
    assert person.cause == "password-reset.no-match"
    person.choose_password(NEXT_PASSWORD)
    assert person.is_at_portal


def test_another_user_name_can_be_entered_instead(person: Person) -> None:
    person.enter_user_name("bo")
    person.press("other-user-name")
    assert 'id="username-input"' in person.page.text
    person.press("username-submit-button", user_name=JANE)
    person.enter_password(PASSWORD)
    assert "Jane Doe" in person.page.text


def test_an_empty_user_name_is_asked_for_again(person: Person) -> None:
    person.enter_user_name("   ")
    assert person.page.status_code == 200
    assert 'id="username-input"' in person.page.text
    assert person.events() == []


def test_the_wanted_page_is_where_the_sign_in_ends(person: Person) -> None:
    person.open("/platform/login?destination=/device%3Fuser_code%3DABCD-EFGH")
    person.press("username-submit-button", user_name=JANE)
    person.enter_password(PASSWORD)
    assert person.page.url.startswith(f"{person.emulator.url}/device")


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/_emulator/reset", "javascript:1"])
def test_no_other_page_is_where_it_ends(person: Person, wanted: str) -> None:
    person.open(f"/platform/login?destination={wanted}")
    person.press("username-submit-button", user_name=JANE)
    person.enter_password(PASSWORD)
    assert person.is_at_portal
