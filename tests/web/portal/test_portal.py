"""The access portal: who is signed in, and how a session ends."""

from datetime import timedelta
from pathlib import Path

import pytest
import requests
from conftest import RunningEmulator
from lxml import html
from signin.provider import Provider

from emulator.directory.users import delete_user, set_active, user_by_user_name
from emulator.permissions.access_control_attributes import set_access_control_attributes
from emulator.server import Server
from emulator.settings import Settings
from web.signin import conftest as sites
from web.signin.conftest import ANA, BO, Site, site

__all__ = ["site"]

COST_CENTER = "https://aws.amazon.com/SAML/Attributes/AccessControl:CostCenter"


def form_token(site: Site) -> str:
    [form] = html.document_fromstring(site.get("/start").text).forms
    return str(form.fields["csrf_token"])


def user_id(site: Site, user_name: str = ANA) -> str:
    with site.emulator.context.store.transaction() as tx:
        user = user_by_user_name(tx, site.instance.identity_store_id, user_name)
    assert user is not None
    return user.user_id


def is_signed_in(site: Site) -> bool:
    return site.get("/start").status_code == 200


@pytest.fixture(autouse=True)
def clock_runs_again(site: Site):  # type: ignore[no-untyped-def]
    yield
    site.emulator.context.clock.resume()


def test_first_page_shows_the_person_and_the_session(site: Site) -> None:
    site.emulator.context.clock.freeze()
    site.sign_in()
    page = site.get("/start").text
    assert "Ana Lopes" in page
    assert ANA in page
    assert "You do not have any applications" in page
    end = site.emulator.context.clock.now() + timedelta(hours=8)
    assert f"{end:%Y-%m-%d %H:%M} UTC" in page


@pytest.mark.parametrize("path", ["/start", "/start/", "/start?x=1"])
def test_portal_opens_with_and_without_a_slash(site: Site, path: str) -> None:
    site.sign_in()
    assert site.get(path).status_code == 200


def test_attributes_for_access_control_are_shown(site: Site) -> None:
    with site.emulator.context.store.transaction() as tx:
        set_access_control_attributes(tx, site.instance.instance_arn, True)
    site.sign_in(attributes={COST_CENTER: "<i>blue</i>"})
    page = site.get("/start").text
    assert "CostCenter" in page
    assert "&lt;i&gt;blue&lt;/i&gt;" in page


def test_page_is_not_kept_and_not_framed(site: Site) -> None:
    site.sign_in()
    headers = site.get("/start").headers
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_signing_out_ends_the_session_and_is_recorded(site: Site) -> None:
    site.sign_in()
    cookie = site.browser.cookies["x-amz-sso_authn"]
    answer = site.post("/start/sign-out", data={"csrf_token": form_token(site)})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{site.emulator.url}/start/signed-out")
    assert "x-amz-sso_authn" not in site.browser.cookies
    assert "You have signed out" in site.get("/start/signed-out").text
    kept = requests.get(
        f"{site.emulator.url}/start", cookies={"x-amz-sso_authn": cookie}, allow_redirects=False, timeout=5
    )
    assert kept.status_code == 302
    [event] = site.events("Logout")
    assert event["eventSource"] == "sso.amazonaws.com"
    assert event["userIdentity"]["type"] == "IdentityCenterUser"
    assert event["userIdentity"]["onBehalfOf"]["userId"] == user_id(site)


@pytest.mark.parametrize("token", [None, "", "wrong", "é", "x" * 10_000])
def test_foreign_form_does_not_sign_out(site: Site, token: str | None) -> None:
    site.sign_in()
    answer = site.post("/start/sign-out", data={} if token is None else {"csrf_token": token})
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (403, "sign-in.form-token")
    assert is_signed_in(site)


def test_token_of_another_session_does_not_sign_out(site: Site) -> None:
    site.sign_in(BO)
    others = form_token(site)
    site.browser = requests.Session()
    site.sign_in(ANA)
    assert site.post("/start/sign-out", data={"csrf_token": others}).status_code == 403


