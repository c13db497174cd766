"""The courses in the console: begin a lab, ask for hints, repair, have it checked."""

from pathlib import Path

import pytest
import requests

from tests.web.console.conftest import Start
from tests.web.console.visitor import Visitor


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is solved is written down in the user's application data."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_the_courses_are_listed_without_their_causes(console: Visitor) -> None:
    console.open("/labs")
    assert console.text("//*[@id='progress-1']").startswith("0 of 23 solved, about ")
    assert "jane-is-new" in console.body
    assert "saml." not in console.text("//main")


def test_starting_says_what_is_lost(console: Visitor) -> None:
    told = console.open("/labs/jane-is-back").text("//*[@id='start']")
    assert "2 users, 1 group, 1 permission set, 0 assignments" in told
    assert not console.offers("/check")


def test_a_lab_from_start_to_solved(console: Visitor) -> None:
    console.open("/labs/jane-is-back").send("/start")
    assert console.notice == "The emulator is broken. Good luck."
    assert "parental leave" in console.text("//*[@id='brief']")
    assert "saml.user-disabled" not in console.body

    console.send("/hint").send("/hint")
    assert len(console.texts("//*[@id='hints']/li")) == 2
    console.send("/check")
    assert console.text("//*[@id='check-heading']") == "Not yet"
    assert "Jane signs in and sees her portal." in console.text("//*[@id='checked']")

    users = requests.get(f"{console.url}/_emulator/users", timeout=10).json()["users"]
    endpoint, token = (console.text(f"//dt[text()='{name}']/following-sibling::dd[1]/code") for name in SCIM)
    change = {"Operations": [{"op": "replace", "path": "active", "value": True}]}
    headers = {"Authorization": f"Bearer {token}"}
    assert requests.patch(f"{endpoint}/Users/{users[0]['user_id']}", json=change, headers=headers, timeout=10).ok

    console.send("/check")
    assert console.text("//*[@id='check-heading']") == "Solved"
    assert "saml.user-disabled" in console.text("//*[@id='solution']")
    assert console.text("//*[@id='onward']") == "Next: first-day-of-the-instance"
    console.open("/labs")
    assert console.text("//*[@id='progress-2']").startswith("1 of 6 solved")


SCIM = ("SCIM endpoint, $SCIM_ENDPOINT in hints", "SCIM access token, $TOKEN in hints")


def test_a_state_that_was_replaced_ends_the_lab(start: Start) -> None:
    console = start()
    console.open("/labs/jane-is-back").send("/start")
    assert console.open("/labs").text("//*[@id='in-hand']") == "In hand: jane-is-back"
    console.open("/labs/jane-is-back")
    assert requests.post(f"{console.url}/_emulator/reset", timeout=10).ok
    refused = console.send("/check")
    assert refused.status == 409
    assert "Start it again" in refused.text("//*[@id='problem-text']")


def test_an_unknown_lab_is_told(console: Visitor) -> None:
    assert console.open("/labs/no-such-lab").status == 404
