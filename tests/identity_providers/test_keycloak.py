"""Sign-ins with a real Keycloak, set up as its guide says, and with each field of the guide set wrong."""

import json
import os
import re
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, expect

from tests.identity_providers.conftest import Run, ServiceProvider
from tests.identity_providers.connecting import connect
from tests.identity_providers.keycloak import WRONG_FIELDS, Keycloak
from tests.identity_providers.simplesamlphp import certificate_and_key

if "KEYCLOAK_HOME" not in os.environ:
    pytest.skip("KEYCLOAK_HOME is not set; `make test-keycloak` gets a Keycloak and sets it", allow_module_level=True)


def test_every_case_is_as_expected(keycloak: Keycloak, run: Run) -> None:
    result = run(keycloak.metadata_url, "--idp-start-url", keycloak.start_url, "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    # Its key was made a minute ago, so no certificate was valid an hour ago.
    assert [each["told"] for each in report["sign_ins"] if each["not_tried"]] == [
        "The provider's clock is an hour ahead of ours."
    ]


@pytest.mark.parametrize(("cause", "attributes"), WRONG_FIELDS)
def test_a_wrong_field_is_refused_as_its_scenario_shows(
    keycloak: Keycloak, run: Run, cause: str, attributes: dict[str, str]
) -> None:
    keycloak.change_client(attributes=attributes)
    result = run(keycloak.metadata_url, "--cause", cause)
    assert result.exit_code == 0, result.output


def test_an_encrypted_assertion_is_refused(keycloak: Keycloak, run: Run) -> None:
    certificate, _ = certificate_and_key("a key for encryption")
    base64 = "".join(certificate.decode().split("\n")[1:-2])
    keycloak.change_client(attributes={"saml.encrypt": "true", "saml.encryption.certificate": base64})
    result = run(keycloak.metadata_url, "--cause", "saml.assertion.encrypted")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("fields", "attributes", "told"),
    [
        ({}, {"saml.encrypt": "true"}, "Failed to process response"),
        ({}, {"saml.client.signature": "true"}, "Invalid requester"),
        ({"clientId": "urn:example:another"}, {}, "Invalid Request"),
        ({"redirectUris": ["http://127.0.0.1/another"]}, {}, "Invalid redirect uri"),
    ],
)
def test_what_keycloak_refuses_itself_is_told_in_its_words(
    keycloak: Keycloak, run: Run, fields: dict[str, object], attributes: dict[str, str], told: str
) -> None:
    keycloak.change_client(attributes=attributes, **fields)
    result = run(keycloak.metadata_url)
    assert result.exit_code == 1
    assert told in result.output


def test_another_audience_shows_when_the_sign_in_starts_at_the_provider(keycloak: Keycloak, run: Run) -> None:
    keycloak.change_client(clientId="urn:example:another")
    result = run(keycloak.metadata_url, "--idp-start-url", keycloak.start_url, "--cause", "saml.audience-mismatch")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("suffix", ["/", "?x=1"])
def test_another_acs_url_shows_when_the_sign_in_starts_at_the_provider(
    keycloak: Keycloak, service_provider: ServiceProvider, run: Run, suffix: str
) -> None:
    keycloak.change_client(attributes={"saml_assertion_consumer_url_post": service_provider.acs_url + suffix})
    result = run(keycloak.metadata_url, "--idp-start-url", keycloak.start_url, "--cause", "saml.acs-url-mismatch")
    assert result.exit_code == 0, result.output


def test_a_rotated_key_needs_the_new_metadata(keycloak: Keycloak, run: Run, tmp_path: Path) -> None:
    old = tmp_path / "old.xml"
    old.write_text(requests.get(keycloak.metadata_url, timeout=30).text)
    with keycloak.rotated_keys():
        assert run(str(old), "--cause", "saml.certificate-mismatch").exit_code == 0
        assert run(keycloak.metadata_url).exit_code == 0


def test_more_than_fifty_attributes_are_refused_once_attributes_for_access_control_are_enabled(
    keycloak: Keycloak, service_provider: ServiceProvider, run: Run
) -> None:
    keycloak.add_attribute_mappers(51)
    assert run(keycloak.metadata_url, "--cause", "saml.attributes.too-many").exit_code == 1
    url = f"{service_provider.url}/_emulator/access-control-attributes"
    requests.put(url, json={"enabled": True}, timeout=10)
    result = run(keycloak.metadata_url, "--cause", "saml.attributes.too-many")
    assert result.exit_code == 0, result.output


def test_an_email_address_that_was_typed_with_capitals_is_sent_in_lower_case(keycloak: Keycloak, run: Run) -> None:
    typed = "Jane.Doe@example.com"
    with keycloak.changed_user(email=typed):
        result = run(keycloak.metadata_url, "--idp-user-name", typed, "--cause", "saml.name-id.username-mismatch")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"enabled": False}, "Account is disabled"),
        ({"requiredActions": ["CONFIGURE_TOTP"]}, "asks for more than a password (totp"),
    ],
)
def test_a_person_whom_keycloak_stops_does_not_get_as_far_as_aws(
    keycloak: Keycloak, run: Run, fields: dict[str, object], told: str
) -> None:
    with keycloak.changed_user(**fields):
        result = run(keycloak.metadata_url)
    assert result.exit_code == 1
    assert told in result.output


@pytest.mark.browser
def test_a_person_signs_in_with_chromium(
    keycloak: Keycloak, service_provider: ServiceProvider, browser: Browser
) -> None:
    connect(service_provider.url, keycloak.metadata_url)
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{service_provider.url}/start")
    page.locator("input[name=username]").fill("jane")
    page.locator("input[name=password]").fill("jane")
    page.locator("#kc-login").click()
    expect(page).to_have_url(re.compile("/start$"), timeout=30_000)
    expect(page.locator("#person-name")).to_have_text("Jane Doe")
    context.close()