def test_signing_out_twice_is_harmless(site: Site) -> None:
    site.sign_in()
    data = {"csrf_token": form_token(site)}
    assert site.post("/start/sign-out", data=data).status_code == 303
    assert site.post("/start/sign-out", data=data).status_code == 303
    assert len(site.events("Logout")) == 1


def test_session_is_over_when_its_time_is(site: Site) -> None:
    site.emulator.context.clock.freeze()
    site.sign_in()
    site.emulator.context.clock.advance(timedelta(hours=8) - timedelta(seconds=1))
    assert "Ana Lopes" in page_with_cookie_kept(site)
    site.emulator.context.clock.advance(timedelta(seconds=1))
    assert "Ana Lopes" not in page_with_cookie_kept(site)


def page_with_cookie_kept(site: Site) -> str:
    """The browser's clock is not the emulator's, so it may send a cookie that has expired here."""
    cookies = {"x-amz-sso_authn": site.browser.cookies["x-amz-sso_authn"]}
    return requests.get(f"{site.emulator.url}/start", cookies=cookies, allow_redirects=False, timeout=5).text


def test_disabled_user_has_no_portal(site: Site) -> None:
    site.sign_in()
    found = user_id(site)
    with site.emulator.context.store.transaction() as tx:
        set_active(tx, site.instance.identity_store_id, found, False, actor="test")
    assert not is_signed_in(site)


def test_deleted_user_has_no_portal(site: Site) -> None:
    site.sign_in()
    found = user_id(site)
    with site.emulator.context.store.transaction() as tx:
        delete_user(tx, site.instance.identity_store_id, found)
    assert not is_signed_in(site)


def test_revoked_session_has_no_portal(site: Site) -> None:
    site.sign_in()
    site.revoke_sessions(user_id(site))
    assert not is_signed_in(site)


@pytest.mark.parametrize("cookie", ["", "x", "é".encode().decode("latin-1"), "x" * 5000, '"quoted"'])
def test_strange_cookie_is_nobody(site: Site, cookie: str) -> None:
    headers = {"Cookie": f"x-amz-sso_authn={cookie}"}
    answer = requests.get(f"{site.emulator.url}/start", headers=headers, allow_redirects=False, timeout=5)
    assert answer.status_code == 302


def test_second_person_in_the_same_browser_replaces_the_first(site: Site) -> None:
    site.sign_in(ANA)
    site.sign_in(BO)
    page = site.get("/start").text
    assert BO in page
    assert ANA not in page


def test_two_tabs_started_before_signing_in_both_arrive(site: Site) -> None:
    first = site.browser.get(site.get("/start?tab=1").headers["Location"], allow_redirects=False, timeout=5)
    second = site.browser.get(site.get("/start?tab=2").headers["Location"], allow_redirects=False, timeout=5)
    for answer, tab in ((second, 2), (first, 1)):
        arrived = site.post_response(site.provider.response(ANA, in_response_to=sites.request_id_in(answer)))
        assert arrived.headers["Location"] == f"{site.emulator.url}/start?tab={tab}"
    assert is_signed_in(site)


def test_session_and_pending_sign_in_survive_a_restart(tmp_path: Path) -> None:
    settings, provider = Settings(port=0, data=tmp_path / "state.db"), Provider()
    with Server(settings) as server:
        sites.reset(server, provider)
        site = site_on(server, provider)
        site.sign_in()
        asked = site.browser.get(site.get("/platform/login").url, allow_redirects=False, timeout=5)
        cookie = site.browser.cookies["x-amz-sso_authn"]
    with Server(settings) as server:
        site = site_on(server, provider)
        site.browser.cookies.set("x-amz-sso_authn", cookie)
        assert "Ana Lopes" in site.get("/start").text
        pending = site.provider.response(BO, in_response_to=sites.request_id_in(asked))
        assert site.post_response(pending).status_code == 303


def site_on(server: Server, provider: Provider) -> Site:
    assert server.emulator is not None
    return sites.site_of(RunningEmulator(server.url, server.emulator.context), provider)
