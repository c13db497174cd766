"""`idc export`, `idc import` and `idc events` against a running emulator."""

import json
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from click.testing import CliRunner, Result

from emulator.cli import main
from tests.conftest import RunningEmulator

JANE = {"user_name": "jane@example.com", "given_name": "Jane", "family_name": "Doe", "email": "jane@example.com"}
SAM = {"user_name": "sam@example.com", "given_name": "Sam", "family_name": "Low", "email": "sam@example.com"}
STATE: dict[str, Any] = {
    "users": [JANE],
    "groups": [{"display_name": "Engineers", "members": ["jane@example.com"]}],
    "permission_sets": [{"name": "ReadOnly"}],
    "assignments": [{"permission_set": "ReadOnly", "accounts": ["222233334444"], "groups": ["Engineers"]}],
}


def idc(emulator: RunningEmulator, *arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, [*arguments, "--endpoint", emulator.url], input=given)


@pytest.fixture
def state(emulator: RunningEmulator) -> RunningEmulator:
    reset = requests.post(f"{emulator.url}/_emulator/reset", json={"seed": STATE}, timeout=10)
    assert reset.ok, reset.text
    return emulator


def test_an_export_imports_as_the_same_state(state: RunningEmulator, tmp_path: Path) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    assert idc(state, "export", str(first)).exit_code == 0
    replaced = idc(state, "import", str(first), "--replace")
    assert replaced.exit_code == 0, replaced.output
    assert "The state was replaced." in replaced.output
    assert "SCIM access token: " in replaced.output
    assert idc(state, "export", str(second)).exit_code == 0
    assert first.read_text() == second.read_text()
    assert yaml.safe_load(first.read_text())["groups"] == STATE["groups"]


def test_an_export_does_not_overwrite_a_file_unless_told(state: RunningEmulator, tmp_path: Path) -> None:
    file = tmp_path / "state.yaml"
    file.write_text("mine")
    refused = idc(state, "export", str(file))
    assert refused.exit_code == 2
    assert "--force" in refused.output
    assert file.read_text() == "mine"
    assert idc(state, "export", str(file), "--force").exit_code == 0
    assert "jane@example.com" in file.read_text()


def test_an_export_tells_what_it_leaves_out(state: RunningEmulator) -> None:
    seed = {"identity_source": {"kind": "identity-center"}, "users": [JANE | {"password": "Some-Pass-word-1"}]}
    assert requests.post(f"{state.url}/_emulator/reset", json={"seed": seed}, timeout=10).ok
    told = idc(state, "export")
    assert "Not in it: passwords: 1." in told.output
    assert "Some-Pass" not in told.output
    assert json.loads(idc(state, "export", "--json").stdout)["left_out"] == ["passwords: 1"]


def test_an_import_adds_what_is_not_there(state: RunningEmulator) -> None:
    more = {
        "session_minutes": 60,
        "accounts": [
            {"account_id": "222233334444", "name": "Production", "email": "p@example.com"},
            {"account_id": "555566667777", "name": "Data", "email": "data@example.com"},
        ],
        "users": [JANE | {"title": "Queen"}, SAM],
        "groups": [{"display_name": "Engineers", "members": ["sam@example.com"]}, {"display_name": "Finance"}],
        "permission_sets": [{"name": "ReadOnly", "session_duration": "PT9H"}, {"name": "Billing"}],
        "assignments": [{"permission_set": "Billing", "accounts": ["555566667777"], "users": ["sam@example.com"]}],
        "applications": [{"name": "Sample application", "users": ["sam@example.com"]}],
    }
    done = idc(state, "import", "-", given=yaml.safe_dump(more))
    assert done.exit_code == 0, done.output
    assert "1 users new: sam@example.com" in done.output
    assert "1 users kept as it is: jane@example.com" in done.output
    assert "only --replace sets them: session_minutes" in done.output
    exported = yaml.safe_load(idc(state, "export").stdout)
    assert exported["groups"][0]["members"] == ["jane@example.com", "sam@example.com"]
    assert {each["permission_set"] for each in exported["assignments"]} == {"ReadOnly", "Billing"}
    assert "session_minutes" not in exported
    assert all("session_duration" not in each for each in exported["permission_sets"])
    assert exported["applications"][0]["users"] == ["sam@example.com"]
    again = idc(state, "import", "-", "--json", given=yaml.safe_dump(more))
    assert json.loads(again.stdout)["added"] == {}
    assert yaml.safe_load(idc(state, "export").stdout) == exported


