"""What the journal keeps holds no secret, in whatever form one arrives."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.web.redaction import redact_form, redact_headers, redact_json, redact_query


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("Authorization", "Bearer hush", "Bearer REDACTED"),
        ("Authorization", "hush", "REDACTED"),
        ("Proxy-Authorization", "Basic hush", "Basic REDACTED"),
        ("Cookie", "session=hush", "REDACTED"),
        ("x-amz-sso_bearer_token", "hush", "REDACTED"),
        ("X-Amz-Security-Token", "hush", "REDACTED"),
        ("Referer", "http://localhost/page?code=hush&tab=1", "http://localhost/page?code=REDACTED&tab=1"),
        ("User-Agent", "Okta SCIM Client 1.0.0", "Okta SCIM Client 1.0.0"),
    ],
)
def test_header(name: str, value: str, kept: str) -> None:
    assert redact_headers([(name, value)]) == {name: kept}


SECRET_NAMES = (
    *("password", "newPassword", "Client-Secret", "client_secret", "clientSecret", "secretAccessKey", "private_key"),
    *("accessToken", "refresh_token", "sessionToken", "csrf_token", "client_assertion"),
    *("code", "device_code", "deviceCode", "code_verifier", "codeVerifier"),
)


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_secret_is_replaced_in_json_form_and_query(name: str) -> None:
    assert json.loads(redact_json(json.dumps({"outer": [{name: "hush"}]}))) == {"outer": [{name: "REDACTED"}]}
    assert redact_form({name: "hush"}) == {name: "REDACTED"}
    assert redact_query(f"a=b&{name}=hush") == f"a=b&{name}=REDACTED"


@pytest.mark.parametrize("name", ["userName", "postalCode", "countryCode", "status_code", "displayName", "tokenType"])
def test_ordinary_value_stays(name: str) -> None:
    assert json.loads(redact_json(json.dumps({name: "kept"}))) == {name: "kept"}
    assert redact_form({name: "kept"}) == {name: "kept"}


def test_whole_object_under_a_secret_name_is_replaced() -> None:
    assert json.loads(redact_json('{"token": {"value": "hush"}}')) == {"token": "REDACTED"}


@pytest.mark.parametrize(
    "text",
    ['{"password": "hush"', "password=hush&user=a", "client_secret: hush", "{'token': 'hush'}", 'TOKEN="hush"'],
)
def test_secret_in_text_that_is_not_json_is_replaced(text: str) -> None:
    assert "hush" not in redact_json(text)


def test_secret_below_very_deep_nesting_is_replaced() -> None:
    assert "hush" not in redact_json("[" * 100_000 + '{"password": "hush"}' + "]" * 100_000)


def test_saml_response_is_readable_and_cannot_be_sent_again() -> None:
    xml = "<r><ds:SignatureValue Id='x'>aHVzaA==</ds:SignatureValue><NameID>anna@example.com</NameID></r>"
    encoded = base64.b64encode(xml.encode()).decode()
    for kept in (
        redact_form({"SAMLResponse": encoded})["SAMLResponse"],
        redact_json(json.dumps({"SAMLResponse": encoded})),
    ):
        assert "anna@example.com" in kept
        assert "aHVzaA==" not in kept


def test_saml_response_that_is_not_base64_stays_readable() -> None:
    assert redact_form({"SAMLResponse": "%"}) == {"SAMLResponse": ""}
    assert redact_form({"SAMLResponse": "a"}) == {"SAMLResponse": "a"}


@given(st.text())
def test_any_text_can_be_redacted(text: str) -> None:
    redact_json(text)
    redact_query(text)
    redact_form({"SAMLResponse": text, text: text})
