"""The second part of a sign-in, over a real socket: what is asked for, what is recorded, what is refused."""

import pytest

from emulator.server import Server
from tests.conftest import RunningEmulator
from tests.web.signin.mfa_person import MfaPerson
from tests.web.signin.people import PASSWORD, told

BO = "bo"
HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"


@pytest.fixture
def person(server: Server) -> MfaPerson:
    assert server.emulator is not None
    someone = MfaPerson(RunningEmulator(server.url, server.emulator.context))
    someone.start()
    return someone


def again(person: MfaPerson) -> MfaPerson:
    """The same person at another browser."""
    return MfaPerson(person.emulator, app=person.app, key=person.key)


def test_password_and_code_are_recorded_by_five_events(person: MfaPerson) -> None:
    person.sign_in()
    assert person.heading == "Additional verification required"
    person.later(7)
    person.enter_code()
    assert person.is_at_portal
    events = person.sign_in_events()
    assert [told(event) for event in events] == [
        ("CredentialChallenge", "PASSWORD", "Success"),
        ("CredentialVerification", "PASSWORD", "Success"),
        ("CredentialChallenge", "TOTP", "Success"),
        ("CredentialVerification", "TOTP", "Success"),
        ("UserAuthentication", "PASSWORD,TOTP", "Success"),
    ]
    assert len({event["additionalEventData"]["AuthWorkflowID"] for event in events}) == 1
    assert [event["additionalEventData"].get("UserName") for event in events] == ["jane", None, None, None, None]
    assert {event["eventType"] for event in events} == {"AwsServiceEvent"}
    verification, authentication = events[3:]
    assert verification["requestID"] == authentication["requestID"]
    assert verification["eventTime"] == authentication["eventTime"] == "2026-11-23T12:00:22Z"
    assert authentication["additionalEventData"]["LoginTo"] == f"{person.emulator.url}/start"
    assert "DeviceEnrollmentRequired" not in authentication["additionalEventData"]


def test_programs_find_the_field_of_the_code_as_on_aws_s_page(person: MfaPerson) -> None:
    person.sign_in()
    assert len(person.found("//div[@data-testid='vmfa-authentication']//input")) == 1


def test_wrong_code_is_recorded_and_asked_for_again(person: MfaPerson) -> None:
    person.sign_in()
    person.enter_code("12345")
    assert (person.page.status_code, person.cause) == (400, "totp.code-wrong")
    assert "Looks like this code isn't right. Please try again." in person.page.text.replace("&#39;", "'")
    assert [told(event) for event in person.sign_in_events()][2:] == [
        ("CredentialChallenge", "TOTP", "Success"),
        ("CredentialVerification", "TOTP", "Failure"),
        ("CredentialChallenge", "TOTP", "Success"),
    ]
    person.enter_code()
    assert person.is_at_portal


@pytest.mark.parametrize("off_by", [-30, 30])
def test_clock_within_the_window_signs_in(person: MfaPerson, off_by: float) -> None:
    person.sign_in()
    person.enter_code(person.code(off_by))
    assert person.is_at_portal


def test_clock_beyond_the_window_is_an_unexpected_error(person: MfaPerson) -> None:
    person.sign_in()
    person.enter_code(person.code(-90))
    assert person.cause == "totp.clock-skew-sign-in"
    assert "An unexpected error has occurred" in person.page.text


def test_code_works_once(person: MfaPerson) -> None:
    person.sign_in()
    code = person.code()
    person.enter_code(code)
    second = again(person)
    second.sign_in()
    second.enter_code(code)
    assert second.cause == "totp.code-used-twice"
    second.later(30)
    second.enter_code()
    assert second.is_at_portal


def test_password_alone_opens_nothing(person: MfaPerson) -> None:
    person.sign_in()
    address = person.page.url
    assert person.open("/start").url != f"{person.emulator.url}/start"
    assert person.open(address).url == address


def test_codes_cannot_be_guessed_for_ever(person: MfaPerson) -> None:
    person.sign_in()
    for _ in range(10):
        person.enter_code("12345")
    person.enter_code()
    assert person.cause == "sign-in.too-many-attempts"
    other = again(person)
    other.sign_in()
    other.enter_code(person.code())
    assert other.cause == "sign-in.too-many-attempts"
    other.later(15 * 60)
    other.sign_in()
    other.enter_code()
    assert other.is_at_portal


def test_device_must_be_registered_by_default_and_the_sign_in_goes_on(person: MfaPerson) -> None:
    person.open("/start?tab=applications")
    person.press("username-submit-button", user_name=BO)
    person.enter_password(PASSWORD)
    assert person.heading == "Register MFA device"
    person.register_app(name="Tablet")
    assert person.page.url == f"{person.emulator.url}/start?tab=applications"
    events = person.sign_in_events()
    assert [told(event) for event in events] == [
        ("CredentialChallenge", "PASSWORD", "Success"),
        ("CredentialVerification", "PASSWORD", "Success"),
        ("UserAuthentication", "PASSWORD", "Success"),
    ]
    assert events[-1]["additionalEventData"]["DeviceEnrollmentRequired"] == "true"
    second = again(person)
    second.later(30)
    second.sign_in(BO)
    second.enter_code()
    assert second.is_at_portal


