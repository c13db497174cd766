"""The embedded Active Directory by the control API."""

from typing import Any

import pytest

from tests.web.control.conftest import ControlClient

JANE = {"sam_account_name": "jane", "given_name": "Jane", "surname": "Doe", "password": "Correct-Horse-7"}
DOMAIN: dict[str, Any] = {"domain": "corp.example.com", "netbios_name": "CORP"}


@pytest.fixture
def directory(control: ControlClient) -> ControlClient:
    control.do(
        "PUT", "active-directory", {**DOMAIN, "users": [JANE], "groups": [{"name": "Staff", "members": ["jane"]}]}
    )
    return control


def test_a_directory_is_described_without_passwords(directory: ControlClient) -> None:
    found = directory.get("active-directory")
    assert found["domains"] == {"CORP": "corp.example.com"}
    assert [(user["name"], user["has_password"]) for user in found["users"]] == [(r"CORP\jane", True)]
    assert [group["name"] for group in found["groups"]] == [r"CORP\Domain Users", r"CORP\Staff"]
    assert found["groups"][1]["member_sids"] == [found["users"][0]["object_sid"]]
    assert found["groups"][0]["object_sid"].endswith("-513")
    assert "Correct-Horse-7" not in str(found)
    assert "argon2" not in str(found)


def test_without_a_directory_there_is_nothing_to_connect(control: ControlClient) -> None:
    assert control.get("active-directory") == {
        "domains": {},
        "users": [],
        "groups": [],
        "service_account": None,
        "ldap": None,
    }
    for method, path, body in (
        ("PUT", "identity-source", {"kind": "active-directory"}),
        ("PUT", "active-directory/connector", {"password": "x"}),
    ):
        answer = control.send(method, path, json=body)
        assert answer.status_code == 400
        assert answer.headers["x-emulator-cause"] == "identity-source.no-active-directory"


def test_connecting_the_directory_changes_the_identity_source(directory: ControlClient) -> None:
    assert directory.do("PUT", "identity-source", {"kind": "active-directory"})["kind"] == "active-directory"
    assert [user["user_name"] for user in directory.get("users")["users"]] == ["jane@corp.example.com"]


def test_a_synchronization_tells_what_was_left_out(directory: ControlClient) -> None:
    directory.do("PUT", "identity-source", {"kind": "active-directory"})
    done = directory.do("POST", "active-directory/synchronizations")
    assert (len(done["users"]), len(done["groups"])) == (1, 2)
    (left_out,) = done["left_out"]
    assert (left_out["name"], left_out["cause"]) == (r"CORP\jane", "active-directory.primary-group")


def test_only_a_connected_directory_is_synchronized(directory: ControlClient) -> None:
    answer = directory.send("POST", "active-directory/synchronizations")
    assert answer.status_code == 409
    assert "PUT identity-source" in answer.json()["error"]


def test_passwords_and_service_account_stay_when_they_are_left_out(directory: ControlClient) -> None:
    directory.do("PUT", "active-directory/connector", {"password": "Wrong-1"})
    user = {name: value for name, value in JANE.items() if name != "password"}
    found = directory.do("PUT", "active-directory", {**DOMAIN, "users": [user]})
    assert found["users"][0]["has_password"]
    assert not found["service_account"]["connector_knows_password"]


def test_a_new_password_of_the_service_account_has_to_reach_the_connector(directory: ControlClient) -> None:
    account = {"user_name": "aws-connector", "password": "Second-2"}
    changed = directory.do("PUT", "active-directory/service-account", account)
    assert not changed["service_account"]["connector_knows_password"]
    updated = directory.do("PUT", "active-directory/connector", {"password": "Second-2"})
    assert updated["service_account"]["connector_knows_password"]


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"groups": [{"name": "Staff", "members": ["bo"]}]}, r"no domain has the user or group 'CORP\\bo'"),
        ({"users": [JANE, JANE]}, "has 'jane' twice"),
        ({"users": [{**JANE, "primary_group": "Staff"}]}, "which is no group of the domain"),
        ({"trusted_domains": [DOMAIN]}, "two domains have the same NetBIOS name"),
        ({"sync_scope": {"groups": ["Staff"]}}, r"no domain has the group 'CORP\\Staff'"),
        ({"sync_scope": {"users": [r"EMEA\lena"]}}, r"no domain has the user 'EMEA\\lena'"),
        ({"users": [{"sam_account_name": "a@b"}]}, "match pattern"),
    ],
)
def test_a_mistake_in_a_description_is_explained(control: ControlClient, parts: dict[str, Any], problem: str) -> None:
    answer = control.send("PUT", "active-directory", json={**DOMAIN, **parts})
    assert answer.status_code == 400
    assert problem in str([each["problem"] for each in answer.json()["problems"]]).replace("\\\\\\\\", "\\\\")


def test_the_synchronization_can_be_paused(control: ControlClient) -> None:
    assert control.get("active-directory/schedule")["next_at"] is None
    assert control.send("PUT", "active-directory/schedule", json={"paused": True}).status_code == 409
    control.do("PUT", "active-directory", DOMAIN)
    control.do("PUT", "identity-source", {"kind": "active-directory"})
    running = control.get("active-directory/schedule")
    assert (running["paused"], running["failure"]) == (False, None)
    assert running["next_at"] > running["succeeded_at"]
    assert control.do("PUT", "active-directory/schedule", {"paused": True})["next_at"] is None
    assert control.do("PUT", "active-directory/schedule", {"paused": False})["next_at"] is not None


def test_a_real_directory_that_cannot_be_reached_is_not_taken(control: ControlClient) -> None:
    ldap = {"url": "ldap://127.0.0.1:1", "base_dn": "DC=corp", "user_name": "aws", "password": "Connector-1"}
    answer = control.send("PUT", "active-directory/ldap", json={"ldap": ldap})
    assert answer.status_code == 400
    assert answer.json()["diagnosis"]["cause"] == "ad-connector.unreachable"
    assert "Connector-1" not in answer.text
    assert control.get("active-directory")["ldap"] is None
