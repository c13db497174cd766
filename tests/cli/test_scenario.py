"""`idc scenario` as a user calls it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from emulator.cli import main
from emulator.scenario.client import EmulatorClient
from emulator.seed.model import Seed, SeedUser
from tests.conftest import RunningEmulator
from tests.scenario.documents import SOUND


def idc(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["scenario", *arguments])


@pytest.fixture
def wrong(tmp_path: Path) -> str:
    """A scenario whose expectation does not hold."""
    path = tmp_path / "wrong.yaml"
    path.write_text(SOUND)
    return str(path)


def test_a_run_as_expected_exits_with_0_and_ends_in_a_table(emulator: RunningEmulator) -> None:
    result = idc("run", "saml.clock-skew", "--endpoint", emulator.url)
    assert result.exit_code == 0, result.output
    assert "saml.clock-skew" in result.stdout
    assert "1 of 1 scenarios as expected" in result.stdout
    assert "[1/1] passed saml.clock-skew" in result.stderr


def test_a_run_not_as_expected_exits_with_1_and_shows_expected_and_found(
    emulator: RunningEmulator, wrong: str
) -> None:
    result = idc("run", wrong, "--endpoint", emulator.url)
    assert result.exit_code == 1
    assert "expected" in result.stdout
    assert "found" in result.stdout
    assert "diagnosis.cause" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "no-such-scenario"),
        ("run", "-k", "nothing-like-this"),
        ("run", "--cause", "no.such.cause"),
        ("run", "--jobs", "0"),
        ("run", "--jobs", "2", "--endpoint", "http://127.0.0.1:1"),
        ("run", "--unknown"),
        ("show", "no-such-scenario"),
        ("show",),
    ],
)
def test_a_usage_error_exits_with_2_without_a_traceback(arguments: tuple[str, ...]) -> None:
    result = idc(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_an_unreadable_file_exits_with_2_and_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SOUND.replace("title:", "titel:"))
    result = idc("run", str(path))
    assert result.exit_code == 2
    assert "mine.yaml:2: unknown key `titel`; did you mean `title`?" in result.stderr


def test_an_endpoint_that_is_not_there_is_told_without_a_traceback() -> None:
    result = idc("run", "saml.clock-skew", "--endpoint", "http://127.0.0.1:1")
    assert result.exit_code == 1
    assert "127.0.0.1" in result.stderr
    assert "Traceback" not in result.output


def test_a_running_emulator_keeps_its_state(emulator: RunningEmulator) -> None:
    client = EmulatorClient(emulator.url)
    user = SeedUser(user_name="mine@example.com", given_name="My", family_name="Own")
    token = client.reset(Seed(users=(user,)).model_dump(mode="json"))["scim"]["tokens"][0]["secret"]
    application = {"audience": "urn:example:mine", "acs_url": "https://mine.example.com/acs"}
    client.send("PUT", "/idp/service-provider", json=application)
    before = client.ask("GET", "info")["instance"]
    assert idc("run", "duplicate.user-name", "--endpoint", emulator.url).exit_code == 0
    assert client.ask("GET", "info")["instance"] == before
    endpoint = client.ask("GET", "scim/tenant")["endpoint"]
    users = client.send("GET", f"{endpoint}/Users", headers={"Authorization": f"Bearer {token}"})[-1]
    assert [each["userName"] for each in users.json["Resources"]] == ["mine@example.com"]
    assert client.ask("GET", "snapshots")["snapshots"] == []
    assert client.send("GET", "/idp/service-provider")[-1].json["audience"] == "urn:example:mine"


def test_json_and_junit_reports(emulator: RunningEmulator, tmp_path: Path) -> None:
    junit = tmp_path / "report.xml"
    result = idc(
        "run", "its-not-you", "-k", "certificate", "--endpoint", emulator.url, "--json", "--junit", str(junit)
    )
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert {each["id"] for each in data["scenarios"]} == {"saml.certificate-expired", "saml.certificate-mismatch"}
    assert len(ElementTree.parse(junit).findall(".//testcase")) == 2


def test_a_report_that_cannot_be_written_is_a_usage_error(emulator: RunningEmulator, tmp_path: Path) -> None:
    result = idc("run", "saml.clock-skew", "--endpoint", emulator.url, "--junit", str(tmp_path / "no" / "report.xml"))
    assert result.exit_code == 2


def test_list_shows_missing_causes_and_counts() -> None:
    result = idc("list")
    assert result.exit_code == 0
    assert "password-reset.policy" in result.stdout
    assert "missing" in result.stdout
    assert "7 of 7" in result.stdout
    assert {"entry", "causes"} <= set(json.loads(idc("list", "--json").stdout)[0])


def test_show_tells_a_story() -> None:
    result = idc("show", "duplicate.primary-email")
    assert result.exit_code == 0
    assert "## The fix" in result.stdout
    assert json.loads(idc("show", "duplicate.primary-email", "--json").stdout)["entry"] == "duplicate-user-or-group"


def test_schema_is_json() -> None:
    assert json.loads(idc("schema").stdout)["title"] == "Scenario"


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """An environment with settings of the user's that would break or endanger a run if they were used."""
    return {**os.environ, "IDC_DATA": str(tmp_path / "precious.sqlite"), "IDC_REGION": "nowhere"}


def test_emulators_of_its_own_use_none_of_the_users_settings(tmp_path: Path, elsewhere: dict[str, str]) -> None:
    (tmp_path / "idc.toml").write_text('data = "precious.sqlite"\n')
    command = [sys.executable, "-m", "emulator", "scenario", "run", "duplicate-user-or-group", "--jobs", "2"]
    done = subprocess.run(command, cwd=tmp_path, env=elsewhere, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (tmp_path / "precious.sqlite").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_prints_what_ran_and_ends_the_emulators(number: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "emulator", "scenario", "run", "--jobs", "2"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path)
    assert running.stderr is not None
    running.stderr.readline()
    children = _children(running.pid)
    running.send_signal(number)
    output, _ = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "not run" in output
    assert len(children) == 2
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_an_interruption_leaves_a_running_emulator_as_it_was(emulator: RunningEmulator, tmp_path: Path) -> None:
    client = EmulatorClient(emulator.url)
    before = client.ask("GET", "info")["instance"]
    command = [sys.executable, "-m", "emulator", "scenario", "run", "--endpoint", emulator.url]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path)
    assert running.stderr is not None
    running.stderr.readline()
    running.send_signal(signal.SIGINT)
    output, _ = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "not run" in output
    assert client.ask("GET", "info")["instance"] == before
    assert client.ask("GET", "snapshots")["snapshots"] == []


def _children(parent: int) -> list[str]:
    return Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
