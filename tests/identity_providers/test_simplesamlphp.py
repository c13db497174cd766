"""Sign-ins with a real SimpleSAMLphp, set up as its guide says, and with each field of the guide set wrong."""

import json
import re
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner
from playwright.sync_api import Browser, expect
from pydantic import SecretStr

from emulator.cli import main
from emulator.server import Server
from emulator.settings import Settings
from tests.identity_providers.conftest import Run, ServiceProvider
from tests.identity_providers.connecting import connect
from tests.identity_providers.simplesamlphp import TRANSIENT, SimpleSamlPhp

# What the guide's table says, and how the configuration is changed to get there.
WRONG_FIELDS = {
    "saml.name-id.not-rfc2822": {"'attribute' => 'mail'": "'attribute' => 'uid'"},
    "saml.assertion.encrypted": {
        "'assertion.encryption' => false": "'assertion.encryption' => true, 'certificate' => 'second.crt'"
    },
    "saml.signature.missing": {
        "'saml20.sign.response' => true": "'saml20.sign.response' => false",
        "'saml20.sign.assertion' => true": "'saml20.sign.assertion' => false",
    },
}


def test_every_case_is_as_expected(simplesamlphp: SimpleSamlPhp, service_provider: ServiceProvider, run: Run) -> None:
    start_url = simplesamlphp.start_url(service_provider.issuer)
    result = run(simplesamlphp.metadata_url, "--idp-start-url", start_url, "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert [each["told"] for each in report["sign_ins"] if each["not_tried"]] == []
    causes = {each["expected_cause"] for each in report["sign_ins"]}
    assert {"saml.user-disabled", "saml.certificate-expired", "saml.clock-skew", "saml.assertion.replayed"} <= causes


def test_the_emulator_is_afterwards_as_it_was(
    simplesamlphp: SimpleSamlPhp, service_provider: ServiceProvider, run: Run
) -> None:
    states = [f"{service_provider.url}/_emulator/{name}" for name in ("identity-source", "users", "snapshots")]
    before = [requests.get(url, timeout=10).json() for url in states]
    assert run(simplesamlphp.metadata_url).exit_code == 0
    assert [requests.get(url, timeout=10).json() for url in states] == before


@pytest.mark.parametrize("cause", WRONG_FIELDS)
def test_a_wrong_field_is_refused_as_its_scenario_shows(
    simplesamlphp: SimpleSamlPhp, service_provider: ServiceProvider, run: Run, cause: str
) -> None:
    simplesamlphp.know(service_provider.issuer, service_provider.acs_url, **WRONG_FIELDS[cause])
    result = run(simplesamlphp.metadata_url, "--cause", cause)
    assert result.exit_code == 0, result.output


def test_without_the_filter_the_name_identifier_is_refused(
    simplesamlphp: SimpleSamlPhp, service_provider: ServiceProvider, run: Run
) -> None:
    simplesamlphp.know(service_provider.issuer, service_provider.acs_url, **{"'authproc'": "'nothing'"})
    result = run(simplesamlphp.metadata_url, "--cause", "saml.name-id.format")
    assert result.exit_code == 0, result.output


def test_metadata_as_they_are_by_default_prevent_the_sign_in(simplesamlphp: SimpleSamlPhp, run: Run) -> None:
    simplesamlphp.publish(name_id_format=TRANSIENT)
    result = run(simplesamlphp.metadata_url, "--cause", "idp-metadata.name-id-format")
    assert result.exit_code == 0, result.output


def test_a_renewed_key_needs_the_new_metadata(simplesamlphp: SimpleSamlPhp, run: Run, tmp_path: Path) -> None:
    old = tmp_path / "old.xml"
    old.write_text(requests.get(simplesamlphp.metadata_url, timeout=10).text)
    simplesamlphp.publish(key="second")
    assert run(str(old), "--cause", "saml.certificate-mismatch").exit_code == 0
    assert run(simplesamlphp.metadata_url).exit_code == 0


def test_an_acs_url_with_a_slash_at_the_end_shows_when_the_sign_in_starts_at_the_provider(
    simplesamlphp: SimpleSamlPhp, service_provider: ServiceProvider, run: Run
) -> None:
    simplesamlphp.know(service_provider.issuer, f"{service_provider.acs_url}/")
    start_url = simplesamlphp.start_url(service_provider.issuer)
    result = run(simplesamlphp.metadata_url, "--idp-start-url", start_url, "--cause", "saml.acs-url-mismatch")
    assert result.exit_code == 0, result.output


def test_another_audience_shows_when_the_sign_in_starts_at_the_provider(
    simplesamlphp: SimpleSamlPhp, service_provider: ServiceProvider, run: Run
) -> None:
    simplesamlphp.know("urn:example:another", service_provider.acs_url)
    start_url = simplesamlphp.start_url("urn:example:another")
    result = run(simplesamlphp.metadata_url, "--idp-start-url", start_url, "--cause", "saml.audience-mismatch")
    assert result.exit_code == 0, result.output
    at_the_portal = run(simplesamlphp.metadata_url)
    assert at_the_portal.exit_code == 1
    assert "Metadata not found" in at_the_portal.output


def test_an_attribute_for_access_control_with_two_values_is_refused_once_they_are_enabled(
    simplesamlphp: SimpleSamlPhp, service_provider: ServiceProvider, run: Run
) -> None:
    mapped = """'authproc' => [
        80 => [
            'class' => 'core:AttributeMap',
            'eduPersonAffiliation' => 'https://aws.amazon.com/SAML/Attributes/AccessControl:affiliation',
        ],"""
    simplesamlphp.know(service_provider.issuer, service_provider.acs_url, **{"'authproc' => [": mapped})
    assert run(simplesamlphp.metadata_url, "--cause", "saml.attributes.multi-valued").exit_code == 1
    requests.put(f"{service_provider.url}/_emulator/access-control-attributes", json={"enabled": True}, timeout=10)
    result = run(simplesamlphp.metadata_url, "--cause", "saml.attributes.multi-valued")
    assert result.exit_code == 0, result.output


def test_a_refusal_that_nobody_expected_is_told_with_its_scenario(
    simplesamlphp: SimpleSamlPhp, service_provider: ServiceProvider, run: Run
) -> None:
    simplesamlphp.know(service_provider.issuer, service_provider.acs_url, **WRONG_FIELDS["saml.assertion.encrypted"])
    result = run(simplesamlphp.metadata_url)
    assert result.exit_code == 1
    assert "Refused: saml.assertion.encrypted" in result.stdout
    assert "`idc scenario show saml.assertion.encrypted` tells the fix" in result.stdout
    assert "0 of 1 sign-ins as expected" in result.stdout


def test_a_wrong_password_is_told_in_the_words_of_the_provider(
    simplesamlphp: SimpleSamlPhp, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDC_IDP_PASSWORD", "wrong")
    result = run(simplesamlphp.metadata_url)
    assert result.exit_code == 1
    assert "the provider refuses user name or password" in result.output
    assert "Incorrect username or password" in result.output


def test_user_name_that_provisioning_writes_need_not_be_the_name_identifier(
    simplesamlphp: SimpleSamlPhp, run: Run
) -> None:
    result = run(
        simplesamlphp.metadata_url, "--idp-user-name", "jane@corp.example.com", "--cause", "saml.user-not-provisioned"
    )
    assert result.exit_code == 0, result.output


def test_an_emulator_with_https_and_an_admin_token(
    running_php: SimpleSamlPhp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDC_IDP_PASSWORD", "jane")
    settings = Settings(port=0, tls=True, tls_directory=tmp_path, admin_token=SecretStr("local"))
    with Server(settings) as server:
        authority = str(server.certificate_authority)
        headers = {"Authorization": "Bearer local"}
        info = requests.get(f"{server.url}/_emulator/info", headers=headers, verify=authority, timeout=10).json()
        running_php.publish()
        running_php.know(info["instance"]["issuer"], info["instance"]["acs_url"])
        options = ["--endpoint", server.url, "--ca-file", authority, "--admin-token", "local", "--idp-user", "jane"]
        result = CliRunner().invoke(main, ["scenario", "run", "--idp", running_php.metadata_url, *options])
    assert result.exit_code == 0, result.output


@pytest.mark.browser
def test_a_person_signs_in_with_chromium(
    simplesamlphp: SimpleSamlPhp, service_provider: ServiceProvider, browser: Browser
) -> None:
    connect(service_provider.url, simplesamlphp.metadata_url)
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{service_provider.url}/start")
    page.locator("input[name=username]").fill("jane")
    page.locator("input[name=password]").fill("jane")
    page.locator("button[type=submit], input[type=submit]").first.click()
    expect(page).to_have_url(re.compile("/start$"), timeout=30_000)
    expect(page.locator("#person-name")).to_have_text("Jane Doe")
    context.close()
