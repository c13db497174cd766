"""Trail events, refusals and requests over the wire."""

import pytest
import requests

from tests.conftest import RunningEmulator
from tests.web.control.conftest import ControlClient


@pytest.fixture
def before(control: ControlClient, certificate: str) -> int:
    """Two events happened, which creating a provider makes; the sequence number of the last event before them."""
    control.do("PUT", "identity-source", {"kind": "identity-center"})
    earlier = control.get("events")["events"]
    idp = {"issuer": "https://idp.example.com", "sign_in_url": "https://idp.example.com/sso"}
    control.do("PUT", "identity-source", {"idp": {**idp, "certificates": [certificate]}})
    return int(earlier[-1]["sequence"]) if earlier else 0


def test_events_come_oldest_first_and_continue_after_a_sequence_number(control: ControlClient, before: int) -> None:
    events = control.get(f"events?after={before}")["events"]
    names = [each["event"]["eventName"] for each in events]
    assert names == ["CreateExternalIdPConfigurationForDirectory", "EnableExternalIdPConfigurationForDirectory"]
    assert control.get(f"events?after={events[0]['sequence']}")["events"] == events[1:]
    assert control.get(f"events?after={before}&limit=1")["events"] == events[:1]


def test_events_are_found_by_name_and_source(control: ControlClient, before: int) -> None:
    query = f"events?after={before}&name=EnableExternalIdPConfigurationForDirectory"
    assert len(control.get(query)["events"]) == 1
    assert len(control.get(query + "&source=sso-directory.amazonaws.com")["events"]) == 1
    assert control.get(query + "&source=sso.amazonaws.com")["events"] == []
    assert control.get(query + "&user_name=anna")["events"] == []


def test_refusal_tells_cause_facts_fix_and_request(control: ControlClient) -> None:
    answer = control.send("PUT", "identity-source", json={"idp": {"metadata": "not XML"}})
    (refusal,) = control.get(f"refusals?request_id={answer.headers['x-amzn-RequestId']}")["refusals"]
    assert refusal["code"] == "ValidationException"
    assert refusal["message"] == answer.json()["error"]
    assert refusal["diagnosis"] == answer.json()["diagnosis"]
    assert set(refusal["diagnosis"]) == {
        *("cause", "title", "entry", "entry_title", "where", "found", "expected"),
        *("facts", "why", "fix", "documentation"),
    }
    assert refusal["diagnosis"]["cause"] == answer.headers["x-emulator-cause"] == "idp-metadata.unreadable"
    request = refusal["request"]
    assert (request["method"], request["path"], request["status"]) == ("PUT", "/_emulator/identity-source", 400)


def test_refusals_are_found_by_cause_and_continue(control: ControlClient) -> None:
    for _ in range(2):
        control.send("PUT", "identity-source", json={"idp": {"metadata": "not XML"}})
    found = control.get("refusals?cause=idp-metadata.unreadable")["refusals"]
    assert len(found) == 2
    assert control.get(f"refusals?after={found[0]['sequence']}")["refusals"] == found[1:]
    assert control.get("refusals?cause=saml.clock-skew")["refusals"] == []


def test_requests_are_found_by_method_path_status_and_cause(
    control: ControlClient, emulator: RunningEmulator
) -> None:
    requests.get(f"{emulator.url}/nowhere", timeout=5)
    requests.post(f"{emulator.url}/nowhere", timeout=5)
    assert len(control.get("requests")["requests"]) == 2
    for query in ("method=POST", "method=POST&path=/nowhere", "after=1&status=404"):
        assert [each["method"] for each in control.get(f"requests?{query}")["requests"]] == ["POST"]
    assert control.get("requests?status=200")["requests"] == []
    assert control.get("requests?cause=saml.clock-skew")["requests"] == []


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=many", "after=-1", "after=99999999999999999999", "nme=x", "name=%00", "name="]
)
def test_mistake_in_the_query_is_explained(control: ControlClient, query: str) -> None:
    answer = control.send("GET", f"events?{query}")
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["where"] == query.partition("=")[0]
