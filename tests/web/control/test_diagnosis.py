"""The chain from a person to an account, as the control API walks it."""

from typing import Any

import pytest
import requests

from tests.web.control.conftest import ControlClient

SEED: dict[str, Any] = {
    "users": [
        {
            "user_name": "jane@example.com",
            "given_name": "Jane",
            "family_name": "Doe",
            "email": "jane.doe@mail.example.com",
        },
        {"user_name": "away@example.com", "given_name": "A", "family_name": "Way", "active": False},
    ],
    "groups": [{"display_name": "Engineers", "members": ["jane@example.com"]}],
    "permission_sets": [{"name": "ReadOnly"}],
    "assignments": [{"permission_set": "ReadOnly", "accounts": ["222233334444"], "groups": ["Engineers"]}],
}


class Person:
    """Somebody at the test IdP, with the emulator that the chain is asked of."""

    def __init__(self, control: ControlClient) -> None:
        self.control = control
        self.url = control.url.removesuffix("/_emulator")
        self.given = control.do("POST", "reset", {"seed": SEED})

    def signs_in(self, name_id: str, *faults: str) -> None:
        form = [("name_id", name_id), *(("fault", fault) for fault in faults)]
        accept = {"Accept": "application/json"}
        issued = requests.post(f"{self.url}/idp/sign-in", data=form, headers=accept, timeout=10).json()
        requests.post(issued["acs_url"], data={"SAMLResponse": issued["SAMLResponse"]}, timeout=10)

    def scim(self, method: str, path: str, body: Any = None) -> Any:
        token = self.given["scim"]["tokens"][0]["secret"]
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.request(
            method, f"{self.given['scim']['endpoint']}{path}", json=body, headers=headers, timeout=10
        )
        return answer.json() if answer.content else None

    def states(self, user: str, **narrowed: str) -> dict[str, str]:
        chain = self.control.get("diagnosis", params={"user": user, **narrowed})
        return {link["name"]: link["state"] for link in chain["links"]}

    def broken(self, user: str, **narrowed: str) -> tuple[str | None, str | None]:
        """The first broken link and its cause."""
        chain = self.control.get("diagnosis", params={"user": user, **narrowed})
        found = next((link for link in chain["links"] if link["name"] == chain["broken"]), None)
        return chain["broken"], found["diagnosis"]["cause"] if found else None


@pytest.fixture
def person(control: ControlClient) -> Person:
    return Person(control)


def test_nothing_is_broken_before_and_after_a_sign_in(person: Person) -> None:
    assert person.broken("jane@example.com") == (None, None)
    assert person.states("jane@example.com") == {
        "provisioned": "sound",
        "changes": "sound",
        "user-name": "sound",
        "enabled": "sound",
        "key": "sound",
        "identity-source": "sound",
        "sign-in": "open",
        "groups": "sound",
        "assignment": "sound",
        "permission-set": "sound",
        "session": "open",
    }
    person.signs_in("jane@example.com")
    assert set(person.states("jane@example.com").values()) == {"sound"}


def test_a_user_who_was_never_provisioned(person: Person) -> None:
    assert person.broken("new@example.com") == ("provisioned", "saml.user-not-provisioned")


def test_what_scim_was_refused_tells_why_there_is_no_user(person: Person) -> None:
    body = {"userName": "new@example.com", "displayName": "New", "name": {"familyName": "User"}, "active": True}
    person.scim("POST", "/Users", body)
    assert person.broken("new@example.com") == ("provisioned", "scim.missing-given-name")


def test_the_email_address_is_not_the_user_name(person: Person) -> None:
    assert person.broken("jane.doe@mail.example.com") == ("user-name", "saml.name-id.username-mismatch")


def test_the_user_id_leads_to_the_same_user(person: Person) -> None:
    found = person.scim("GET", "/Users?filter=userName%20eq%20%22jane@example.com%22")
    assert person.broken(found["Resources"][0]["id"]) == (None, None)


def test_a_disabled_user(person: Person) -> None:
    assert person.broken("away@example.com") == ("enabled", "saml.user-disabled")


def test_the_last_refused_sign_in_is_told_until_one_succeeds(person: Person) -> None:
    person.signs_in("jane@example.com", "wrong-audience")
    assert person.broken("jane@example.com") == ("sign-in", "saml.audience-mismatch")
    person.control.do("POST", "clock", {"freeze": True, "advance": 5})
    person.signs_in("jane@example.com")
    assert person.broken("jane@example.com") == (None, None)


def test_a_refused_sign_in_of_somebody_else_is_no_broken_link(person: Person) -> None:
    person.signs_in("other@example.com")
    assert person.broken("jane@example.com") == (None, None)


