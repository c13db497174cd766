"""The operations on users, over the wire."""

import re
import threading
from typing import Any

import pytest
import requests

from tests.web.scim.client import ENTERPRISE, ScimClient, person, without_users

PATTERN = r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r ]+"
LENGTH = "Member must have length greater than or equal to 1"
GENERIC = "Request is unparsable, syntactically incorrect, or violates schema."
DUPLICATE = "Refused to create a new, duplicate resource."

FULL: dict[str, Any] = {
    "externalId": "701984",
    "userName": "bjensen",
    "name": {
        "formatted": "Ms. Barbara J Jensen, III",
        "familyName": "Jensen",
        "givenName": "Barbara",
        "middleName": "Jane",
        "honorificPrefix": "Ms.",
        "honorificSuffix": "III",
    },
    "displayName": "Babs Jensen",
    "nickName": "Babs",
    "profileUrl": "https://login.example.com/bjensen",
    "emails": [{"value": "bjensen@example.com", "type": "work", "primary": True}],
    "addresses": [
        {
            "streetAddress": "100 Universal City Plaza",
            "locality": "Hollywood",
            "region": "CA",
            "postalCode": "91608",
            "country": "USA",
            "formatted": "100 Universal City Plaza Hollywood, CA 91608 USA",
            "type": "work",
            "primary": True,
        }
    ],
    "phoneNumbers": [{"value": "555-555-5555", "type": "work"}],
    "roles": [{"value": "admin", "type": "app", "primary": True}],
    "userType": "Employee",
    "title": "Tour Guide",
    "preferredLanguage": "en-US",
    "locale": "en-US",
    "timezone": "America/Los_Angeles",
    "active": True,
    ENTERPRISE: {
        "employeeNumber": "701984",
        "costCenter": "4130",
        "organization": "Universal Studios",
        "division": "Theme Park",
        "department": "Tour Operations",
        "manager": {"value": "9067729b3d-ee533c18-538a-4cd3-a572-63fb863ed734", "$ref": "../Users/9067729b3d"},
    },
}


def detail(answer: requests.Response) -> str:
    return str(answer.json()["detail"])


def violations(path: str, *clauses: str) -> str:
    sentences = [f"Value at '{path}' failed to satisfy constraint: {clause}" for clause in clauses]
    return f"{len(clauses)} validation errors detected: {'; '.join(sentences)}"


def test_post_user_answers_the_whole_user_in_the_documented_order(scim: ScimClient) -> None:
    answer = scim.post("/Users", FULL)
    assert (answer.status_code, answer.headers["Content-Type"]) == (201, "application/json")
    body = answer.json()
    assert list(body) == [
        "id",
        "externalId",
        "meta",
        "schemas",
        "userName",
        "name",
        "displayName",
        "nickName",
        "title",
        "userType",
        "preferredLanguage",
        "locale",
        "timezone",
        "active",
        "emails",
        "addresses",
        "phoneNumbers",
        "roles",
        ENTERPRISE,
    ]
    assert body["schemas"] == ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE]
    assert body[ENTERPRISE]["manager"] == {"value": "9067729b3d-ee533c18-538a-4cd3-a572-63fb863ed734"}
    for name in ("name", "emails", "addresses", "phoneNumbers", "roles", "title"):
        assert body[name] == FULL[name]
    assert re.fullmatch(r".4.8.4.8-.0.1-70..-....-............", body["id"])


