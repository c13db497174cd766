"""The test IdP over a socket, next to the emulator that trusts it."""

import base64
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from emulator.saml.bindings import encode_post, redirect_url
from emulator.saml.idp_metadata import read_idp_metadata
from emulator.web.test_idp.faults.vocabulary import FAULTS
from tests.conftest import RunningEmulator

JSON = {"Accept": "application/json"}
REQUEST = """<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="aws_asked" Version="2.0"
  IssueInstant="2026-09-29T12:00:00Z" AssertionConsumerServiceURL="https://app.example.com/acs">
  <saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">urn:app</saml:Issuer></samlp:AuthnRequest>"""


def sign_in(emulator: RunningEmulator, **fields: object) -> requests.Response:
    """A program asks for a response."""
    data = {"name_id": "ana@example.com", **fields}
    return requests.post(f"{emulator.url}/idp/sign-in", data=data, headers=JSON, timeout=10)


def post(answer: requests.Response, browser: requests.Session | None = None) -> requests.Response:
    """The response is posted to where it belongs."""
    assert answer.status_code == 200, answer.text
    data = {"SAMLResponse": answer.json()["SAMLResponse"], "RelayState": answer.json()["RelayState"]}
    return (browser or requests).post(answer.json()["acs_url"], data=data, timeout=10)


def fields_of(page: str) -> dict[str, str]:
    """The values of a page's inputs by name."""
    inputs = re.findall(r'<input[^>]*\bname="([^"]+)"[^>]*\bvalue="([^"]*)"', page)
    return {name: unescape(value) for name, value in inputs if name not in ("fault", "review")}


def token_of(browser: requests.Session, emulator: RunningEmulator) -> str:
    return fields_of(browser.get(f"{emulator.url}/idp", timeout=10).text)["csrf_token"]


def test_idp_initiated_sign_in_is_accepted(with_ana: RunningEmulator) -> None:
    page = post(sign_in(with_ana))
    assert page.status_code == 200
    assert "Ana Ruiz" in page.text
    assert "x-emulator-cause" not in page.history[0].headers


def test_sp_initiated_sign_in_by_a_browser_without_scripts(with_ana: RunningEmulator) -> None:
    browser = requests.Session()
    choose = browser.get(f"{with_ana.url}/start", timeout=10)
    assert urlsplit(choose.url).path == "/idp/sso"
    form = fields_of(choose.text) | {"name_id": "ana@example.com"}
    assert form["in_response_to"].startswith("aws_")
    sent = browser.post(f"{with_ana.url}/idp/sign-in", data=form, timeout=10)
    [action] = re.findall(r'<form method="post" action="([^"]+)"', sent.text)
    portal = browser.post(unescape(action), data=fields_of(sent.text), timeout=10)
    assert "Ana Ruiz" in portal.text
    assert urlsplit(portal.url).path == "/start"


def test_sp_initiated_sign_in_by_a_program(with_ana: RunningEmulator) -> None:
    browser = requests.Session()
    choose = browser.get(f"{with_ana.url}/start", timeout=10)
    query = {name: values[0] for name, values in parse_qs(urlsplit(choose.url).query).items()}
    assert "Ana Ruiz" in post(sign_in(with_ana, **query), browser).text


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.id != "replayed"], ids=lambda fault: fault.id)
def test_a_fault_meets_the_refusal_it_is_meant_for(with_ana: RunningEmulator, fault: object) -> None:
    refused = post(sign_in(with_ana, fault=fault.id))
    assert refused.headers["x-emulator-cause"] == fault.cause


def test_a_replayed_response_is_refused(with_ana: RunningEmulator) -> None:
    post(sign_in(with_ana))
    assert post(sign_in(with_ana, fault="replayed")).headers["x-emulator-cause"] == "saml.assertion.replayed"


def test_the_clock_of_the_provider_is_that_of_the_emulator(with_ana: RunningEmulator) -> None:
    requests.post(f"{with_ana.url}/_emulator/clock", json={"advance": 86_400}, timeout=10).raise_for_status()
    assert "Ana Ruiz" in post(sign_in(with_ana)).text


def test_an_early_imported_certificate_makes_the_key_rotation_smooth(with_ana: RunningEmulator) -> None:
    assert (
        post(sign_in(with_ana, fault="wrong-certificate")).headers["x-emulator-cause"] == "saml.certificate-mismatch"
    )
    metadata = requests.get(f"{with_ana.url}/idp/metadata?certificates=other", timeout=10).text
    [certificate] = read_idp_metadata(metadata).certificates
    requests.post(
        f"{with_ana.url}/_emulator/identity-source/certificates", json={"certificate": certificate}, timeout=10
    ).raise_for_status()
    assert "Ana Ruiz" in post(sign_in(with_ana, fault="wrong-certificate")).text