def test_a_fault_of_the_connection_is_everybodys_until_somebody_signs_in(person: Person) -> None:
    person.signs_in("other@example.com", "wrong-audience")
    assert person.broken("jane@example.com") == ("sign-in", "saml.audience-mismatch")
    person.signs_in("jane@example.com")
    assert person.broken("away@example.com")[0] == "enabled"
    assert person.states("away@example.com")["sign-in"] == "open"


def test_the_email_address_sent_as_name_id_breaks_the_sign_in(person: Person) -> None:
    person.signs_in("jane.doe@mail.example.com")
    assert person.broken("jane@example.com") == ("sign-in", "saml.name-id.username-mismatch")


def test_an_assignment_stays_with_a_group_that_was_deleted(person: Person) -> None:
    (group,) = person.scim("GET", "/Groups")["Resources"]
    person.scim("DELETE", f"/Groups/{group['id']}")
    assert person.broken("jane@example.com") == ("assignment", "stale-assignment.group-recreated")
    assert person.states("jane@example.com")["groups"] == "open"


def test_another_account_or_permission_set_than_the_assigned_one(person: Person) -> None:
    assert person.broken("jane@example.com", account_id="333344445555") == (
        "assignment",
        "portal.account-not-assigned",
    )
    narrowed = {"account_id": "222233334444", "permission_set": "Administrator"}
    assert person.broken("jane@example.com", **narrowed) == ("permission-set", "portal.role-not-assigned")


def test_a_session_that_has_expired(person: Person) -> None:
    person.signs_in("jane@example.com")
    person.control.do("POST", "clock", {"freeze": True, "advance": 24 * 3600})
    assert person.broken("jane@example.com") == ("session", "session.expired")


def test_every_certificate_of_the_provider_has_expired(person: Person) -> None:
    person.control.do("POST", "clock", {"freeze": "2090-01-01T00:00:00Z"})
    assert person.broken("jane@example.com") == ("identity-source", "saml.certificate-expired")


def test_the_last_change_of_a_user_did_not_arrive(person: Person) -> None:
    (jane, _) = person.scim("GET", "/Users")["Resources"]
    operations = [{"op": "remove", "path": "userName"}]
    person.scim("PATCH", f"/Users/{jane['id']}", {"Operations": operations})
    assert person.broken("jane@example.com") == ("changes", "scim.patch.remove-not-allowed")
    operations = [{"op": "replace", "path": "title", "value": "Queen"}]
    person.scim("PATCH", f"/Users/{jane['id']}", {"Operations": operations})
    assert person.broken("jane@example.com") == (None, None)


def test_an_application_takes_the_place_of_accounts(person: Person) -> None:
    person.control.do("POST", "import", {"seed": {"users": SEED["users"], "applications": [{"name": "Payroll"}]}})
    assert person.broken("jane@example.com", application="Payroll") == ("application", "application.not-assigned")
    assert person.broken("jane@example.com", application="Ledger") == ("application", "application.unknown")
    states = person.states("jane@example.com", application="Payroll")
    assert states["application-requests"] == "sound"
    assert "assignment" not in states


def test_credentials_count_where_people_sign_in_here(person: Person) -> None:
    users = [SEED["users"][0], {"user_name": "sam", "given_name": "S", "family_name": "L", "password": "Some-Pass-1"}]
    seed = {"identity_source": {"kind": "identity-center"}, "users": users, "mfa": {"without_device": "block"}}
    person.control.do("POST", "reset", {"seed": seed})
    assert person.broken("jane@example.com") == ("password", "sign-in.no-password")
    assert person.broken("sam") == ("mfa", "mfa.sign-in-blocked")


DIRECTORY: dict[str, Any] = {
    "domain": "corp.example.com",
    "netbios_name": "CORP",
    "users": [
        {"sam_account_name": "lena", "given_name": "Lena", "surname": "Ek", "mail": "lena@example.com"},
        {"sam_account_name": "ola", "given_name": "Ola", "surname": "Ek", "mail": "ola@example.com"},
    ],
    "sync_scope": {"users": ["lena"]},
}


def connected(person: Person, **directory: Any) -> None:
    seed = {"identity_source": {"kind": "active-directory"}, "active_directory": DIRECTORY | directory}
    person.control.do("POST", "reset", {"seed": seed})


def test_a_connected_directory_is_asked_before_anybody_signs_in(person: Person) -> None:
    connected(person)
    assert person.broken("lena@corp.example.com") == ("user-name", "upn.always-on-mfa")
    assert person.broken("CORP\\ola") == ("provisioned", "active-directory.not-synchronized")
    assert person.broken("nobody") == ("provisioned", "sign-in.unknown-user")
    assert person.states("CORP\\lena")["user-name"] == "sound"


def test_a_connector_without_the_right_password_is_the_first_broken_link(person: Person) -> None:
    connected(person)
    person.control.do("PUT", "active-directory/service-account", {"password": "Another-Password-1"})
    assert person.broken("CORP\\lena") == ("identity-source", "ad-connector.credentials-invalid")