def test_user_without_optional_attributes_is_answered_without_them(scim: ScimClient) -> None:
    body = scim.post("/Users", person(emails=None)).json()
    assert list(body) == ["id", "meta", "schemas", "userName", "name", "displayName", "active"]
    assert body["schemas"] == ["urn:ietf:params:scim:schemas:core:2.0:User"]
    assert list(body["meta"]) == ["resourceType", "created", "lastModified"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", body["meta"]["created"])


def test_get_user_answers_what_post_answered(scim: ScimClient) -> None:
    made = scim.post("/Users", FULL).json()
    answer = scim.get(f"/Users/{made['id']}")
    assert (answer.status_code, answer.json()) == (200, made)


@pytest.mark.parametrize(
    "extra",
    [
        {"password": "Ex4mple-Passw0rd"},
        {"photos": [{"value": "https://example.com/p.jpg"}]},
        {"groups": []},
        {"roles": []},
        {"addresses": None},
        {"favouriteColour": "green"},
        {"meta": {"resourceType": "User"}},
        {"schemas": ["urn:example:unheard-of"]},
    ],
)
def test_what_providers_send_beside_supported_attributes_is_passed_over(
    scim: ScimClient, extra: dict[str, Any]
) -> None:
    plain = scim.post("/Users", person("alice")).json()
    answer = scim.post("/Users", person("bob") | extra)
    assert answer.status_code == 201
    assert set(answer.json()) == set(plain)


def test_post_user_with_groups_is_refused(scim: ScimClient) -> None:
    answer = scim.post("/Users", person(groups=[{"value": "x"}]))
    assert (answer.status_code, detail(answer)) == (400, GENERIC)


@pytest.mark.parametrize("value", ["true", "True", True])
def test_active_may_be_the_name_of_a_boolean(scim: ScimClient, value: object) -> None:
    assert scim.post("/Users", person(active=value)).json()["active"] is True


def test_post_user_with_two_emails_is_refused(scim: ScimClient) -> None:
    two = [{"value": "a@example.com", "primary": True}, {"value": "b@example.com", "primary": False}]
    answer = scim.post("/Users", person(emails=two))
    assert (answer.status_code, detail(answer)) == (400, "List attribute emails exceeds allowed limit of 1")
    assert answer.headers["x-emulator-cause"] == "scim.multi-valued-emails"
    assert without_users(scim)


@pytest.mark.parametrize(
    ("attribute", "cause"),
    [
        ("phoneNumbers", "scim.multi-valued-phone-numbers"),
        ("addresses", "scim.multi-valued-addresses"),
        ("roles", "scim.multi-valued-roles"),
    ],
)
def test_post_user_with_two_elements_in_a_list_is_refused(scim: ScimClient, attribute: str, cause: str) -> None:
    answer = scim.post("/Users", person(**{attribute: [{"type": "work"}, {"type": "home"}]}))
    assert (answer.status_code, detail(answer)) == (400, f"List attribute {attribute} exceeds allowed limit of 1")
    assert answer.headers["x-emulator-cause"] == cause


def test_empty_family_name_is_refused_with_both_violations(scim: ScimClient) -> None:
    answer = scim.post("/Users", person(name={"givenName": "Alice", "familyName": ""}))
    expected = violations("name.familyName", LENGTH, f"Member must satisfy regular expression pattern: {PATTERN}")
    assert (answer.status_code, detail(answer)) == (400, expected)
    assert answer.headers["x-emulator-cause"] == "scim.missing-family-name"


def test_empty_given_name_is_refused_with_the_pattern_first(scim: ScimClient) -> None:
    answer = scim.post("/Users", person(name={"givenName": "", "familyName": "Example"}))
    expected = violations("name.givenName", f"Member must satisfy regular expression pattern: {PATTERN}", LENGTH)
    assert (answer.status_code, detail(answer)) == (400, expected)
    assert answer.headers["x-emulator-cause"] == "scim.missing-given-name"


def test_character_that_is_not_allowed_breaks_the_pattern_only(scim: ScimClient) -> None:
    answer = scim.post("/Users", person(name={"givenName": "Alice", "familyName": "Exam\u200bple"}))
    expected = violations("name.familyName", f"Member must satisfy regular expression pattern: {PATTERN}")
    assert (answer.status_code, detail(answer)) == (400, expected)
    assert answer.headers["x-emulator-cause"] == "scim.attribute.characters"


def test_empty_manager_is_refused_under_the_path_of_its_schema(scim: ScimClient) -> None:
    answer = scim.post("/Users", person() | {ENTERPRISE: {"manager": {"value": ""}}})
    path = f"{ENTERPRISE}.manager.value"
    expected = violations(path, LENGTH, f"Member must satisfy regular expression pattern: {PATTERN}")
    assert (answer.status_code, detail(answer)) == (400, expected)


def test_all_violations_of_a_request_are_named_at_once(scim: ScimClient) -> None:
    answer = scim.post("/Users", person(displayName="", name={"givenName": "Alice", "familyName": ""}))
    assert detail(answer).startswith("4 validation errors detected: Value at 'name.familyName'")
    assert "Value at 'displayName'" in detail(answer)
    assert answer.headers["x-emulator-cause"] == "scim.missing-family-name"


@pytest.mark.parametrize(
    ("changes", "text", "cause"),
    [
        ({"displayName": None}, "displayname: The attribute displayname is required", "scim.missing-display-name"),
        (
            {"name": {"familyName": "Example"}},
            "givenname: The attribute givenname is required",
            "scim.missing-given-name",
        ),
        (
            {"name": {"givenName": "Alice"}},
            "familyname: The attribute familyname is required",
            "scim.missing-family-name",
        ),
        ({"userName": None}, "userName is a required attribute", "scim.missing-user-name"),
    ],
)
def test_absent_required_attribute_is_refused(
    scim: ScimClient, changes: dict[str, Any], text: str, cause: str
) -> None:
    answer = scim.post("/Users", person(**changes))
    assert (answer.status_code, detail(answer)) == (400, text)
    assert answer.headers["x-emulator-cause"] == cause
    assert without_users(scim)


def test_email_that_is_not_primary_is_refused(scim: ScimClient) -> None:
    answer = scim.post("/Users", person(emails=[{"value": "a@example.com", "type": "work"}]))
    assert answer.status_code == 400
    assert answer.headers["x-emulator-cause"] == "scim.attribute.email-not-primary"


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (person(userName=5), "scim.attribute.wrong-type"),
        (person(name="Alice"), "scim.attribute.wrong-type"),
        (person(emails={"value": "a@example.com"}), "scim.attribute.wrong-type"),
        (person(emails=["a@example.com"]), "scim.attribute.wrong-type"),
        (person(active="yes"), "scim.attribute.wrong-type"),
        (person() | {"USERNAME": "twice"}, "scim.attribute.wrong-type"),
        (person(userName="has space"), "scim.attribute.characters"),
        (person(userName="x" * 129), "scim.attribute.too-long"),
        (person(title="x" * 1025), "scim.attribute.too-long"),
        (person(externalId="x" * 257), "scim.attribute.too-long"),
        (person(nickName=""), "scim.attribute.empty"),
        (person(userName="Administrator"), "scim.attribute.reserved-name"),
        (person(userName="null\x00byte"), "scim.attribute.characters"),
        (person(displayName="lone \ud800 surrogate"), "scim.attribute.characters"),
    ],
)
def test_invalid_value_is_refused_and_nothing_is_stored(scim: ScimClient, body: dict[str, Any], cause: str) -> None:
    answer = scim.post("/Users", body)
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (400, cause)
    assert without_users(scim)


