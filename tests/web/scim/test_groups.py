"""The operations on groups, over the wire."""

from typing import Any

import pytest

from tests.web.scim.client import ScimClient

GENERIC = "Request is unparsable, syntactically incorrect, or violates schema."
UNKNOWN = "c4488478-a0e1-700e-3d75-96c6bb641596"


def member(user_id: str) -> list[dict[str, Any]]:
    return [{"value": user_id}]


def test_post_group_answers_without_members(scim: ScimClient) -> None:
    alice = scim.add_user()
    body = {"externalId": "1", "displayName": "Engineers", "members": [{"value": alice, "$ref": "x", "type": "User"}]}
    answer = scim.post("/Groups", body)
    assert answer.status_code == 201
    assert list(answer.json()) == ["id", "externalId", "meta", "schemas", "displayName"]
    assert scim.members(answer.json()["id"]) == {alice}
    assert scim.get(f"/Groups/{answer.json()['id']}").json() == answer.json()


def test_lists_of_groups_have_empty_member_lists(scim: ScimClient) -> None:
    alice = scim.add_user()
    scim.add_group(members=member(alice))
    assert scim.get("/Groups").json()["Resources"][0]["members"] == []


def test_taken_display_name_is_refused(scim: ScimClient) -> None:
    scim.add_group("Engineers")
    answer = scim.post("/Groups", {"displayName": "engineers"})
    assert (answer.status_code, answer.json()["detail"]) == (409, "Refused to create a new, duplicate resource.")
    assert answer.headers["x-emulator-cause"] == "duplicate.group-display-name"
    assert scim.last_event()["errorMessage"] == "Duplicate GroupDisplayName"


def test_rename_onto_the_name_of_another_group_is_refused(scim: ScimClient) -> None:
    scim.add_group("Engineers")
    other = scim.add_group("Designers")
    answer = scim.patch(f"/Groups/{other}", {"op": "replace", "path": "displayName", "value": "Engineers"})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ({}, "scim.group.missing-display-name"),
        ({"displayName": ""}, "scim.missing-display-name"),
        ({"displayName": "AWSAdministrators"}, "scim.attribute.reserved-name"),
        ({"displayName": "x", "members": "y"}, "scim.attribute.wrong-type"),
        ({"displayName": "x", "members": [{"value": "alice"}]}, "scim.group.member-id"),
        ({"displayName": "x", "members": [{"value": UNKNOWN, "type": "Group"}]}, "scim.group.nested"),
        ({"displayName": "x", "members": [{"value": UNKNOWN}] * 101}, "scim.group.too-many-members"),
    ],
)
def test_invalid_group_is_refused_and_not_stored(scim: ScimClient, body: dict[str, Any], cause: str) -> None:
    answer = scim.post("/Groups", body)
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (400, cause)
    assert scim.get("/Groups").json()["totalResults"] == 0


def test_group_with_an_unknown_member_is_not_created(scim: ScimClient) -> None:
    answer = scim.post("/Groups", {"displayName": "x", "members": member(UNKNOWN)})
    assert (answer.status_code, answer.json()["detail"]) == (404, "USER does not exist.")
    assert scim.get("/Groups").json()["totalResults"] == 0


def test_group_as_member_is_explained_as_nesting(scim: ScimClient) -> None:
    inner, outer = scim.add_group("Inner"), scim.add_group("Outer")
    answer = scim.patch(f"/Groups/{outer}", {"op": "add", "path": "members", "value": member(inner)})
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (400, "scim.group.nested")


def test_members_are_added_and_removed_by_value_lists(scim: ScimClient) -> None:
    alice, bob, group = scim.add_user("alice"), scim.add_user("bob"), scim.add_group()
    both = member(alice) + member(bob)
    answer = scim.patch(f"/Groups/{group}", {"op": "add", "path": "members", "value": both})
    assert (answer.status_code, answer.content) == (204, b"")
    assert scim.members(group) == {alice, bob}
    assert (
        scim.patch(f"/Groups/{group}", {"op": "remove", "path": "members", "value": member(bob)}).status_code == 204
    )
    assert scim.members(group) == {alice}


def test_adding_a_member_twice_and_removing_a_stranger_change_nothing(scim: ScimClient) -> None:
    alice, bob, group = scim.add_user("alice"), scim.add_user("bob"), scim.add_group()
    add = {"op": "add", "path": "members", "value": member(alice)}
    assert scim.patch(f"/Groups/{group}", add, add).status_code == 204
    assert scim.patch(f"/Groups/{group}", add).status_code == 204
    assert (
        scim.patch(f"/Groups/{group}", {"op": "remove", "path": "members", "value": member(bob)}).status_code == 204
    )
    assert scim.members(group) == {alice}


def test_member_is_removed_by_a_filter_path(scim: ScimClient) -> None:
    alice, bob = scim.add_user("alice"), scim.add_user("bob")
    group = scim.add_group(members=member(alice) + member(bob))
    assert scim.patch(f"/Groups/{group}", {"op": "remove", "path": f'members[value eq "{bob}"]'}).status_code == 204
    assert scim.members(group) == {alice}