def test_metadata_is_a_download(emulator: RunningEmulator) -> None:
    answer = requests.get(f"{emulator.url}/idp/metadata", timeout=10)
    assert answer.headers["Content-Type"].startswith("application/samlmetadata+xml")
    assert "test-idp-metadata.xml" in answer.headers["Content-Disposition"]
    assert read_idp_metadata(answer.text).issuer == f"{emulator.url}/idp/metadata"


def test_metadata_can_offer_another_name_id_format(emulator: RunningEmulator) -> None:
    answer = requests.get(f"{emulator.url}/idp/metadata?name_id_format=persistent", timeout=10)
    assert read_idp_metadata(answer.text).name_id_formats == ("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",)
    assert requests.get(f"{emulator.url}/idp/metadata?name_id_format=nonsense", timeout=10).status_code == 400


def test_the_faults_are_listed_for_programs(emulator: RunningEmulator) -> None:
    listed = requests.get(f"{emulator.url}/idp/faults", timeout=10).json()["faults"]
    assert {"id", "group", "description", "cause"} == set(listed[0])
    assert [fault["id"] for fault in listed] == [fault.id for fault in FAULTS]


@pytest.mark.parametrize("binding", ["redirect", "post"])
def test_a_request_is_read_in_both_bindings(emulator: RunningEmulator, binding: str) -> None:
    url = f"{emulator.url}/idp/sso"
    if binding == "redirect":
        page = requests.get(redirect_url(url, "SAMLRequest", REQUEST, "state & more"), timeout=10)
    else:
        data = {"SAMLRequest": encode_post(REQUEST), "RelayState": "state & more"}
        page = requests.post(url, data=data, timeout=10)
    shown = fields_of(page.text)
    assert shown["acs_url"] == "https://app.example.com/acs"
    assert shown["audience"] == "urn:app"
    assert shown["in_response_to"] == "aws_asked"
    assert shown["relay_state"] == "state & more"


def test_a_program_may_skip_the_page(emulator: RunningEmulator) -> None:
    url = redirect_url(f"{emulator.url}/idp/sso", "SAMLRequest", REQUEST, "state") + "&name_id=ana@example.com"
    answer = requests.get(url, headers=JSON, timeout=10).json()
    assert answer["acs_url"] == "https://app.example.com/acs"
    assert answer["RelayState"] == "state"
    assert b'InResponseTo="aws_asked"' in base64.b64decode(answer["SAMLResponse"])


def test_a_link_may_fill_the_page(emulator: RunningEmulator) -> None:
    page = requests.get(f"{emulator.url}/idp?name_id=cy@example.com&fault=expired", timeout=10).text
    assert fields_of(page)["name_id"] == "cy@example.com"
    assert re.search(r'value="expired" checked', page)


def test_the_response_can_be_read_before_it_is_sent(with_ana: RunningEmulator) -> None:
    browser = requests.Session()
    data = {"name_id": "ana@example.com", "review": "1", "csrf_token": token_of(browser, with_ana)}
    page = browser.post(f"{with_ana.url}/idp/sign-in", data=data, timeout=10).text
    assert "<script" not in page
    assert "&lt;saml2:NameID" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "no SAMLRequest"),
        ("SAMLRequest=!!!", "not base64"),
        ("SAMLRequest=AAAA", "deflated message"),
        (f"SAMLRequest={encode_post('<a/>')}", "not an AuthnRequest"),
        (f"SAMLRequest={encode_post('<!DOCTYPE a><a/>')}", "DOCTYPE"),
    ],
)
def test_an_unusable_request_is_explained(emulator: RunningEmulator, query: str, said: str) -> None:
    url = f"{emulator.url}/idp/sso?{query.replace('+', '%2B')}"
    page = requests.get(url, timeout=10)
    assert page.status_code == 400
    assert said in page.text
    assert said in requests.get(url, headers=JSON, timeout=10).json()["error"]


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"name_id": ""}, "name_id", "Field required"),
        ({"name_id": "a\x00b"}, "name_id", "control character"),
        ({"fault": "unsignd"}, "fault", "did you mean 'unsigned'?"),
        ({"faults": "unsigned"}, "faults", "did you mean 'fault'?"),
        ({"acs_url": "javascript:alert(1)"}, "acs_url", "no http or https URL"),
        ({"acs_url": "http://["}, "acs_url", "no http or https URL"),
        ({"attributes": "nonsense"}, "attributes", "not of the form name=value"),
        ({"attributes": "a=\x01"}, "attributes", "control character"),
        ({"sign": "nobody"}, "sign", "'response', 'assertion'"),
        ({"algorithm": "none"}, "algorithm", "rsa-sha256"),
        ({"name_id_format": "strange"}, "name_id_format", "neither a URI"),
        ({"session_minutes": "0"}, "session_minutes", "greater than"),
        ({"clock_skew_seconds": "-1"}, "clock_skew_seconds", "greater than"),
    ],
)
def test_an_unusable_field_is_explained(
    emulator: RunningEmulator, fields: dict[str, str], field: str, said: str
) -> None:
    answer = sign_in(emulator, **fields)
    assert answer.status_code == 400
    assert said in answer.json()["fields"][field]


