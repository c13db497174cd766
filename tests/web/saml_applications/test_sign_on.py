"""Signing in to a SAML application: from the tile, from the application, and what is refused."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from lxml import etree, html
from signin.provider import Provider

from emulator.saml.bindings import decode_redirect
from web.saml_applications.conftest import APPLICATION, Applications
from web.signin import conftest as sites
from web.signin.conftest import ANA, BO

SAML = {"a": "urn:oasis:names:tc:SAML:2.0:assertion", "p": "urn:oasis:names:tc:SAML:2.0:protocol"}
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
CONFIRM = (
    f"Confirm with your administrator that you have access to {APPLICATION} and that your primary email address is "
    "assigned in IAM Identity Center."
)


def assertion(page: requests.Response) -> etree._Element:
    [value] = html.document_fromstring(page.text).xpath("//input[@name='SAMLResponse']/@value")
    return etree.fromstring(base64.b64decode(value))


def test_tile_of_an_assigned_application_is_shown(applications: Applications) -> None:
    page = html.document_fromstring(applications.site.get("/start?tab=applications").text)
    [tile] = page.xpath("//a[contains(@class,'tile')]")
    assert tile.get("href") == applications.application["portal_url"]
    assert APPLICATION in tile.text_content()


def test_tile_signs_in_to_the_application(applications: Applications) -> None:
    arrived = applications.send(applications.tile())
    assert arrived["problems"] == []
    assert (arrived["name_id"], arrived["attributes"]) == (ANA, {"fullName": ["Ana Lopes"]})
    assert arrived["name_id_format"] == "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"


@pytest.mark.parametrize("binding", ["redirect", "post"])
def test_application_starts_the_sign_in(applications: Applications, binding: str) -> None:
    page = applications.ask(binding=binding, relay_state="/reports?a=b")
    if binding == "post":
        [form] = html.document_fromstring(page.text).forms
        page = applications.site.browser.post(form.action, data=dict(form.fields), timeout=5)
    arrived = applications.send(page)
    assert (arrived["problems"], arrived["name_id"], arrived["relay_state"]) == ([], ANA, "/reports?a=b")
    assert "InResponseTo=" in arrived["xml"]


def test_assertion_says_what_is_documented(applications: Applications) -> None:
    applications.configure(session_minutes=90)
    response, known = assertion(applications.tile()), applications.application
    assert response.xpath("string(a:Issuer)", namespaces=SAML) == known["sign_in_url"]
    assert response.xpath("string(//a:Audience)", namespaces=SAML) == known["audience"]
    [recipient] = response.xpath("//a:SubjectConfirmationData/@Recipient", namespaces=SAML)
    assert (recipient, response.get("Destination")) == (known["acs_url"], known["acs_url"])
    assert len(response.xpath("a:Assertion", namespaces=SAML)) == 1
    assert response.xpath("//a:AuthnStatement/@SessionNotOnOrAfter", namespaces=SAML)
    assert response.xpath("//a:Attribute/@NameFormat", namespaces=SAML) == [
        "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
    ]


def test_configured_relay_state_goes_with_the_tile(applications: Applications) -> None:
    applications.configure(relay_state="https://app.example.com/home")
    assert applications.send(applications.tile())["relay_state"] == "https://app.example.com/home"


def test_start_url_lets_the_application_begin(applications: Applications) -> None:
    applications.configure(start_url="/sample-sp/sign-in")
    answer = applications.tile()
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"{applications.site.emulator.url}/sample-sp/sign-in",
    )


def test_sign_in_is_recorded_as_federate(applications: Applications) -> None:
    applications.tile()
    [event] = applications.site.events("Federate")
    assert event["serviceEventDetails"] == {"app_instance_id": applications.application["application_id"]}


def test_whoever_is_not_signed_in_does_so_first_and_arrives(applications: Applications) -> None:
    site = applications.site
    site.browser = requests.Session()
    started = applications.site.browser.get(
        f"{site.emulator.url}/sample-sp/sign-in", params={"relay_state": "x" * 500}, timeout=5, allow_redirects=False
    )
    to_us = site.browser.get(started.headers["Location"], timeout=5, allow_redirects=False)
    to_provider = site.browser.get(to_us.headers["Location"], timeout=5, allow_redirects=False)
    response = site.provider.response(ANA, in_response_to=sites.request_id_in(to_provider))
    arrived = site.post_response(response)
    assert arrived.headers["Location"] == started.headers["Location"]
    assert applications.send(site.browser.get(arrived.headers["Location"], timeout=5))["problems"] == []


REFUSED = [
    ({"issuer": "https://other.example.com"}, "application.audience-mismatch"),
    ({"acs_url": "https://other.example.com/acs"}, "application.acs-mismatch"),
    ({"name_id_format": TRANSIENT}, "application.name-id-format"),
]


@pytest.mark.parametrize(("wish", "cause"), REFUSED)
def test_request_that_does_not_fit_is_refused(applications: Applications, wish: dict[str, str], cause: str) -> None:
    answer = applications.ask(**wish)
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (403, cause)
    assert f"An error occurred while signing in to {APPLICATION}" in answer.text


def test_foreign_issuer_is_told_so(applications: Applications) -> None:
    assert "Issuer of request does not match our record" in applications.ask(issuer="x").text


def test_requested_format_is_given_once_it_is_mapped(applications: Applications) -> None:
    applications.configure(attribute_mappings={"Subject": {"value": "${user:subject}", "format": "transient"}})
    arrived = applications.send(applications.ask(name_id_format=TRANSIENT))
    assert (arrived["problems"], arrived["name_id_format"]) == ([], TRANSIENT)


@pytest.fixture
def of_bo(applications: Applications) -> Applications:
    """The browser of somebody who is not assigned."""
    applications.site.browser = requests.Session()
    applications.site.sign_in(BO)
    return applications


def test_whoever_is_not_assigned_has_no_tile_and_no_access(of_bo: Applications) -> None:
    assert "You do not have any applications" in of_bo.site.get("/start?tab=applications").text
    answer = of_bo.tile()
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (403, "application.not-assigned")
    text = " ".join(html.document_fromstring(answer.text).text_content().split())
    assert f"An error occurred while signing in to {APPLICATION} No access {CONFIRM}" in text


def test_program_is_told_in_the_portals_json(of_bo: Applications) -> None:
    answer = of_bo.tile(headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert answer.json() == {
        "message": "No access",
        "__type": "com.amazonaws.switchboard.portal#ForbiddenException",
    }


def test_user_without_the_mapped_address_has_no_access(applications: Applications) -> None:
    applications.configure(attribute_mappings={"Subject": {"value": "${user:AD_GUID}", "format": "persistent"}})
    answer = applications.tile()
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (403, "application.not-assigned")


def test_disabled_application_lets_nobody_in(applications: Applications) -> None:
    known = applications.application
    applications.control("PUT", f"applications/{known['application_id']}/status", status="DISABLED")
    assert applications.tile().headers["x-emulator-cause"] == "application.disabled"
    assert "You do not have any applications" in applications.site.get("/start?tab=applications").text


def test_assertion_longer_than_50_000_characters_is_refused(applications: Applications) -> None:
    rows = {"Subject": {"value": "${user:email}", "format": "emailAddress"}, "long": {"value": "x" * 50_000}}
    applications.configure(attribute_mappings=rows)
    assert applications.tile().headers["x-emulator-cause"] == "application.assertion-too-long"


@pytest.mark.parametrize("query", ["", "?SAMLRequest=", "?SAMLRequest=%00", "?SAMLRequest=PGE%2BPC9hPg%3D%3D"])
def test_what_is_no_request_is_refused(applications: Applications, query: str) -> None:
    path = applications.application["sign_in_url"].removeprefix(applications.site.emulator.url)
    answer = applications.site.get(path + query)
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (400, "application.request-unreadable")


@pytest.mark.parametrize("token", ["x", "%00", "MTIzNDU2Nzg5MDEyX2lucy1lNDJiMDkxZDI2MTllZjNl", "a" * 5000, "é"])
@pytest.mark.parametrize("place", ["assertion", "assertion/idp", "metadata", "logout"])
def test_address_of_no_application_is_not_found(applications: Applications, place: str, token: str) -> None:
    answer = applications.site.get(f"/saml/{place}/{token}")
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (
        404,
        "application.unknown-saml-application",
    )


def test_metadata_is_byte_for_byte_as_it_was_captured(applications: Applications) -> None:
    known = applications.application
    certificate = "".join(known["certificates"][0]["certificate"].splitlines()[1:-1])
    sso, slo = known["sign_in_url"], known["sign_out_url"]
    assert applications.site.browser.get(known["metadata_url"], timeout=5).text == (
        '<?xml version="1.0" encoding="UTF-8"?><md:EntityDescriptor '
        f'xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{sso}">\n'
        '    <md:IDPSSODescriptor WantAuthnRequestsSigned="false" '
        'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">\n'
        '        <md:KeyDescriptor use="signing">\n'
        '            <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>'
        f"{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>\n"
        "        </md:KeyDescriptor>\n"
        '        <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" '
        f'Location="{slo}"/>\n'
        '        <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" '
        f'Location="{slo}"/>\n'
        "        <md:NameIDFormat/>\n"
        '        <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" '
        f'Location="{sso}"/>\n'
        '        <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" '
        f'Location="{sso}"/>\n'
        "    </md:IDPSSODescriptor>\n"
        "</md:EntityDescriptor>"
    )


def test_administrator_mode_shows_the_assertion_that_is_then_sent(applications: Applications) -> None:
    page = applications.tile(params={"mode": "administrator"})
    document = html.document_fromstring(page.text)
    assert document.xpath("string(//h1)") == "You are now in administrator mode"
    buttons = [each.strip() for each in document.xpath("//main//button/text()")]
    assert buttons == [f"Send to {APPLICATION}", "Copy XML"]
    shown = document.get_element_by_id("xml").text_content()
    assert "Ana Lopes" in document.get_element_by_id("readable").text_content()
    arrived = applications.send(page)
    assert (arrived["problems"], arrived["xml"]) == ([], shown)


def test_two_people_at_one_provider_get_their_own_assertions(applications: Applications) -> None:
    assert isinstance(applications.site.provider, Provider)
    first, second = (assertion(applications.tile()).get("ID") for _ in range(2))
    assert first != second


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sign_out_url_of_an_application_ends_the_portal_session(applications: Applications, method: str) -> None:
    site, address = applications.site, applications.application["sign_out_url"]
    answer = site.browser.request(method, address, timeout=5)
    assert answer.url == f"{site.emulator.url}/start/signed-out"
    assert site.get("/start").status_code == 302
    [event] = site.events("Logout")
    assert event["userIdentity"]["type"] == "IdentityCenterUser"
    assert site.browser.request(method, address, timeout=5).url == f"{site.emulator.url}/start/signed-out"
    assert len(site.events("Logout")) == 1


@pytest.mark.parametrize("days", [-30, 30])
def test_application_goes_by_the_emulators_clock(applications: Applications, days: int) -> None:
    clock = applications.site.emulator.context.clock
    clock.advance(timedelta(days=days))
    applications.site.sign_in()
    assert applications.send(applications.tile())["problems"] == []
    page = applications.tile()
    clock.advance(timedelta(minutes=10))
    assert applications.send(page)["problems"]


def test_request_of_the_application_carries_the_emulators_time(applications: Applications) -> None:
    clock = applications.site.emulator.context.clock
    clock.freeze(datetime(2031, 1, 1, tzinfo=UTC))
    url = f"{applications.site.emulator.url}/sample-sp/sign-in"
    query = urlsplit(requests.get(url, allow_redirects=False, timeout=5).headers["Location"]).query
    assert 'IssueInstant="2031-01-01T00:00:00Z"' in decode_redirect(parse_qs(query)["SAMLRequest"][0])