def test_an_import_that_is_refused_changes_nothing(state: RunningEmulator) -> None:
    twice = SAM | {"email": "jane@example.com"}
    refused = idc(state, "import", "-", given=yaml.safe_dump({"users": [twice]}))
    assert refused.exit_code == 2
    assert "nothing was changed" in refused.output
    assert "duplicate.primary-email" in refused.output
    assert "sam@example.com" not in idc(state, "export").stdout


def test_a_file_that_is_no_seed_is_told_with_its_line(state: RunningEmulator) -> None:
    refused = idc(state, "import", "-", given="users:\n  - usr_name: jane\n")
    assert refused.exit_code == 2
    assert ":2: unknown key `users.0.usr_name`; did you mean `user_name`?" in refused.output


def test_users_are_not_added_beside_active_directory(state: RunningEmulator) -> None:
    directory = {
        "identity_source": {"kind": "active-directory"},
        "active_directory": {"domain": "corp.example.com", "netbios_name": "CORP"},
    }
    assert idc(state, "import", "-", "--replace", given=yaml.safe_dump(directory)).exit_code == 0
    refused = idc(state, "import", "-", given=yaml.safe_dump({"users": [JANE]}))
    assert refused.exit_code == 2
    assert "come from Active Directory" in refused.output


def test_events_are_printed_with_who_and_what_went_wrong(state: RunningEmulator) -> None:
    response = requests.post(
        f"{state.url}/_emulator/scim/tokens", json={}, timeout=10
    )  # the second token; the third is refused
    endpoint = requests.get(f"{state.url}/_emulator/scim/tenant", timeout=10).json()["endpoint"]
    headers = {"Authorization": f"Bearer {response.json()['secret']}"}
    refused = requests.post(f"{endpoint}/Users", json={"userName": "x"}, headers=headers, timeout=10)
    assert refused.status_code == 400
    listed = idc(state, "events", "--source", "identitystore-scim.amazonaws.com", "--failed", "--since", "1h")
    assert listed.exit_code == 0, listed.output
    (line,) = listed.output.splitlines()
    assert "CreateUser" in line
    assert "ValidationException" in line
    (whole,) = idc(state, "events", "--name", "CreateUser", "--json").output.splitlines()
    assert json.loads(whole)["eventName"] == "CreateUser"
    assert idc(state, "events", "--user", "nobody").output == ""
    assert idc(state, "events", "--since", "2999-01-01T00:00:00Z").output == ""
    assert idc(state, "events", "--since", "yesterday").exit_code == 2


def test_events_are_followed_until_ctrl_c(state: RunningEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses = iter((True, False))

    def something_happens(seconds: float) -> None:
        if not next(pauses):
            raise KeyboardInterrupt
        assert requests.put(f"{state.url}/_emulator/identity-source", json={"kind": "identity-center"}, timeout=10).ok

    monkeypatch.setattr("emulator.cli.events.time.sleep", something_happens)
    followed = idc(state, "events", "--follow")
    assert followed.exit_code == 0
    assert "DisableExternalIdPConfigurationForDirectory" in followed.output


def test_an_emulator_that_cannot_be_asked_is_told() -> None:
    for verb in (["export"], ["events"], ["import", "-"]):
        result = CliRunner().invoke(main, [*verb, "--endpoint", "http://127.0.0.1:9"], input="{}")
        assert result.exit_code == 2
        assert "127.0.0.1" in result.output