def test_a_replay_before_the_first_sign_in_is_explained(emulator: RunningEmulator) -> None:
    answer = sign_in(emulator, name_id="never@example.com", fault="replayed")
    assert answer.status_code == 409
    assert "sign in first" in answer.json()["error"]


def test_another_application_is_registered_by_a_program(emulator: RunningEmulator) -> None:
    url = f"{emulator.url}/idp/service-provider"
    before = requests.get(url, timeout=10).json()
    assert before["audience"].startswith(emulator.url)
    put = requests.put(url, json={"acs_url": "https://app.example.com/acs", "audience": "urn:app"}, timeout=10)
    assert put.json() == {"audience": "urn:app", "acs_urls": ["https://app.example.com/acs"]}
    assert sign_in(emulator).json()["acs_url"] == "https://app.example.com/acs"
    tenant = before["acs_urls"][0].rpartition("/")[2]
    metadata = requests.get(f"{emulator.url}/platform/saml/metadata/{tenant}", timeout=10).content
    assert requests.put(url, data=metadata, timeout=10).json() == before


@pytest.mark.parametrize("body", [b"", b"<a/>", b"{}", b"[1]", b"\xff"])
def test_an_unusable_registration_is_explained(emulator: RunningEmulator, body: bytes) -> None:
    url = f"{emulator.url}/idp/service-provider"
    for kind in ("application/json", "application/samlmetadata+xml"):
        answer = requests.put(url, data=body, headers={"Content-Type": kind}, timeout=10)
        assert answer.status_code == 400
        assert answer.json()["error"]


def test_another_application_is_registered_on_the_page(emulator: RunningEmulator) -> None:
    browser = requests.Session()
    data = {
        "acs_url": "https://app.example.com/acs",
        "audience": "urn:app",
        "csrf_token": token_of(browser, emulator),
    }
    page = browser.post(f"{emulator.url}/idp/service-provider", data=data, timeout=10)
    assert urlsplit(page.url).path.rstrip("/") == "/idp"
    assert "https://app.example.com/acs" in page.text


@pytest.mark.parametrize("path", ["sign-in", "service-provider"])
def test_a_form_that_this_browser_was_not_shown_is_refused(emulator: RunningEmulator, path: str) -> None:
    data = {"name_id": "ana@example.com", "acs_url": "https://evil.example", "audience": "urn:evil"}
    foreign = token_of(requests.Session(), emulator)
    for fields in (data, data | {"csrf_token": "guessed"}, data | {"csrf_token": foreign}):
        browser = requests.Session()
        browser.get(f"{emulator.url}/idp", timeout=10)
        assert browser.post(f"{emulator.url}/idp/{path}", data=fields, timeout=10).status_code == 403
    accept = JSON if path == "service-provider" else {}
    assert requests.post(f"{emulator.url}/idp/{path}", data=data, headers=accept, timeout=10).status_code == 403


def test_nothing_from_outside_becomes_markup(emulator: RunningEmulator) -> None:
    attack = '"><script>alert(1)</script>'
    hostile = REQUEST.replace("urn:app", attack.replace("<", "&lt;")).replace(
        "https://app.example.com/acs", "javascript:x"
    )
    browser = requests.Session()
    pages = [
        browser.get(f"{emulator.url}/idp", params={"name_id": attack, "relay_state": attack}, timeout=10).text,
        browser.get(redirect_url(f"{emulator.url}/idp/sso", "SAMLRequest", hostile, attack), timeout=10).text,
    ]
    data = {"name_id": attack, "relay_state": attack, "csrf_token": token_of(browser, emulator)}
    pages.append(browser.post(f"{emulator.url}/idp/sign-in", data=data, timeout=10).text)
    for page in pages:
        assert "<script>alert" not in page
        assert 'action="javascript' not in page
    assert "&lt;script&gt;" in pages[0]


def test_pages_may_not_be_framed_cached_or_run_foreign_scripts(emulator: RunningEmulator) -> None:
    headers = requests.get(f"{emulator.url}/idp", timeout=10).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "HttpOnly" in headers["Set-Cookie"]
    assert "SameSite=Lax" in headers["Set-Cookie"]


def test_the_journal_keeps_no_response_that_could_be_replayed(with_ana: RunningEmulator) -> None:
    answer = sign_in(with_ana).json()["SAMLResponse"]
    journal = requests.get(f"{with_ana.url}/_emulator/requests", timeout=10).text
    assert answer not in journal
    [signature, *_] = re.findall(rb"<ds:SignatureValue>([^<]{40})", base64.b64decode(answer))
    assert signature.decode() not in journal
