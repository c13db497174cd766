"""A SCIM client that takes the RFCs by the letter: what works, and where AWS answers otherwise.

The guide for SCIM clients tells each of these (docs/guides/providers/scim-clients.md).
"""

import json
import os
import subprocess
from pathlib import Path

import pytest
import requests

from emulator.seed.model import Seed
from emulator.server import Server

ROOT = Path(__file__).parents[2]
SESSION = Path(__file__).with_name("scim2_client_session.py")

WORKS = (
    "discover",
    "create a user",
    "read a user",
    "list users",
    "find a user by name",
    "deactivate a user",
    "create a group",
    "list groups",
    "delete a user",
)
# What every error carries beside the members of RFC 7644 §3.12; the client refuses to read it (facts/scim.md §3).
STRANGE_ERROR = ("schema", "exceptionRequestId", "timeStamp")


@pytest.fixture(scope="module")
def outcomes(server: Server) -> dict[str, str]:
    """What became of each request; without the client the tests are skipped, on CI they fail."""
    folder = Path(os.environ.get("IDC_TEST_SCIM_CLIENT", ROOT / ".venv-scim-client" / "bin"))
    if not (folder / "python").exists():
        missing = f"{folder} is missing; make it with `make .venv-scim-client/installed`"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    assert server.emulator is not None
    server.emulator.reset(Seed())
    control = f"{server.url}/_emulator/scim"
    endpoint = requests.get(f"{control}/tenant", timeout=10).json()["endpoint"]
    token = requests.post(f"{control}/tokens", json={}, timeout=10).json()["secret"]
    done = subprocess.run(
        [folder / "python", SESSION, endpoint],
        env={"SCIM_TOKEN": token, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("request_name", WORKS)
def test_it_works(outcomes: dict[str, str], request_name: str) -> None:
    assert outcomes[request_name] == "ok"


def test_the_extension_is_said_to_be_required_so_the_client_insists_on_it(outcomes: dict[str, str]) -> None:
    assert "requires the extension" in outcomes["create a user without the enterprise extension"]


@pytest.mark.parametrize("request_name", ["create the same user again", "replace a group"])
def test_errors_carry_members_that_the_rfc_does_not_know(outcomes: dict[str, str], request_name: str) -> None:
    assert all(member in outcomes[request_name] for member in STRANGE_ERROR)


def test_a_replacement_is_answered_201(outcomes: dict[str, str]) -> None:
    assert "Unexpected response status code: 201" in outcomes["replace a user"]


def test_nothing_else_was_tried(outcomes: dict[str, str]) -> None:
    otherwise = {name for name, outcome in outcomes.items() if outcome != "ok"}
    assert otherwise == {
        "create a user without the enterprise extension",
        "create the same user again",
        "replace a user",
        "replace a group",
    }
