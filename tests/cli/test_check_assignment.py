"""`idc check assignment`: why somebody does not get a role."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from click.testing import CliRunner, Result

from emulator.cli import main
from tests.conftest import RunningEmulator

STATE: dict[str, Any] = {
    "users": [
        {"user_name": "jane@example.com", "given_name": "Jane", "family_name": "Doe", "email": "jane@example.com"},
        {"user_name": "sam@example.com", "given_name": "Sam", "family_name": "Low", "active": False},
    ],
    "groups": [{"display_name": "Readers", "members": ["sam@example.com"]}, {"display_name": "Writers"}],
    "permission_sets": [{"name": "ReadOnly"}, {"name": "Admin"}],
    "assignments": [
        {"permission_set": "ReadOnly", "accounts": ["222233334444"], "groups": ["Readers"]},
        {"permission_set": "Admin", "accounts": ["222233334444"], "users": ["jane@example.com"]},
    ],
}


@pytest.fixture(autouse=True)
def _log_level() -> Iterator[None]:
    logger = logging.getLogger("emulator")
    before = logger.level
    yield
    logger.setLevel(before)


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    path = tmp_path / "state.yaml"
    path.write_text(yaml.safe_dump(STATE))
    return path


def check(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["check", "assignment", *(str(argument) for argument in arguments)])


def causes(result: Result) -> list[str]:
    return [link["diagnosis"]["cause"] for link in json.loads(result.stdout)["links"] if link["diagnosis"]]


def test_who_has_the_role_exits_with_0(seed: Path) -> None:
    result = check("jane@example.com", "--account", "222233334444", "--permission-set", "Admin", "--seed", seed)
    assert result.exit_code == 0, result.output
    assert "The person has it." in result.output
    assert "Admin in 222233334444" in result.output


def test_who_lacks_it_learns_who_has_it(seed: Path) -> None:
    result = check("jane@example.com", "--account", "222233334444", "--permission-set", "ReadOnly", "--seed", seed)
    assert result.exit_code == 1
    assert "Broken first: permission-set." in result.output
    assert "portal.role-not-assigned" in result.output
    assert "group Readers (ReadOnly in 222233334444)" in result.output
    assert "AWS shows: No access" in result.output


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("jane@example.com", "--account", "333344445555"), ["portal.account-not-assigned"]),
        (("jane@example.com", "--account", "999999999999"), ["provisioning.target", "portal.account-not-assigned"]),
        (("jane@example.com", "--permission-set", "Nothing"), ["permission-set.unknown", "portal.role-not-assigned"]),
        (
            ("jane@example.com", "--permission-set", "AWSReservedSSO_Admin_0123456789abcdef"),
            ["portal.role-name", "portal.role-name"],
        ),
        (("sam@example.com", "--permission-set", "ReadOnly"), ["saml.user-disabled"]),
        (("nobody@example.com",), ["saml.user-not-provisioned"]),
    ],
)
def test_every_link_can_be_the_broken_one(seed: Path, arguments: tuple[str, ...], expected: list[str]) -> None:
    result = check(*arguments, "--seed", seed, "--json")
    assert result.exit_code == 1
    assert causes(result) == expected


def test_a_running_emulator_is_asked(emulator: RunningEmulator) -> None:
    assert requests.post(f"{emulator.url}/_emulator/reset", json={"seed": STATE}, timeout=10).ok
    result = check("jane@example.com", "--permission-set", "ReadOnly", "--json", "--endpoint", emulator.url)
    assert result.exit_code == 1
    assert causes(result) == ["portal.role-not-assigned"]


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("usrs: []\n")
    for arguments in (("--seed", wrong), ("--endpoint", "http://127.0.0.1:9")):
        assert check("jane", *arguments).exit_code == 2
