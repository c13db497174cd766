"""PATCH of a user: operations, paths, and what is refused."""

from typing import Any

import pytest

from tests.web.scim.client import ENTERPRISE, ScimClient

GENERIC = "Request is unparsable, syntactically incorrect, or violates schema."


@pytest.fixture
def alice(scim: ScimClient) -> str:
    changes: dict[str, Any] = {
        "title": "Engineer",
        "phoneNumbers": [{"value": "1", "type": "work"}],
        ENTERPRISE: {"department": "R&D"},
    }
    return scim.add_user("alice", **changes)


@pytest.mark.parametrize(
    ("operation", "attribute", "expected"),
    [
        ({"op": "replace", "path": "displayName", "value": "Al"}, "displayName", "Al"),
        ({"op": "REPLACE", "path": "DISPLAYNAME", "value": "Al"}, "displayName", "Al"),
        ({"op": "replace", "value": {"displayName": "Al"}}, "displayName", "Al"),
        ({"op": "replace", "value": {"id": "x", "displayName": "Al"}}, "displayName", "Al"),
        ({"op": "replace", "path": "userName", "value": "al"}, "userName", "al"),
        ({"op": "add", "path": "externalId", "value": "7"}, "externalId", "7"),
        ({"op": "Replace", "path": "active", "value": "False"}, "active", False),
        ({"op": "replace", "path": "active", "value": "false"}, "active", False),
        ({"op": "replace", "value": {"active": False}}, "active", False),
        ({"op": "add", "path": "nickName", "value": "Al"}, "nickName", "Al"),
        ({"op": "remove", "path": "title"}, "title", None),
        ({"op": "remove", "path": "nickName"}, "nickName", None),
        ({"op": "replace", "path": "urn:ietf:params:scim:schemas:core:2.0:User:title", "value": "X"}, "title", "X"),
        (
            {"op": "replace", "path": "name.givenName", "value": "Al"},
            "name",
            {"givenName": "Al", "familyName": "Example"},
        ),
        (
            {"op": "add", "path": "name", "value": {"givenName": "Al"}},
            "name",
            {"givenName": "Al", "familyName": "Example"},
        ),
        ({"op": "replace", "value": {"name.givenName": "Al"}}, "name", {"givenName": "Al", "familyName": "Example"}),
        (
            {"op": "replace", "path": 'emails[type eq "work"].value', "value": "al@example.com"},
            "emails",
            [{"value": "al@example.com", "type": "work", "primary": True}],
        ),
        (
            {"op": "replace", "path": "emails[primary eq true].value", "value": "al@example.com"},
            "emails",
            [{"value": "al@example.com", "type": "work", "primary": True}],
        ),
        (
            {"op": "replace", "path": "emails", "value": [{"value": "al@example.com", "primary": True}]},
            "emails",
            [{"value": "al@example.com", "primary": True}],
        ),
        ({"op": "remove", "path": "emails"}, "emails", None),
        ({"op": "replace", "path": "emails", "value": []}, "emails", None),
        ({"op": "remove", "path": 'phoneNumbers[type eq "work"].value'}, "phoneNumbers", None),
        ({"op": "remove", "path": 'phoneNumbers[type eq "work"]'}, "phoneNumbers", None),
        ({"op": "remove", "path": 'phoneNumbers[type eq "fax"]'}, "phoneNumbers", [{"value": "1", "type": "work"}]),
        (
            {"op": "add", "path": 'addresses[type eq "work"].country', "value": "US"},
            "addresses",
            [{"country": "US", "type": "work"}],
        ),
        (
            {"op": "add", "path": f"{ENTERPRISE}:costCenter", "value": "1"},
            ENTERPRISE,
            {"costCenter": "1", "department": "R&D"},
        ),
        (
            {"op": "add", "path": ENTERPRISE, "value": {"costCenter": "1"}},
            ENTERPRISE,
            {"costCenter": "1", "department": "R&D"},
        ),
        ({"op": "remove", "path": ENTERPRISE}, ENTERPRISE, None),
        ({"op": "remove", "path": f"{ENTERPRISE}:department"}, ENTERPRISE, None),
        (
            {"op": "add", "path": f"{ENTERPRISE}:manager", "value": "m"},
            ENTERPRISE,
            {"department": "R&D", "manager": {"value": "m"}},
        ),
        (
            {"op": "add", "path": f"{ENTERPRISE}:manager.value", "value": "m"},
            ENTERPRISE,
            {"department": "R&D", "manager": {"value": "m"}},
        ),
        (
            {"op": "add", "path": "manager", "value": [{"value": "m", "$ref": "http://x"}]},
            ENTERPRISE,
            {"department": "R&D", "manager": {"value": "m"}},
        ),
    ],
)
def test_operation_changes_the_attribute(
    scim: ScimClient, alice: str, operation: dict[str, Any], attribute: str, expected: object
) -> None:
    answer = scim.patch(f"/Users/{alice}", operation)
    assert answer.status_code == 200, answer.text
    assert answer.json().get(attribute) == expected
    assert scim.get(f"/Users/{alice}").json() == answer.json()