def test_names_at_the_limits_and_of_any_script_are_taken(scim: ScimClient) -> None:
    name = {"givenName": "Zoë\u00a0", "familyName": "山\u3000田\t"}
    answer = scim.post("/Users", person(name=name, userName="x" * 128, title="x" * 1024))
    assert answer.status_code == 201
    assert answer.json()["name"] == name


@pytest.mark.parametrize(
    ("changes", "cause", "specific"),
    [
        ({"userName": "alice@example.com"}, "duplicate.user-name", "Duplicate UserName"),
        ({"userName": "ALICE@example.com"}, "duplicate.user-name", "Duplicate UserName"),
        (
            {"emails": [{"value": "Alice@example.com", "primary": True}]},
            "duplicate.primary-email",
            "Duplicate Email",
        ),
        ({"externalId": "1"}, "duplicate.external-id", "Duplicate ExternalId"),
    ],
)
def test_duplicate_is_refused_generally_on_the_wire_and_specifically_in_the_trail(
    scim: ScimClient, changes: dict[str, Any], cause: str, specific: str
) -> None:
    scim.add_user("alice", externalId="1")
    answer = scim.post("/Users", person("bob", **changes))
    assert (answer.status_code, detail(answer)) == (409, DUPLICATE)
    assert answer.headers["x-emulator-cause"] == cause
    event = scim.last_event()
    assert (event["errorCode"], event["errorMessage"]) == ("ConflictException", specific)


