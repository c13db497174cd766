"""`idc lab` as a learner and as a trainer use it, with a real emulator in the background."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    exit_code: int
    stdout: str
    output: str


Idc = Callable[..., Ended]


@pytest.fixture
def idc(tmp_path: Path) -> Iterator[Idc]:
    """`idc lab` with a folder of its own; every emulator is ended afterwards."""

    def call(*arguments: str) -> Ended:
        # A process of its own: the emulator that it leaves behind must outlive it.
        command = [sys.executable, "-m", "emulator", "lab", *arguments, "--folder", str(tmp_path / "labs")]
        done = subprocess.run(command, capture_output=True, text=True)
        return Ended(done.returncode, done.stdout, done.stdout + done.stderr)

    yield call
    call("stop", "--all")


def endpoint(folder: Path, learner: str = "me") -> str:
    return str(json.loads((folder / "labs" / learner / "lab.json").read_text())["endpoint"])


def test_the_list_does_not_tell_causes(idc: Idc) -> None:
    result = idc("list")
    assert result.exit_code == 0, result.output
    assert "jane-is-new" in result.stdout
    assert "saml." not in result.stdout
    assert "0 of 23 solved" in result.stdout


def test_a_lab_from_start_to_solved(idc: Idc, tmp_path: Path) -> None:
    started = idc("start", "jane-is-back")
    assert started.exit_code == 0, started.output
    assert "parental leave" in started.output
    assert "saml.user-disabled" not in started.output

    assert idc("hint").output.startswith("1/4")
    assert "2/4" in idc("hint").output
    checked = idc("check")
    assert checked.exit_code == 1
    assert "✗ Jane signs in" in checked.output

    values = json.loads((tmp_path / "labs" / "me" / "lab.json").read_text())["values"]
    scim, token = values["scim"]["endpoint"], values["scim"]["tokens"][0]["secret"]
    with requests.Session() as provider:
        provider.headers["Authorization"] = f"Bearer {token}"
        (jane,) = provider.get(f"{scim}/Users", timeout=10).json()["Resources"]
        change = {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "replace", "path": "active", "value": True}],
        }
        assert provider.patch(f"{scim}/Users/{jane['id']}", json=change, timeout=10).ok

    solved = idc("check")
    assert solved.exit_code == 0, solved.output
    assert "Solved. It was saml.user-disabled" in solved.output
    assert "1 of 6 solved" in idc("list", "--course", "field").stdout

    assert idc("reset").exit_code == 0
    assert idc("check").exit_code == 1
    address = endpoint(tmp_path)
    assert "me: stopped" in idc("stop").output
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{address}/_emulator/livez", timeout=5)
    assert "1 of 6 solved" in idc("list", "--course", "field").stdout


def test_a_class_has_an_emulator_for_each_learner(idc: Idc, tmp_path: Path) -> None:
    # What an older version of the emulator has left behind does no harm.
    (tmp_path / "labs" / "ada").mkdir(parents=True)
    (tmp_path / "labs" / "ada" / "emulator.db").write_bytes(b"another version")
    learners = tmp_path / "learners.txt"
    learners.write_text("ada\n\ngrace\n")
    started = idc("start", "1", "--as", "ada", "--class", str(learners))
    assert started.exit_code == 0, started.output
    assert endpoint(tmp_path, "ada") != endpoint(tmp_path, "grace")
    assert (tmp_path / "labs" / "ada" / "lab.json").stat().st_mode & 0o077 == 0
    board = idc("class").stdout
    assert "ada" in board
    assert endpoint(tmp_path, "grace") in board
    assert idc("hint", "--as", "ada", "--all").output.count("/4") == 4


def test_mistakes_are_told(idc: Idc) -> None:
    assert "no lab is under way" in idc("check").output
    unknown = idc("start", "no-such-lab")
    assert unknown.exit_code == 2
    assert "idc lab list" in unknown.output
    assert "cannot name a learner" in idc("start", "1", "--as", "../x").output
