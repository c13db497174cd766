"""The portal's pages "MFA devices"."""

import pytest

from emulator.server import Server
from tests.conftest import RunningEmulator
from tests.web.signin.mfa_person import CHROME, MfaPerson

PAGE = "/start/mfa-devices"


@pytest.fixture
def person(server: Server) -> MfaPerson:
    assert server.emulator is not None
    someone = MfaPerson(RunningEmulator(server.url, server.emulator.context))
    someone.start(without_device="allow")
    someone.sign_in("bo")
    assert someone.is_at_portal
    return someone


def names(person: MfaPerson) -> list[str]:
    """The devices that the page lists."""
    person.open(PAGE)
    return [str(name) for name in person.found("//table[@id='devices']//th[@scope='row']/a/text()")]


def open_device(person: MfaPerson, name: str) -> None:
    person.open(PAGE)
    (address,) = person.found(f"//table[@id='devices']//a[text()='{name}']/@href")
    person.open(address)


def test_portal_leads_to_the_devices(person: MfaPerson) -> None:
    person.open("/start")
    assert PAGE in person.found("//header//a/@href")
    person.open(PAGE)
    assert person.heading == "MFA devices"
    assert "You have no MFA devices." in person.page.text


def test_app_is_registered_with_a_name_renamed_and_deleted(person: MfaPerson) -> None:
    person.open(f"{PAGE}/register")
    person.register_app(name="Phone")
    assert "Phone is registered." in person.page.text
    assert names(person) == ["Phone"]
    open_device(person, "Phone")
    person.press("save-button", name="Old phone")
    assert person.heading == "Old phone"
    person.press("delete-button")
    assert names(person) == []


def test_security_key_is_registered(person: MfaPerson) -> None:
    person.open(f"{PAGE}/register")
    person.register_key()
    assert names(person) == ["Security key"]


def test_pages_of_devices_need_a_session(person: MfaPerson) -> None:
    person.browser.cookies.clear()
    for path in ("", "/register", "/register/some-id", "/some-id"):
        assert "/platform/login" in person.open(PAGE + path).url


def test_device_of_another_person_is_unknown(person: MfaPerson) -> None:
    user_id = person.user_id("jane")
    (device,) = person.control("GET", f"users/{user_id}/mfa-devices")["devices"]
    person.open(f"{PAGE}/{device['device_id']}")
    assert (person.page.status_code, person.cause) == (403, "mfa.unknown-device")
    person.open(f"{PAGE}/register")
    token = person.found("//form[@id='choose-kind']//input[@name='csrf_token']/@value")[0]
    for work in ("rename", "delete", "resync"):
        url = f"{person.emulator.url}{PAGE}/{device['device_id']}/{work}"
        answer = person.browser.post(url, data={"csrf_token": token, "name": "Mine"}, timeout=5)
        assert answer.headers["x-emulator-cause"] == "mfa.unknown-device"
    assert len(person.control("GET", f"users/{user_id}/mfa-devices")["devices"]) == 1


@pytest.mark.parametrize("token", [{}, {"csrf_token": "0" * 64}])
def test_forms_of_foreign_pages_are_refused(person: MfaPerson, token: dict[str, str]) -> None:
    for path in ("/register", "/register/id", "/id/rename", "/id/delete", "/id/resync"):
        answer = person.browser.post(f"{person.emulator.url}{PAGE}{path}", data=token, timeout=5)
        assert answer.headers["x-emulator-cause"] == "sign-in.form-token"


def test_buttons_are_grey_where_only_administrators_manage_devices(person: MfaPerson) -> None:
    person.control("PUT", "mfa-settings", {"without_device": "allow", "users_manage_devices": False})
    person.open(PAGE)
    assert person.found("//button[@id='register-device']/@disabled")
    person.open(f"{PAGE}/register")
    person.choose_kind("authenticator-app")
    assert (person.page.status_code, person.cause) == (400, "mfa.self-management-off")


def test_nobody_manages_devices_while_mfa_is_disabled(person: MfaPerson) -> None:
    person.control("PUT", "mfa-settings", {"prompt": "disabled"})
    person.open(PAGE)
    assert "MFA is disabled in your" in person.page.text
    person.open(f"{PAGE}/register")
    person.choose_kind("authenticator-app")
    assert person.cause == "mfa.disabled"


def test_browser_without_webauthn_sees_grey_choices(person: MfaPerson) -> None:
    person.browser.headers["User-Agent"] = CHROME + " Electron/33.2.0"
    person.open(f"{PAGE}/register")
    assert person.found("//input[@value='security-key']/@disabled")
    assert person.found("//input[@value='built-in-authenticator']/@disabled")
    assert not person.found("//input[@value='authenticator-app']/@disabled")
    assert "Browser not supported" in person.page.text
    person.choose_kind("security-key")
    assert (person.page.status_code, person.cause) == (400, "webauthn.unsupported-browser")


def test_third_app_is_refused(person: MfaPerson) -> None:
    for _ in range(2):
        person.open(f"{PAGE}/register")
        person.register_app()
    assert names(person) == ["Authenticator app", "Authenticator app 2"]
    person.open(f"{PAGE}/register")
    person.choose_kind("authenticator-app")
    assert (person.page.status_code, person.cause) == (400, "mfa.too-many-devices")


def test_late_code_registers_out_of_sync_and_two_codes_put_it_in_sync(person: MfaPerson) -> None:
    person.open(f"{PAGE}/register")
    person.choose_kind("authenticator-app")
    person.scan()
    code = person.code()
    person.later(120)
    person.press("assign-button", code=code)
    assert "out" in person.page.text
    assert person.found("//span[@class='badge']/text()") == ["Out of sync"]
    open_device(person, "Authenticator app")
    person.press("sync-button", code=person.code(), next_code="000000")
    assert person.cause == "totp.not-in-a-row"
    person.later(30)
    person.press("sync-button", code=person.code(), next_code=person.code(30))
    assert person.page.status_code == 200
    assert person.found("//span[@class='badge']/text()") == []


def test_second_post_of_a_registration_says_that_it_is_over(person: MfaPerson) -> None:
    person.open(f"{PAGE}/register")
    person.choose_kind("authenticator-app")
    person.scan()
    form = person.page
    person.press("assign-button", code=person.code())
    person.page = form
    person.press("assign-button", code=person.code())
    assert person.cause == "mfa.registration-over"


def test_names_are_escaped(person: MfaPerson) -> None:
    person.open(f"{PAGE}/register")
    person.register_app(name="<b>Phone</b>")
    assert "<b>Phone</b>" not in person.page.text
    assert names(person) == ["<b>Phone</b>"]


def test_pages_of_devices_are_not_offered_with_an_external_provider(person: MfaPerson) -> None:
    person.control("PUT", "identity-source", {"kind": "external-idp"})
    person.open("/start")
    assert PAGE not in person.found("//header//a/@href")
    person.open(PAGE)
    assert (person.page.status_code, person.cause) == (403, "mfa.not-here")
