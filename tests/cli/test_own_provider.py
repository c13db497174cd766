"""`idc scenario run --idp`: what has to be given, with the test IdP in the place of somebody's own provider."""

import json
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result

from emulator.cli import main
from tests.conftest import RunningEmulator


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDC_IDP_PASSWORD", "not asked for")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["scenario", "run", *arguments])


def with_the_test_idp(url: str, *arguments: str) -> Result:
    return run("--idp", f"{url}/idp/metadata", "--endpoint", url, "--idp-user", "jane@example.com", *arguments)


def test_every_case_but_the_clock_is_as_expected_with_the_test_idp(emulator: RunningEmulator) -> None:
    result = with_the_test_idp(emulator.url, "--idp-start-url", f"{emulator.url}/idp", "--json")
    report = json.loads(result.stdout)
    assert [each["told"] for each in report["sign_ins"] if each["not_tried"]] == []
    # The test IdP goes by the emulator's clock, so it is never behind; what is not as expected is told, and exit 1.
    wrong = [each for each in report["sign_ins"] if not each["as_expected"]]
    assert [each["told"] for each in wrong] == ["The provider's clock is an hour behind ours."]
    assert (report["as_expected"], result.exit_code) == (False, 1)


def test_a_sign_in_that_is_expected_to_be_refused_and_is_not(emulator: RunningEmulator) -> None:
    result = with_the_test_idp(emulator.url, "--cause", "saml.audience-mismatch")
    assert result.exit_code == 1
    assert "✗ saml.audience-mismatch  The sign-in starts at the access portal.\n    Accepted." in result.stdout


def test_what_is_not_tried_is_told_with_the_reason(emulator: RunningEmulator) -> None:
    result = with_the_test_idp(emulator.url)
    assert "Not tried: name the provider's own start URL with --idp-start-url." in result.stdout
    assert "run again with --cause NAME" in result.stdout


def test_metadata_that_aws_would_not_import_are_told(emulator: RunningEmulator, tmp_path: Path) -> None:
    file = tmp_path / "metadata.xml"
    file.write_text(requests.get(f"{emulator.url}/idp/metadata", timeout=10).text.replace("http://", "http:/"))
    result = run("--idp", str(file), "--endpoint", emulator.url, "--idp-user", "jane")
    assert result.exit_code == 1
    assert "idp-metadata.invalid-url" in result.output


def test_metadata_that_are_not_there_are_told(emulator: RunningEmulator, tmp_path: Path) -> None:
    result = run("--idp", str(tmp_path / "none.xml"), "--endpoint", emulator.url, "--idp-user", "jane")
    assert result.exit_code == 1
    assert "no metadata" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["--idp", "m.xml", "--idp-user", "jane"],
        ["--idp", "m.xml", "--endpoint", "http://127.0.0.1:1"],
        ["--idp-user", "jane"],
        ["--idp", "m.xml", "--endpoint", "http://127.0.0.1:1", "--idp-user", "jane", "saml.clock-skew"],
        ["--idp", "m.xml", "--endpoint", "http://127.0.0.1:1", "--idp-user", "jane", "--junit", "report.xml"],
    ],
)
def test_options_that_do_not_go_together_are_usage_errors(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_password_has_to_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IDC_IDP_PASSWORD")
    result = run("--idp", "m.xml", "--endpoint", "http://127.0.0.1:1", "--idp-user", "jane")
    assert result.exit_code == 2
    assert "IDC_IDP_PASSWORD" in result.output


def test_a_response_that_is_posted_elsewhere_is_told(emulator: RunningEmulator) -> None:
    registration = f"{emulator.url}/idp/service-provider"
    before = requests.get(registration, timeout=10).json()
    elsewhere = {"audience": before["audience"], "acs_url": "https://another.example.com/acs"}
    requests.put(registration, json=elsewhere, timeout=10)
    try:
        result = with_the_test_idp(
            emulator.url, "--idp-start-url", f"{emulator.url}/idp", "--cause", "saml.clock-skew"
        )
    finally:
        requests.put(registration, json=elsewhere | {"acs_url": before["acs_urls"][0]}, timeout=10)
    assert result.exit_code == 1
    assert "https://another.example.com/acs, which is not at this emulator" in result.output
