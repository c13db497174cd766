"""Examining a SAML response over the wire."""

import requests

from tests.conftest import RunningEmulator
from tests.web.control.conftest import ControlClient

ANNA = {"user_name": "anna@example.com", "given_name": "Anna", "family_name": "Berg", "email": "anna@example.com"}


def saml_response(emulator: RunningEmulator, *faults: str) -> str:
    """What the test IdP would post for Anna."""
    answer = requests.post(
        f"{emulator.url}/idp/sign-in",
        data={"name_id": "anna@example.com", "fault": faults},
        headers={"Accept": "application/json"},
        timeout=5,
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["SAMLResponse"])


def test_sound_response_passes_and_nobody_is_signed_in(emulator: RunningEmulator, control: ControlClient) -> None:
    control.do("POST", "reset", {"seed": {"users": [ANNA]}})
    response = saml_response(emulator)
    for _ in range(2):
        report = control.do("POST", "saml/examine", {"SAMLResponse": response})
        assert report["passed"]
        assert {rule["outcome"] for rule in report["rules"]} <= {"passed", "unchecked"}
    assert control.get("events")["events"] == []


def test_every_broken_rule_is_listed_with_its_diagnosis(emulator: RunningEmulator, control: ControlClient) -> None:
    control.do("POST", "reset", {"seed": {"users": [ANNA]}})
    response = saml_response(emulator, "wrong-audience", "wrong-recipient")
    report = control.do("POST", "saml/examine", {"SAMLResponse": response})
    diagnoses = [rule["diagnosis"] for rule in report["rules"] if rule["outcome"] == "broken"]
    broken = {diagnosis["cause"]: diagnosis for diagnosis in diagnoses}
    assert not report["passed"]
    assert {"saml.audience-mismatch", "saml.acs-url-mismatch"} <= set(broken)
    assert broken["saml.audience-mismatch"]["fix"]


def test_text_that_is_no_response_is_reported_not_an_error(control: ControlClient) -> None:
    for text in ("", "%%%", "aGVsbG8="):
        assert not control.do("POST", "saml/examine", {"SAMLResponse": text})["passed"]


def test_without_a_provider_there_is_nothing_to_measure_against(control: ControlClient) -> None:
    control.do("PUT", "identity-source", {"kind": "identity-center"})
    answer = control.send("POST", "saml/examine", json={"SAMLResponse": "aGVsbG8="})
    assert answer.status_code == 400
    assert answer.headers["x-emulator-cause"] == "identity-source.no-external-idp"