@pytest.mark.parametrize(
    ("operations", "name"),
    [
        ([{"op": "replace", "path": "displayName", "value": "New"}], "New"),
        ([{"op": "Replace", "value": {"displayName": "New"}}], "New"),
        ([{"op": "replace", "value": {"id": "x", "externalId": "9"}}], "Engineers"),
        (
            [{"op": "add", "path": "displayName", "value": "New"}, {"op": "add", "path": "externalId", "value": "9"}],
            "New",
        ),
    ],
)
def test_name_and_external_id_are_changed_by_patch(scim: ScimClient, operations: list[Any], name: str) -> None:
    group = scim.add_group("Engineers")
    assert scim.patch(f"/Groups/{group}", *operations).status_code == 204
    body = scim.get(f"/Groups/{group}").json()
    assert body["displayName"] == name
    assert body.get("externalId") == ("9" if "externalId" in str(operations) else None)


def test_external_id_is_removed_by_patch(scim: ScimClient) -> None:
    group = scim.add_group(externalId="9")
    assert scim.patch(f"/Groups/{group}", {"op": "remove", "path": "externalId"}).status_code == 204
    assert "externalId" not in scim.get(f"/Groups/{group}").json()


REPLACED = "Replacing group memberships is not supported."


@pytest.mark.parametrize(
    ("operation", "detail", "cause"),
    [
        ({"op": "replace", "path": "members", "value": member(UNKNOWN)}, REPLACED, "scim.group.members-replaced"),
        ({"op": "replace", "path": "members", "value": []}, REPLACED, "scim.group.members-replaced"),
        ({"op": "replace", "value": {"members": []}}, REPLACED, "scim.group.members-replaced"),
        ({"op": "remove", "path": "members"}, GENERIC, "scim.group.members-removed"),
        ({"op": "remove", "path": "members", "value": []}, GENERIC, "scim.group.members-removed"),
        ({"op": "remove", "value": member(UNKNOWN)}, "Missing path in PATCH request", "scim.patch.missing-path"),
        (
            {"op": "replace", "value": {"displayName": "x", "externalId": "y"}},
            'Current PATCH support allows omitting "path" attribute only for Add and Replace operations '
            "modifying a single attribute.",
            "scim.patch.several-attributes-without-path",
        ),
        ({"op": "add", "path": "members", "value": member(UNKNOWN) * 101}, GENERIC, "scim.group.too-many-members"),
        ({"op": "add", "path": "description", "value": "x"}, GENERIC, "scim.patch.unknown-path"),
        ({"op": "add", "path": f'members[value eq "{UNKNOWN}"]', "value": "x"}, GENERIC, "scim.patch.unknown-path"),
        ({"op": "remove", "path": 'members[type eq "User"]'}, GENERIC, "scim.patch.unknown-path"),
        (
            {"op": "remove", "path": "displayName"},
            "displayname: The attribute displayname is required",
            "scim.group.missing-display-name",
        ),
    ],
)
def test_operation_is_refused_and_nothing_changes(
    scim: ScimClient, operation: dict[str, Any], detail: str, cause: str
) -> None:
    alice = scim.add_user()
    group = scim.add_group(members=member(alice))
    before = scim.get(f"/Groups/{group}").json()
    answer = scim.patch(f"/Groups/{group}", operation)
    assert (answer.status_code, answer.json()["detail"]) == (400, detail)
    assert answer.headers["x-emulator-cause"] == cause
    assert scim.get(f"/Groups/{group}").json() == before
    assert scim.members(group) == {alice}


def test_adds_and_removes_of_a_request_are_counted_together(scim: ScimClient) -> None:
    alice, group = scim.add_user(), scim.add_group()
    many = {"path": "members", "value": member(alice) * 50}
    answer = scim.patch(f"/Groups/{group}", {"op": "add", **many}, {"op": "remove", **many})
    assert answer.status_code == 204
    answer = scim.patch(
        f"/Groups/{group}", {"op": "add", **many}, {"op": "remove", "path": "members", "value": member(alice) * 51}
    )
    assert answer.headers["x-emulator-cause"] == "scim.group.too-many-members"


def test_unknown_member_undoes_the_whole_request(scim: ScimClient) -> None:
    alice, group = scim.add_user(), scim.add_group("Engineers")
    answer = scim.patch(
        f"/Groups/{group}",
        {"op": "replace", "path": "displayName", "value": "New"},
        {"op": "add", "path": "members", "value": member(alice)},
        {"op": "add", "path": "members", "value": member(UNKNOWN)},
    )
    assert answer.status_code == 404
    assert scim.get(f"/Groups/{group}").json()["displayName"] == "Engineers"
    assert scim.members(group) == set()


def test_put_group_is_refused(scim: ScimClient) -> None:
    group = scim.add_group()
    answer = scim.put(f"/Groups/{group}", {"displayName": "x", "members": []})
    assert (answer.status_code, answer.json()["detail"]) == (400, REPLACED)


def test_deleted_group_is_gone_and_its_name_is_free(scim: ScimClient) -> None:
    alice = scim.add_user()
    group = scim.add_group("Engineers", members=member(alice), externalId="1")
    assert scim.delete(f"/Groups/{group}").status_code == 204
    assert scim.get(f"/Groups/{group}").json()["detail"] == "GROUP does not exist."
    assert scim.get("/Groups", filter=f'members.value eq "{alice}"').json()["Resources"] == []
    assert scim.add_group("Engineers", externalId="1") != group
