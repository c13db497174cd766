"""`idc diagnose` against a running emulator."""

import json

import requests
from click.testing import CliRunner, Result

from emulator.cli import main
from tests.conftest import RunningEmulator

JANE = {"user_name": "jane@example.com", "given_name": "Jane", "family_name": "Doe", "email": "jd@mail.example.com"}


def diagnose(emulator: RunningEmulator, *arguments: str) -> Result:
    seed = {"users": [JANE], "permission_sets": [{"name": "ReadOnly"}]}
    seed["assignments"] = [
        {"permission_set": "ReadOnly", "accounts": ["222233334444"], "users": ["jane@example.com"]}
    ]
    assert requests.post(f"{emulator.url}/_emulator/reset", json={"seed": seed}, timeout=10).ok
    return CliRunner().invoke(main, ["diagnose", *arguments, "--endpoint", emulator.url])


def test_nothing_broken_exits_with_0(emulator: RunningEmulator) -> None:
    result = diagnose(emulator, "jane@example.com")
    assert result.exit_code == 0, result.output
    assert "No link is broken." in result.output
    assert "✓ assignment" in result.output


def test_the_first_broken_link_comes_with_its_fix(emulator: RunningEmulator) -> None:
    result = diagnose(emulator, "jd@mail.example.com")
    assert result.exit_code == 1
    assert "✗ user-name" in result.output
    assert "The first broken link: user-name (saml.name-id.username-mismatch)" in result.output
    assert "expected: exactly the user name: jane@example.com" in result.output
    assert "Fix" in result.output


def test_the_symptom_is_tied_to_the_link_that_shows_it(emulator: RunningEmulator) -> None:
    text = "Looks like this code isn't right. Please try again."
    assert "is what this link shows: user-name" in diagnose(emulator, "jd@mail.example.com", "--symptom", text).output
    other = diagnose(emulator, "jd@mail.example.com", "--symptom", "Refused to create a new, duplicate resource.")
    assert "No broken link shows" in other.output
    assert "duplicate.user-name" in other.output


def test_as_json(emulator: RunningEmulator) -> None:
    result = diagnose(emulator, "new@example.com", "--json", "--symptom", "Something went wrong")
    chain = json.loads(result.output)
    assert chain["broken"] == "provisioned"
    assert chain["explained_by"] == ["provisioned"]
    assert chain["links"][0]["diagnosis"]["cause"] == "saml.user-not-provisioned"


def test_an_emulator_that_cannot_be_asked_is_told(emulator: RunningEmulator) -> None:
    result = CliRunner().invoke(main, ["diagnose", "jane", "--endpoint", "http://127.0.0.1:9"])
    assert result.exit_code == 2
    assert "127.0.0.1" in result.output