def test_registration_at_sign_in_survives_reload_and_a_change_of_mind(person: MfaPerson) -> None:
    person.sign_in(BO)
    person.choose_kind("authenticator-app")
    person.scan()
    secret = person.app.secret
    person.open(person.page.url)
    person.scan()
    assert person.app.secret == secret
    person.press("other-kind")
    assert person.heading == "Register MFA device"
    person.register_key()
    assert person.is_at_portal
    second = again(person)
    second.sign_in(BO)
    second.use_key()
    assert second.is_at_portal
    assert told(second.sign_in_events()[-1]) == ("UserAuthentication", "PASSWORD,WEBAUTHN", "Success")


def test_forced_registration_is_open_to_users_who_may_not_manage_devices(person: MfaPerson) -> None:
    person.start(users_manage_devices=False)
    person.sign_in(BO)
    person.register_app()
    assert person.is_at_portal


def test_user_without_device_is_let_in_where_that_is_allowed(person: MfaPerson) -> None:
    person.start(without_device="allow")
    person.sign_in(BO)
    assert person.is_at_portal
    second = again(person)
    second.sign_in()
    assert second.heading == "Additional verification required"


def test_user_without_device_is_blocked_where_that_is_chosen(person: MfaPerson) -> None:
    person.start(without_device="block")
    person.sign_in(BO)
    assert (person.page.status_code, person.cause) == (400, "mfa.sign-in-blocked")
    assert [told(event)[0] for event in person.sign_in_events()] == ["CredentialChallenge", "CredentialVerification"]
    assert person.open("/start").url != f"{person.emulator.url}/start"


def test_user_without_device_gives_a_mailed_code_where_that_is_chosen(person: MfaPerson) -> None:
    person.start(without_device="email-otp")
    person.sign_in(BO)
    assert person.heading == "Verify your email address"
    first = person.mail("bo@example.com")["code"]
    person.press("another-code")
    latest = person.mail("bo@example.com")["code"]
    person.enter_code(first)
    assert person.cause == "sign-in.wrong-code"
    person.enter_code(latest)
    assert person.is_at_portal
    assert [told(event) for event in person.sign_in_events()] == [
        ("CredentialChallenge", "PASSWORD", "Success"),
        ("CredentialVerification", "PASSWORD", "Success"),
        ("CredentialChallenge", "EMAIL_OTP", "Success"),
        ("CredentialVerification", "EMAIL_OTP", "Failure"),
        ("CredentialChallenge", "EMAIL_OTP", "Success"),
        ("CredentialVerification", "EMAIL_OTP", "Success"),
        ("UserAuthentication", "PASSWORD,EMAIL_OTP", "Success"),
    ]
    named = [event["additionalEventData"].get("UserName") for event in person.sign_in_events()]
    assert named == [BO, *[None] * 6]


def test_user_with_a_device_is_never_mailed_a_code(person: MfaPerson) -> None:
    person.start(without_device="email-otp")
    person.sign_in()
    assert person.heading == "Additional verification required"


def test_nobody_is_asked_while_mfa_is_disabled(person: MfaPerson) -> None:
    person.start(prompt="disabled", without_device="block")
    person.sign_in()
    assert person.is_at_portal


def test_trusted_device_is_asked_again_when_the_context_changes(person: MfaPerson) -> None:
    person.start(prompt="context-aware")
    person.sign_in()
    assert "This is a trusted device" in person.page.text
    person.enter_code(trust="yes")
    person.open("/start")
    person.browser.cookies.clear(domain=person.emulator.context.settings.host, path="/", name="x-amz-sso_authn")
    person.sign_in()
    assert person.is_at_portal
    assert told(person.sign_in_events()[-1]) == ("UserAuthentication", "PASSWORD", "Success")
    person.browser.cookies.clear(domain=person.emulator.context.settings.host, path="/", name="x-amz-sso_authn")
    person.browser.headers["User-Agent"] = "another browser"
    person.sign_in()
    assert person.heading == "Additional verification required"


def test_device_is_not_trusted_unless_the_person_says_so(person: MfaPerson) -> None:
    person.start(prompt="context-aware")
    person.sign_in()
    person.enter_code()
    assert "trusted-device" not in person.browser.cookies


def test_always_on_offers_no_trust_and_takes_none(person: MfaPerson) -> None:
    person.sign_in()
    assert "This is a trusted device" not in person.page.text
    person.enter_code(trust="yes")
    assert person.is_at_portal
    assert "trusted-device" not in person.browser.cookies


