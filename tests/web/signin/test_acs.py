"""The ACS over the wire: what it accepts, what people see when it refuses, and that nothing makes it stumble."""

import threading

import pytest
import requests
from conftest import RunningEmulator
from signin.provider import Provider

from emulator.server import Server
from emulator.settings import Settings
from web.signin import conftest
from web.signin.conftest import ANA, BO, Site

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NO_SUCH_USER = ("Something went wrong", "Looks like this code isn't right. Please try again.")
SET_UP_WRONGLY = ("It's not you, it's us", "We couldn't complete your request right now. Please try again later.")


def shown(answer: requests.Response) -> str:
    return answer.text.split("<aside")[0].replace("&#39;", "'")


def test_accepted_response_sets_a_cookie_and_leads_to_the_portal(site: Site) -> None:
    answer = site.sign_in()
    assert answer.headers["Location"] == f"{site.emulator.url}/start"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("x-amz-sso_authn=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name_id", "changes", "cause", "texts"),
    [
        ("bo@example.com", {}, "saml.name-id.username-mismatch", NO_SUCH_USER),
        ("new@example.com", {}, "saml.user-not-provisioned", NO_SUCH_USER),
        (ANA, {"name_id_format": "urn:x"}, "saml.name-id.format", SET_UP_WRONGLY),
        (ANA, {"audience": "urn:other"}, "saml.audience-mismatch", ("An unexpected error has occurred",)),
        (ANA, {"in_response_to": "aws_x"}, "saml.in-response-to", ("An unexpected error has occurred",)),
    ],
)
def test_refused_response_shows_what_aws_shows(
    site: Site, name_id: str, changes: dict[str, str], cause: str, texts: tuple[str, ...]
) -> None:
    answer = site.post_response(site.provider.response(name_id, **changes))
    assert answer.status_code == 400
    assert all(text in shown(answer) for text in texts)
    assert answer.headers["x-emulator-cause"] == cause
    assert "Set-Cookie" not in answer.headers
    assert len(site.events("ExternalIdPDirectoryLogin")) == 1
    assert site.events("UserAuthentication") == []


def test_diagnosis_stands_below_aws_page_with_the_request_id(site: Site) -> None:
    answer = site.post_response(site.provider.response("bo@example.com"))
    aside = answer.text.split("<aside")[1]
    assert "AWS does not show this" in aside
    assert BO in aside
    assert answer.headers["x-amzn-RequestId"] in aside
    assert "idc explain saml.name-id.username-mismatch" in aside


def test_diagnosis_can_be_switched_off() -> None:
    with Server(Settings(port=0, diagnosis_panel=False)) as server:
        conftest.reset(server, Provider())
        answer = requests.post(f"{server.url}/platform/saml/acs/x", data={"SAMLResponse": "x"}, timeout=5)
    assert "An unexpected error has occurred" in answer.text
    assert "<aside" not in answer.text


def test_values_of_a_response_are_escaped(site: Site) -> None:
    answer = site.post_response(site.provider.response(ANA, audience="<script>alert(1)</script>"))
    assert answer.headers["x-emulator-cause"] == "saml.audience-mismatch"
    assert "<script" not in answer.text


def test_error_page_is_protected(site: Site) -> None:
    headers = site.post_response("x").headers
    policy = headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'"):
        assert part in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_get_the_error_page(site: Site, method: str) -> None:
    answer = requests.request(method, site.provider.acs_url, timeout=5)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert answer.headers["x-emulator-cause"] == "sign-in.not-a-form-post"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("", "application/x-www-form-urlencoded", 400),
        ("RelayState=x", "application/x-www-form-urlencoded", 400),
        ("SAMLResponse=", "application/x-www-form-urlencoded", 400),
        ("SAMLResponse=a&SAMLResponse=b", "application/x-www-form-urlencoded", 400),
        ("SAMLResponse=a", "text/plain", 415),
        ('{"SAMLResponse": "a"}', "application/json", 415),
        ("SAMLResponse=a", "", 415),
        ("broken", "multipart/form-data", 400),
        ("broken", "multipart/form-data; boundary=x", 400),
        ("SAMLResponse=%ff%fe%00", "application/x-www-form-urlencoded", 400),
        ("SAMLResponse=%F0%9F%98%80", "application/x-www-form-urlencoded; charset=utf-16", 400),
    ],
)
def test_what_is_no_response_gets_the_error_page(site: Site, body: str, content_type: str, status: int) -> None:
    answer = requests.post(site.provider.acs_url, body, headers={"Content-Type": content_type}, timeout=5)
    assert answer.status_code == status
    assert "An unexpected error has occurred" in answer.text


def test_body_over_the_limit_is_refused_as_too_long(site: Site) -> None:
    answer = requests.post(site.provider.acs_url, "SAMLResponse=" + "A" * (5 << 20), headers=FORM, timeout=20)
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (413, "saml.response.too-long")


@pytest.mark.parametrize("tail", ["no-such-instance", "%00", "%ff", "x" * 2000, "..%2f..", "%F0%9F%98%80"])
def test_acs_of_an_unknown_instance_gets_the_error_page(site: Site, tail: str) -> None:
    answer = site.post(f"/platform/saml/acs/{tail}", data={"SAMLResponse": "x"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "relay_state", ["https://evil.example", "//evil.example", "/\\evil", "javascript:alert(1)", "\x00", "x" * 100_000]
)
def test_relay_state_never_leads_away(site: Site, relay_state: str) -> None:
    answer = site.post_response(site.provider.response(ANA), relay_state)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{site.emulator.url}/start")


def test_reloading_a_posted_response_is_refused_and_leaves_the_session_alone(site: Site) -> None:
    response = site.provider.response(ANA)
    site.post_response(response)
    again = site.post_response(response)
    assert (again.status_code, again.headers["x-emulator-cause"]) == (400, "saml.assertion.replayed")
    assert "Ana Lopes" in site.get("/start").text


def test_replay_in_another_browser_gives_no_session(site: Site) -> None:
    response = site.provider.response(ANA)
    site.post_response(response)
    site.browser = requests.Session()
    assert site.post_response(response).status_code == 400
    assert site.get("/start").status_code == 302


def test_many_sign_ins_at_once_each_get_their_own_session(site: Site) -> None:
    names: list[str] = []

    def sign_in(name_id: str, name: str) -> None:
        browser = requests.Session()
        data = {"SAMLResponse": site.provider.response(name_id)}
        home = browser.post(site.provider.acs_url, data=data, timeout=10)
        names.append(name if name in home.text and home.status_code == 200 else f"not {name}")

    people = [(ANA, "Ana Lopes"), (BO, "&lt;b&gt;Dahl")] * 4
    threads = [threading.Thread(target=sign_in, args=person) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(names) == sorted(name for _, name in people)


def test_cookie_is_secure_where_the_public_url_is_https() -> None:
    with Server(Settings(port=0, public_url="https://sso.example.test")) as server:
        provider = Provider()
        conftest.reset(server, provider)
        assert server.emulator is not None
        context = server.emulator.context
        site = conftest.site_of(RunningEmulator(server.url, context), provider)
        data = {"SAMLResponse": provider.response(ANA)}
        path = provider.acs_url.removeprefix("https://sso.example.test")
        answer = site.post(path, data=data)
    assert answer.headers["Location"] == "https://sso.example.test/start"
    assert "Secure" in answer.headers["Set-Cookie"]