@pytest.mark.parametrize(
    ("operations", "detail", "cause"),
    [
        ([], GENERIC, "scim.attribute.wrong-type"),
        (["replace"], GENERIC, "scim.attribute.wrong-type"),
        ([{"path": "title", "value": "x"}], GENERIC, "scim.patch.unknown-op"),
        ([{"op": "move", "path": "title", "value": "x"}], GENERIC, "scim.patch.unknown-op"),
        ([{"op": "replace", "path": "title"}], GENERIC, "scim.patch.missing-value"),
        ([{"op": "replace", "path": "title", "value": None}], GENERIC, "scim.patch.missing-value"),
        ([{"op": "remove"}], "Missing path in PATCH request", "scim.patch.missing-path"),
        ([{"op": "replace", "path": "groups", "value": []}], GENERIC, "scim.patch.unknown-path"),
        ([{"op": "replace", "path": "password", "value": "x"}], GENERIC, "scim.patch.unknown-path"),
        ([{"op": "replace", "path": "name.nickname", "value": "x"}], GENERIC, "scim.patch.unknown-path"),
        ([{"op": "replace", "path": 'title[type eq "x"]', "value": "x"}], GENERIC, "scim.patch.unknown-path"),
        ([{"op": "add", "path": 'emails[type ne "x"].value', "value": "x"}], GENERIC, "scim.patch.unknown-path"),
        ([{"op": "add", "path": 'phoneNumbers[a eq "x"].value', "value": "x"}], GENERIC, "scim.patch.unknown-path"),
        ([{"op": "replace", "path": 5, "value": "x"}], GENERIC, "scim.attribute.wrong-type"),
        ([{"op": "replace", "path": "active", "value": "perhaps"}], GENERIC, "scim.attribute.wrong-type"),
        ([{"op": "replace", "value": "x"}], GENERIC, "scim.attribute.wrong-type"),
        ([{"op": "remove", "path": "userName"}], GENERIC, "scim.patch.remove-not-allowed"),
        ([{"op": "remove", "path": "active"}], GENERIC, "scim.patch.remove-not-allowed"),
        (
            [{"op": "replace", "path": "active", "value": True}, {"op": "replace", "value": {"active": False}}],
            GENERIC,
            "scim.patch.repeated-attribute",
        ),
        (
            [{"op": "replace", "value": {"title": "x", "displayName": "y"}}],
            'Current PATCH support allows omitting "path" attribute only for Add and Replace operations '
            "modifying a single attribute.",
            "scim.patch.several-attributes-without-path",
        ),
        (
            [{"op": "add", "path": "emails", "value": [{"value": "second@example.com", "primary": True}]}],
            "List attribute emails exceeds allowed limit of 1",
            "scim.multi-valued-emails",
        ),
        (
            [{"op": "remove", "path": "displayName"}],
            "displayname: The attribute displayname is required",
            "scim.missing-display-name",
        ),
        (
            [{"op": "remove", "path": "name.givenName"}],
            "givenname: The attribute givenname is required",
            "scim.missing-given-name",
        ),
    ],
)
def test_operation_is_refused_and_nothing_changes(
    scim: ScimClient, alice: str, operations: list[Any], detail: str, cause: str
) -> None:
    before = scim.get(f"/Users/{alice}").json()
    answer = scim.patch(f"/Users/{alice}", *operations)
    assert (answer.status_code, answer.json()["detail"]) == (400, detail)
    assert answer.headers["x-emulator-cause"] == cause
    assert scim.get(f"/Users/{alice}").json() == before


def test_refused_operation_undoes_those_before_it(scim: ScimClient, alice: str) -> None:
    first = {"op": "replace", "path": "title", "value": "Manager"}
    answer = scim.patch(f"/Users/{alice}", first, {"op": "remove"})
    assert answer.status_code == 400
    assert scim.get(f"/Users/{alice}").json()["title"] == "Engineer"


def test_patch_onto_the_name_of_another_user_is_refused(scim: ScimClient, alice: str) -> None:
    scim.add_user("bob")
    answer = scim.patch(f"/Users/{alice}", {"op": "replace", "path": "userName", "value": "BOB@example.com"})
    assert answer.status_code == 409
    assert answer.headers["x-emulator-cause"] == "duplicate.user-name"


def test_first_email_set_by_a_filter_path_is_the_primary_one(scim: ScimClient) -> None:
    bob = scim.add_user("bob", emails=None)
    operation = {"op": "Add", "path": 'emails[type eq "work"].value', "value": "bob@example.com"}
    answer = scim.patch(f"/Users/{bob}", operation)
    assert answer.json()["emails"] == [{"value": "bob@example.com", "type": "work", "primary": True}]


def test_profile_url_is_kept_through_a_patch_though_never_returned(scim: ScimClient, alice: str) -> None:
    operation = {"op": "add", "path": "profileUrl", "value": "https://example.com/alice"}
    assert "profileUrl" not in scim.patch(f"/Users/{alice}", operation).json()


@pytest.mark.parametrize("name", ["Operations", "operations"])
def test_body_needs_no_schemas_and_may_spell_operations_freely(scim: ScimClient, alice: str, name: str) -> None:
    body = {name: [{"op": "replace", "path": "title", "value": "Manager"}]}
    assert scim.request("PATCH", f"/Users/{alice}", body).json()["title"] == "Manager"
