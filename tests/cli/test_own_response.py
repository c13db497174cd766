"""`idc scenario run --saml-response`: a response that was not made for a scenario."""

import json
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result

from emulator.cli import main
from emulator.scenario.client import EmulatorClient
from tests.conftest import RunningEmulator

JANE = {"user_name": "jane@example.com", "given_name": "Jane", "family_name": "Doe"}


@pytest.fixture
def url(emulator: RunningEmulator) -> str:
    EmulatorClient(emulator.url).reset({"users": [JANE]})
    return emulator.url


def response(url: str, path: Path, *faults: str, name_id: str = "jane@example.com") -> str:
    """A file with what the browser would post."""
    form = [("name_id", name_id), *(("fault", fault) for fault in faults)]
    issued = requests.post(f"{url}/idp/sign-in", data=form, headers={"Accept": "application/json"}, timeout=10).json()
    path.write_text(issued["SAMLResponse"])
    return str(path)


def run(url: str, file: str, *arguments: str) -> Result:
    arguments = ("--saml-response", file, "--endpoint", url, *arguments)
    return CliRunner().invoke(main, ["scenario", "run", *arguments])


def test_a_sound_response_is_accepted_and_can_still_be_used(url: str, tmp_path: Path) -> None:
    file = response(url, tmp_path / "response.txt")
    assert "Accepted. The person sees:" in run(url, file).output
    # The state was restored, so the response is not used up.
    assert run(url, file).exit_code == 0


def test_a_refused_response_is_tied_to_the_scenario_that_shows_it(url: str, tmp_path: Path) -> None:
    file = response(url, tmp_path / "response.txt", name_id="new@example.com")
    result = run(url, file)
    assert result.exit_code == 1
    assert "Refused: saml.user-not-provisioned" in result.output
    assert "Page and event are those of the scenario saml.user-not-provisioned" in result.output


@pytest.mark.parametrize(
    ("fault", "cause"),
    [("wrong-audience", "saml.audience-mismatch"), ("expired-certificate", "saml.certificate-expired")],
)
def test_a_refusal_that_is_expected_is_as_expected(url: str, tmp_path: Path, fault: str, cause: str) -> None:
    file = response(url, tmp_path / "response.txt", fault)
    assert run(url, file, "--cause", cause).exit_code == 0
    assert run(url, file, "--cause", "saml.user-disabled").exit_code == 1
    document = json.loads(run(url, file, "--json").output)
    assert (document["accepted"], document["cause"], document["differences"]) == (False, cause, [])


def test_it_needs_an_emulator_that_is_connected_with_the_provider(tmp_path: Path) -> None:
    file = tmp_path / "response.txt"
    file.write_text("x")
    result = CliRunner().invoke(main, ["scenario", "run", "--saml-response", str(file)])
    assert result.exit_code == 2
    assert "--endpoint" in result.output
