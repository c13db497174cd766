"""`idc scenario new` and `idc scenario record`."""

from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from click.testing import CliRunner, Result

from emulator.cli import main
from emulator.guide.catalogue import catalogue
from emulator.scenario.client import EmulatorClient
from emulator.scenario.model import Scenario
from emulator.scenario.outcome import Verdict
from emulator.scenario.run import run_scenario
from tests.conftest import RunningEmulator

USER = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "userName": "jane@example.com",
    "name": {"givenName": "Jane", "familyName": "Doe"},
    "displayName": "Jane Doe",
    "active": True,
}


def idc(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["scenario", *arguments])


class Client:
    """A SCIM client of a fresh emulator."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.given = EmulatorClient(url).reset({})["scim"]

    def post(self, body: dict[str, Any]) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.given['tokens'][0]['secret']}"}
        return requests.post(f"{self.given['endpoint']}/Users", json=body, headers=headers, timeout=10)


@pytest.mark.parametrize("cause", ["scim.missing-given-name", "saml.clock-skew", "kms.access-blocked"])
def test_a_new_scenario_can_be_read(cause: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    assert idc("new", cause, "-o", str(path)).exit_code == 0
    assert Scenario.model_validate(yaml.safe_load(path.read_text())).cause == cause
    assert idc("show", str(path)).exit_code == 0


def test_every_cause_can_be_begun() -> None:
    for cause in catalogue().causes:
        assert idc("new", cause.id).exit_code == 0, cause.id


def test_a_new_scenario_overwrites_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("kept")
    assert idc("new", "saml.clock-skew", "-o", str(path)).exit_code == 2
    assert path.read_text() == "kept"


def test_an_unknown_cause_comes_with_a_suggestion() -> None:
    result = idc("new", "saml.clock-skev")
    assert result.exit_code == 2
    assert "saml.clock-skew" in result.output


def test_a_recorded_scim_refusal_runs_as_it_is(emulator: RunningEmulator, tmp_path: Path) -> None:
    client, path = Client(emulator.url), tmp_path / "recorded.yaml"
    assert client.post(USER | {"name": {"familyName": "Doe"}}).status_code == 400
    assert client.post(USER).status_code == 201
    recorded = idc("record", "--endpoint", emulator.url, "-o", str(path))
    assert recorded.exit_code == 0, recorded.output
    assert client.given["tokens"][0]["secret"] not in path.read_text()
    scenario = Scenario.model_validate(yaml.safe_load(path.read_text()))
    assert scenario.cause == "scim.missing-given-name"
    outcome = run_scenario(scenario, path, EmulatorClient(emulator.url))
    assert outcome.verdict is Verdict.PASSED
    assert outcome.fix_proven


def test_the_requests_before_are_recorded_when_asked_for(emulator: RunningEmulator) -> None:
    client = Client(emulator.url)
    client.post(USER)
    refused = client.post(USER)
    request = ["--request-id", refused.headers["x-amzn-RequestId"]]
    document = yaml.safe_load(idc("record", "--endpoint", emulator.url, "--steps", "2", *request).stdout)
    assert document["cause"] == "duplicate.user-name"
    assert [step["scim"]["method"] for step in document["when"]] == ["POST", "POST"]
    assert document["then"]["api"] == {
        "status": 409,
        "body": {"detail": "Refused to create a new, duplicate resource."},
    }
    assert document["then"]["trail"][0]["errorMessage"] == "Duplicate UserName"


def test_a_recorded_sign_in_names_the_person_and_the_page(emulator: RunningEmulator, tmp_path: Path) -> None:
    EmulatorClient(emulator.url).reset({})
    accept = {"Accept": "application/json"}
    issued = requests.post(
        f"{emulator.url}/idp/sign-in", data={"name_id": "joe@example.com"}, headers=accept, timeout=10
    ).json()
    requests.post(issued["acs_url"], data={"SAMLResponse": issued["SAMLResponse"]}, timeout=10)
    document = yaml.safe_load(idc("record", "--endpoint", emulator.url).stdout)
    assert document["cause"] == "saml.user-not-provisioned"
    assert document["when"][0]["sign_in_with_saml"]["name_id"] == "joe@example.com"
    assert document["when"][0]["sign_in_with_saml"]["initiated_by"] == "idp"
    assert document["then"]["trail"][0]["eventName"] == "ExternalIdPDirectoryLogin"


def test_nothing_refused_is_nothing_to_record(emulator: RunningEmulator) -> None:
    EmulatorClient(emulator.url).reset({})
    result = idc("record", "--endpoint", emulator.url)
    assert result.exit_code == 1
    assert "do what is refused first" in result.output
