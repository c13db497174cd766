"""The emulator's clock over the wire."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from emulator.clock import system_now
from tests.web.control.conftest import ControlClient


def shown(state: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(state["now"])


def test_running_clock_shows_the_machines_time(control: ControlClient) -> None:
    state = control.get("clock")
    assert abs(shown(state) - system_now()) < timedelta(seconds=10)
    assert (state["frozen"], state["offset_seconds"]) == (False, 0)


def test_freeze_true_stops_the_clock(control: ControlClient) -> None:
    frozen = control.do("POST", "clock", {"freeze": True})
    assert frozen["frozen"]
    assert control.get("clock")["now"] == frozen["now"]


def test_freeze_at_an_instant(control: ControlClient) -> None:
    control.do("POST", "clock", {"freeze": "2026-03-01T12:00:00+02:00"})
    assert shown(control.get("clock")) == datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_advance_moves_a_frozen_clock(control: ControlClient) -> None:
    control.do("POST", "clock", {"freeze": "2026-03-01T12:00:00Z"})
    control.do("POST", "clock", {"advance": 90})
    assert shown(control.get("clock")) == datetime(2026, 3, 1, 12, 1, 30, tzinfo=UTC)


def test_skew_runs_the_clock_ahead_or_behind(control: ControlClient) -> None:
    state = control.do("POST", "clock", {"skew": -600})
    assert state["offset_seconds"] == -600
    assert timedelta(seconds=590) < system_now() - shown(state) < timedelta(seconds=610)


def test_resume_follows_the_machine_again(control: ControlClient) -> None:
    control.do("POST", "clock", {"freeze": "2000-01-01T00:00:00Z"})
    state = control.do("POST", "clock", {"resume": True})
    assert not state["frozen"]
    assert abs(shown(state) - system_now()) < timedelta(seconds=10)


def test_freeze_and_advance_together_act_in_that_order(control: ControlClient) -> None:
    state = control.do("POST", "clock", {"freeze": "2026-03-01T12:00:00Z", "advance": -3600})
    assert shown(state) == datetime(2026, 3, 1, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, "resume, skew, freeze or advance"),
        ({"resume": True, "skew": 5}, "not both"),
        ({"freeze": "2026-03-01T12:00:00"}, "timezone"),
        ({"freeze": "soon"}, "soon"),
        ({"freeze": "0999-01-01T00:00:00Z"}, "1970 to 2999"),
        ({"advance": "an hour"}, "an hour"),
        ({"advance": 1e300}, "advance"),
        ({"advnce": 1}, "did you mean `advance`"),
    ],
)
def test_mistake_is_explained_and_leaves_the_clock_alone(
    control: ControlClient, body: dict[str, Any], told: str
) -> None:
    control.do("POST", "clock", {"freeze": "2026-03-01T12:00:00Z"})
    answer = control.send("POST", "clock", json=body)
    assert answer.status_code == 400
    assert told in answer.json()["error"]
    assert shown(control.get("clock")) == datetime(2026, 3, 1, 12, tzinfo=UTC)