def test_external_id_of_a_group_may_be_that_of_a_user(scim: ScimClient) -> None:
    scim.add_user("alice", externalId="701984")
    scim.add_group("Engineers", externalId="701984")


def test_put_replaces_the_whole_user(scim: ScimClient) -> None:
    made = scim.post("/Users", FULL).json()
    answer = scim.put(f"/Users/{made['id']}", person("alice") | {"id": made["id"]})
    assert answer.status_code == 201
    assert answer.json()["id"] == made["id"]
    expected = {"id", "meta", "schemas", "userName", "name", "displayName", "active", "emails"}
    assert set(answer.json()) == expected
    assert scim.get(f"/Users/{made['id']}").json() == answer.json()


def test_put_onto_the_name_of_another_user_is_refused(scim: ScimClient) -> None:
    scim.add_user("alice")
    bob = scim.add_user("bob")
    answer = scim.put(f"/Users/{bob}", person("alice"))
    assert answer.status_code == 409
    assert scim.get(f"/Users/{bob}").json()["userName"] == "bob@example.com"


def test_put_may_keep_its_own_unique_values(scim: ScimClient) -> None:
    alice = scim.add_user("alice", externalId="1")
    assert scim.put(f"/Users/{alice}", person("alice", externalId="1")).status_code == 201


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("user_id", ["c4488478-a0e1-700e-3d75-96c6bb641596", "nobody", "a%00b", "x" * 200])
def test_unknown_user_is_not_found(scim: ScimClient, method: str, user_id: str) -> None:
    body = {"Operations": [{"op": "remove", "path": "title"}]} if method == "PATCH" else person()
    answer = scim.request(method, f"/Users/{user_id}", body if method in ("PUT", "PATCH") else None)
    assert (answer.status_code, detail(answer)) == (404, "USER does not exist.")


def test_deleted_user_is_gone_and_leaves_its_groups(scim: ScimClient) -> None:
    alice, group = scim.add_user("alice", externalId="1"), scim.add_group()
    scim.patch(f"/Groups/{group}", {"op": "add", "path": "members", "value": [{"value": alice}]})
    answer = scim.delete(f"/Users/{alice}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Content-Type"] == "application/json"
    assert scim.get(f"/Users/{alice}").status_code == 404
    assert scim.members(group) == set()
    assert scim.delete(f"/Users/{alice}").status_code == 404


def test_user_created_anew_gets_a_new_id(scim: ScimClient) -> None:
    first = scim.add_user("alice", externalId="1")
    scim.delete(f"/Users/{first}")
    assert scim.add_user("alice", externalId="1") != first


def test_of_two_simultaneous_creations_exactly_one_wins(scim: ScimClient) -> None:
    clients = [ScimClient.__new__(ScimClient) for _ in range(2)]
    for client in clients:
        client.__dict__.update(scim.__dict__, _session=requests.Session())
    barrier, statuses = threading.Barrier(2), []

    def create(client: ScimClient) -> None:
        barrier.wait()
        statuses.append(client.post("/Users", person("alice")).status_code)

    threads = [threading.Thread(target=create, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for client in clients:
        client.close()
    assert sorted(statuses) == [201, 409]
    assert scim.get("/Users").json()["totalResults"] == 1
