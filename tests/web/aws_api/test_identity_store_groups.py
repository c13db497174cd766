"""The operations of the Identity Store API on groups, over the wire."""

from typing import Any

import pytest

from tests.web.aws_api.conftest import IdentityStore
from tests.web.scim.client import ScimClient

UNKNOWN = "c4488478-a0e1-700e-3d75-96c6bb641596"


def test_created_group_is_described_with_arn_and_revision(identity_store: IdentityStore) -> None:
    made = identity_store("create_group", DisplayName="Readers", Description="Those who read")
    group = identity_store("describe_group", GroupId=made["GroupId"])
    assert made["GroupArn"] == group["GroupArn"] == f"arn:aws:identitystore:::group/{made['GroupId']}"
    assert made["Revision"] == group["Revision"]
    assert (group["DisplayName"], group["Description"]) == ("Readers", "Those who read")
    assert group["CreatedBy"] == "arn:aws:iam::111122223333:root"


def test_group_needs_a_display_name(identity_store: IdentityStore) -> None:
    refused = identity_store.refused("create_group", Description="nameless")
    assert (refused.code, refused.cause) == ("ValidationException", "scim.group.missing-display-name")


@pytest.mark.parametrize("name", ["Administrator", "AWSAdministrators"])
def test_reserved_group_name_is_refused(identity_store: IdentityStore, name: str) -> None:
    assert identity_store.refused("create_group", DisplayName=name).code == "ValidationException"


def test_second_group_of_a_name_is_refused(identity_store: IdentityStore) -> None:
    identity_store.group("Readers")
    refused = identity_store.refused("create_group", DisplayName="readers")
    assert (refused.code, refused.status, refused.message) == (
        "ConflictException",
        400,
        "Duplicate GroupDisplayName",
    )
    assert refused.body["Reason"] == "UNIQUENESS_CONSTRAINT_VIOLATION"


def test_group_id_by_display_name_in_any_spelling_of_the_path(identity_store: IdentityStore) -> None:
    group_id = identity_store.group("Readers")
    for path in ("displayName", "DisplayName"):
        identifier = {"UniqueAttribute": {"AttributePath": path, "AttributeValue": "Readers"}}
        found = identity_store("get_group_id", AlternateIdentifier=identifier)
        assert (found["GroupId"], found["GroupArn"]) == (group_id, f"arn:aws:identitystore:::group/{group_id}")


def test_group_id_by_external_id(identity_store: IdentityStore, scim: ScimClient) -> None:
    group_id = scim.post("/Groups", {"displayName": "Readers", "externalId": "g-1"}).json()["id"]
    (external_id,) = identity_store("describe_group", GroupId=group_id)["ExternalIds"]
    found = identity_store("get_group_id", AlternateIdentifier={"ExternalId": external_id})
    assert found["GroupId"] == group_id


@pytest.mark.parametrize(
    ("identifier", "message"),
    [
        ({"UniqueAttribute": {"AttributePath": "displayName", "AttributeValue": "Nobody"}}, "GROUP not found."),
        ({"ExternalId": {"Issuer": "nobody", "Id": "1"}}, "GROUP not found."),
        (
            {"UniqueAttribute": {"AttributePath": "userName", "AttributeValue": "x"}},
            "The attribute userName is not a unique attribute",
        ),
    ],
)
def test_wrong_identifier_finds_no_group(identity_store: IdentityStore, identifier: Any, message: str) -> None:
    assert identity_store.refused("get_group_id", AlternateIdentifier=identifier).message == message


def test_groups_are_listed_in_pages_and_by_name(identity_store: IdentityStore) -> None:
    made = [identity_store.group(f"Group {number}") for number in range(3)]
    first = identity_store("list_groups", MaxResults=2)
    second = identity_store("list_groups", MaxResults=2, NextToken=first["NextToken"])
    assert [group["GroupId"] for group in first["Groups"] + second["Groups"]] == made
    assert "NextToken" not in second
    filters = [{"AttributePath": "DisplayName", "AttributeValue": "Group 1"}]
    assert [group["GroupId"] for group in identity_store("list_groups", Filters=filters)["Groups"]] == made[1:2]


def test_groups_are_not_filtered_by_another_attribute(identity_store: IdentityStore) -> None:
    filters = [{"AttributePath": "Description", "AttributeValue": "x"}]
    assert identity_store.refused("list_groups", Filters=filters).cause == "identity-store.filter"


def test_updated_group_keeps_its_members(identity_store: IdentityStore) -> None:
    group_id = identity_store.group("Readers", Description="old")
    identity_store.member(group_id, identity_store.user())
    operations = [
        {"AttributePath": "displayName", "AttributeValue": "Writers"},
        {"AttributePath": "Description"},
    ]
    changed = identity_store("update_group", GroupId=group_id, Operations=operations)
    group = identity_store("describe_group", GroupId=group_id)
    assert (group["DisplayName"], group["Revision"]) == ("Writers", changed["Revision"])
    assert "Description" not in group
    assert len(identity_store("list_group_memberships", GroupId=group_id)["GroupMemberships"]) == 1


@pytest.mark.parametrize(
    ("path", "value", "cause"),
    [
        ("members", [], "identity-store.attribute-path"),
        ("displayName", 7, "identity-store.attribute-value"),
        ("displayName", None, "scim.group.missing-display-name"),
    ],
)
def test_wrong_update_is_refused(identity_store: IdentityStore, path: str, value: Any, cause: str) -> None:
    operations = [{"AttributePath": path, "AttributeValue": value}]
    refused = identity_store.refused("update_group", GroupId=identity_store.group(), Operations=operations)
    assert (refused.code, refused.cause) == ("ValidationException", cause)


def test_change_that_expects_an_old_revision_is_refused(identity_store: IdentityStore) -> None:
    made = identity_store("create_group", DisplayName="Readers")
    operations = [{"AttributePath": "description", "AttributeValue": "x"}]
    identity_store("update_group", GroupId=made["GroupId"], Revision=made["Revision"], Operations=operations)
    for operation, more in (("update_group", {"Operations": operations}), ("delete_group", {})):
        refused = identity_store.refused(operation, GroupId=made["GroupId"], Revision=made["Revision"], **more)
        assert refused.body["Reason"] == "CONCURRENT_MODIFICATION"


def test_deleted_group_is_gone_and_its_members_stay(identity_store: IdentityStore) -> None:
    group_id, user_id = identity_store.group(), identity_store.user()
    identity_store.member(group_id, user_id)
    assert identity_store("delete_group", GroupId=f"arn:aws:identitystore:::group/{group_id}") == {}
    refused = identity_store.refused("describe_group", GroupId=group_id)
    assert (refused.message, refused.body["ResourceType"]) == ("GROUP not found.", "GROUP")
    member = {"UserId": user_id}
    assert identity_store("list_group_memberships_for_member", MemberId=member)["GroupMemberships"] == []


def test_unknown_group_is_not_found(identity_store: IdentityStore) -> None:
    for operation, more in (
        ("describe_group", {}),
        ("delete_group", {}),
        ("update_group", {"Operations": [{"AttributePath": "description", "AttributeValue": "x"}]}),
        ("list_group_memberships", {}),
    ):
        refused = identity_store.refused(operation, GroupId=UNKNOWN, **more)
        assert (refused.code, refused.status) == ("ResourceNotFoundException", 400)
        assert (refused.body["ResourceType"], refused.body["ResourceId"]) == ("GROUP", UNKNOWN)