def test_trusted_device_opens_a_blocked_sign_in(person: MfaPerson) -> None:
    person.start(prompt="context-aware")
    person.sign_in()
    person.enter_code(trust="yes")
    user_id = person.user_id("jane")
    devices = person.control("GET", f"users/{user_id}/mfa-devices")["devices"]
    person.control("DELETE", f"users/{user_id}/mfa-devices/{devices[0]['device_id']}")
    person.control("PUT", "mfa-settings", {"prompt": "context-aware", "without_device": "block"})
    person.browser.cookies.clear(domain=person.emulator.context.settings.host, path="/", name="x-amz-sso_authn")
    person.sign_in()
    assert person.is_at_portal


def test_another_method_can_be_chosen_and_is_recorded(person: MfaPerson) -> None:
    person.sign_in()
    person.enter_code()
    person.open("/start/mfa-devices/register")
    person.register_key()
    second = again(person)
    second.sign_in()
    second.press("use-webauthn", method="WEBAUTHN")
    second.use_key()
    assert second.is_at_portal
    assert [told(event)[:2] for event in second.sign_in_events()][-4:] == [
        ("CredentialChallenge", "TOTP"),
        ("CredentialChallenge", "WEBAUTHN"),
        ("CredentialVerification", "WEBAUTHN"),
        ("UserAuthentication", "PASSWORD,WEBAUTHN"),
    ]


def test_answer_to_the_method_of_another_tab_shows_the_present_one(person: MfaPerson) -> None:
    person.sign_in()
    person.enter_code()
    person.open("/start/mfa-devices/register")
    person.register_key()
    second = again(person)
    second.later(30)
    second.sign_in()
    tab = MfaPerson(second.emulator, second.browser, second.page, app=second.app)
    second.press("use-webauthn", method="WEBAUTHN")
    tab.enter_code()
    assert not tab.is_at_portal
    assert tab.found("//form[@data-webauthn='get']")


def test_method_that_the_person_has_not_is_not_asked_for(person: MfaPerson) -> None:
    person.sign_in()
    for method in ("WEBAUTHN", "RESYNC_TOTP", "EMAIL_OTP", "PASSWORD", "", "\0"):
        form = dict(person.found("//form[@action='/platform/login/mfa']")[0].form_values())
        url = f"{person.emulator.url}/platform/login/mfa/method"
        person.page = person.browser.post(url, data=form | {"method": method}, timeout=5)
        assert person.page.status_code == 200
        assert person.found("//input[@name='method']/@value") == ["TOTP"]


@pytest.mark.parametrize("code", ["\0", "１２３４５６", "9" * 5000, "' OR 1=1 --", "<script>", "\ud800"])
def test_hostile_codes_are_wrong_codes(person: MfaPerson, code: str) -> None:
    person.sign_in()
    person.enter_code(code.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
    assert (person.page.status_code, person.cause) == (400, "totp.code-wrong")


def test_replayed_key_answer_is_refused_after_a_failed_one(person: MfaPerson) -> None:
    person.sign_in(BO)
    person.register_key()
    second = again(person)
    second.sign_in(BO)
    answer = second.key.get(second.options(), "https://evil.example")
    second.press("verify-button", credential=answer)
    assert second.cause == "webauthn.answer-refused"
    second.press("verify-button", credential=answer)
    assert second.cause == "webauthn.answer-refused"
    second.use_key()
    assert second.is_at_portal


def test_device_deleted_half_way_leads_to_a_refusal_not_to_a_crash(person: MfaPerson) -> None:
    person.sign_in()
    user_id = person.user_id("jane")
    devices = person.control("GET", f"users/{user_id}/mfa-devices")["devices"]
    person.control("DELETE", f"users/{user_id}/mfa-devices/{devices[0]['device_id']}")
    person.enter_code()
    assert (person.page.status_code, person.cause) == (400, "totp.code-wrong")


def test_grey_choice_is_refused_when_it_is_sent_all_the_same(person: MfaPerson) -> None:
    person.start(device_types=["authenticator-apps"])
    person.sign_in(BO)
    assert person.found("//input[@value='security-key']/@disabled")
    person.choose_kind("security-key")
    assert person.cause == "mfa.type-not-allowed"


def test_device_of_a_type_that_is_no_longer_allowed_is_not_asked_for(person: MfaPerson) -> None:
    person.start(device_types=["security-keys"], without_device="block")
    person.sign_in()
    assert person.cause == "mfa.sign-in-blocked"


def test_secret_is_in_neither_events_nor_journal(person: MfaPerson) -> None:
    person.sign_in(BO)
    person.register_app()
    code = person.app.same_code()
    kept = str(person.events()) + str(person.control("GET", "requests"))
    assert person.app.secret not in kept
    assert code not in kept
