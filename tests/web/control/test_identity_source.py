"""Choosing the identity source, and the certificates of an external provider, over the wire."""

from datetime import timedelta

import pytest

from emulator.clock import system_now
from tests.web.control.conftest import ControlClient, make_certificate

IDP = {"issuer": "https://idp.example.com", "sign_in_url": "https://idp.example.com/sso"}


@pytest.fixture
def connected(control: ControlClient, certificate: str) -> str:
    """An external provider is connected; the id of its one certificate."""
    source = control.do("PUT", "identity-source", {"idp": {**IDP, "certificates": [certificate]}})
    return str(source["external_idp"]["certificates"][0]["certificate_id"])


def test_external_provider_is_connected_in_the_words_of_a_seed_file(control: ControlClient, connected: str) -> None:
    source = control.get("identity-source")
    assert source["kind"] == "external-idp"
    idp = source["external_idp"]
    assert (idp["issuer"], idp["sign_in_url"]) == (IDP["issuer"], IDP["sign_in_url"])
    (certificate,) = idp["certificates"]
    assert certificate["certificate_id"] == connected
    assert certificate["indicator"] == "green"
    assert certificate["pem"].startswith("-----BEGIN CERTIFICATE-----")


def test_test_idp_is_connected_by_its_name(control: ControlClient, connected: str) -> None:
    source = control.do("PUT", "identity-source", {"idp": "test-idp"})
    base = control.url.removesuffix("/_emulator")
    assert source["external_idp"]["sign_in_url"].startswith(f"{base}/idp/")


def test_identity_center_directory_forgets_the_provider(control: ControlClient, connected: str) -> None:
    source = control.do("PUT", "identity-source", {"kind": "identity-center"})
    assert source == {"kind": "identity-center", "external_idp": None}
    assert control.get("identity-source") == source


def test_several_certificates_stand_side_by_side(control: ControlClient, connected: str) -> None:
    soon = make_certificate(system_now() - timedelta(days=300), 330)
    gone = make_certificate(system_now() - timedelta(days=300), 200)
    for pem in (soon, gone):
        control.do("POST", "identity-source/certificates", {"certificate": pem})
    certificates = control.get("identity-source")["external_idp"]["certificates"]
    assert sorted(each["indicator"] for each in certificates) == ["green", "red", "yellow"]


def test_last_valid_certificate_cannot_be_deleted(control: ControlClient, connected: str) -> None:
    answer = control.send("DELETE", f"identity-source/certificates/{connected}")
    assert answer.status_code == 400
    assert answer.json()["code"] == "ValidationException"
    assert answer.headers["x-emulator-cause"] == answer.json()["diagnosis"]["cause"] == "idp-certificate.last-valid"


def test_old_certificate_is_deleted_after_the_new_one_was_imported(control: ControlClient, connected: str) -> None:
    new = make_certificate(system_now() - timedelta(days=1), 300)
    imported = control.do("POST", "identity-source/certificates", {"certificate": new})
    left = control.do("DELETE", f"identity-source/certificates/{connected}")
    assert [each["certificate_id"] for each in left["external_idp"]["certificates"]] == [imported["certificate_id"]]


def test_unknown_certificate_is_not_found(control: ControlClient, connected: str) -> None:
    answer = control.send("DELETE", "identity-source/certificates/none")
    assert answer.status_code == 404
    assert connected in answer.json()["diagnosis"]["expected"]


def test_unreadable_certificate_is_refused_with_its_cause(control: ControlClient, connected: str) -> None:
    answer = control.send("POST", "identity-source/certificates", json={"certificate": "hello"})
    assert answer.status_code == 400
    assert answer.headers["x-emulator-cause"] == "idp-certificate.unreadable"


def test_refused_metadata_leaves_the_provider_as_it_was(control: ControlClient, connected: str) -> None:
    before = control.get("identity-source")
    answer = control.send("PUT", "identity-source", json={"idp": {"metadata": "<x/>"}})
    assert answer.status_code == 400
    assert control.get("identity-source") == before


def test_incomplete_provider_names_what_belongs_together(control: ControlClient) -> None:
    answer = control.send("PUT", "identity-source", json={"idp": IDP})
    assert answer.status_code == 400
    assert (
        answer.json()["error"]
        == "`idp`: give either `metadata`, or all of `issuer`, `sign_in_url` and `certificates`"
    )


def test_attributes_for_access_control_are_switched_on_and_off(control: ControlClient) -> None:
    for enabled in (True, True, False):
        control.do("PUT", "access-control-attributes", {"enabled": enabled})
        assert control.get("access-control-attributes") == {"enabled": enabled}
