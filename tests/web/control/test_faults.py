"""Faults over the control API."""

from typing import Any

import pytest

from tests.web.control.conftest import ControlClient

ONCE = {"service": "scim", "operation": "CreateUser", "error": {"status": 429}}


def test_a_fault_is_injected_listed_and_removed(control: ControlClient) -> None:
    injected = control.do("POST", "faults", ONCE)
    assert injected["error"] == {"status": 429, "code": None, "message": None, "cause": None}
    assert (injected["times"], injected["met"], injected["struck"]) == (1, 0, 0)
    assert control.get("faults")["faults"] == [injected]
    assert control.do("DELETE", f"faults/{injected['fault_id']}") == {"faults": []}


def test_all_faults_are_removed_at_once(control: ControlClient) -> None:
    for _ in range(2):
        control.do("POST", "faults", ONCE)
    assert control.do("DELETE", "faults") == {"faults": []}


def test_an_unknown_fault_cannot_be_removed(control: ControlClient) -> None:
    answer = control.send("DELETE", "faults/none")
    assert answer.status_code == 404
    assert "'none'" in answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"service": "scim"}, "a fault does nothing without"),
        ({"service": "scimm", "error": {"status": 429}}, "scim"),
        ({"service": "scim", "error": {}}, "give the `status` or the `code`"),
        ({"service": "scim", "error": {"status": 200}}, "400"),
        ({"service": "scim", "error": {"status": 429, "cause": "scim.throtled"}}, "no such cause"),
        ({"service": "scim", "error": {"code": "no name"}}, "code"),
        ({"service": "scim", "delay_seconds": 61}, "60"),
        ({"service": "scim", "delay_seconds": 1, "times": 0}, "1"),
        ({"service": "scim", "delay_seconds": 1, "every": 2}, "every"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(control: ControlClient, body: dict[str, Any], where: str) -> None:
    answer = control.send("POST", "faults", json=body)
    assert answer.status_code == 400
    assert where in answer.text
    assert control.get("faults") == {"faults": []}


def test_a_reset_removes_faults_and_a_seed_brings_its_own(control: ControlClient) -> None:
    control.do("POST", "faults", ONCE)
    control.do("POST", "reset", {"seed": {"faults": [{"service": "sso", "delay_seconds": 0.1}]}})
    (fault,) = control.get("faults")["faults"]
    assert (fault["service"], fault["delay_seconds"], fault["error"]) == ("sso", 0.1, None)


def test_a_snapshot_keeps_faults_and_how_often_they_have_struck(control: ControlClient) -> None:
    injected = control.do("POST", "faults", ONCE)
    control.do("POST", "snapshots", {"name": "with-fault"})
    control.do("DELETE", "faults")
    control.do("POST", "snapshots/with-fault/restore")
    assert control.get("faults")["faults"] == [injected]


def test_scim_throttling_is_switched_while_it_runs(control: ControlClient) -> None:
    assert control.get("scim/throttling") == {"enabled": False}
    assert control.do("PUT", "scim/throttling", {"enabled": True}) == {"enabled": True}
    assert control.get("scim/throttling") == {"enabled": True}
    control.do("POST", "reset", {"seed": {"scim": {"throttling": True}}})
    assert control.get("scim/throttling") == {"enabled": True}


def test_the_length_of_portal_sessions_is_changed(control: ControlClient) -> None:
    assert control.get("session-settings") == {"minutes": 480}
    assert control.do("PUT", "session-settings", {"minutes": 15}) == {"minutes": 15}
    assert control.get("session-settings") == {"minutes": 15}
    assert control.send("PUT", "session-settings", json={"minutes": 14}).json()["code"] == "ValidationException"
