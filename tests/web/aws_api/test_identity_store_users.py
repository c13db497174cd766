"""The operations of the Identity Store API on users, over the wire."""

from typing import Any

import pytest

from tests.web.aws_api.conftest import ClientFactory, IdentityStore
from tests.web.scim.client import ScimClient

ENTERPRISE = "aws:identitystore:enterprise"
UNKNOWN = "c4488478-a0e1-700e-3d75-96c6bb641596"

WHOLE: dict[str, Any] = {
    "UserName": "jane",
    "Name": {
        "Formatted": "Dr. Jane M. Doe",
        "FamilyName": "Doe",
        "GivenName": "Jane",
        "MiddleName": "M.",
        "HonorificPrefix": "Dr.",
        "HonorificSuffix": "M.D.",
    },
    "DisplayName": "Jane Doe",
    "NickName": "JD",
    "ProfileUrl": "https://example.com/jane",
    "Emails": [{"Value": "jane@example.com", "Type": "work", "Primary": True}],
    "Addresses": [{"StreetAddress": "1 Main St", "Locality": "Anytown", "Country": "US", "Primary": False}],
    "PhoneNumbers": [{"Value": "+1 555 0100", "Type": "work"}],
    "UserType": "Employee",
    "Title": "Engineer",
    "PreferredLanguage": "en-us",
    "Locale": "en-us",
    "Timezone": "America/New_York",
    "Photos": [{"Value": "https://example.com/jane.png", "Type": "photo", "Display": "Jane", "Primary": True}],
    "Website": "https://example.com",
    "Birthdate": "1990-12-31",
    "Roles": [{"Value": "Researcher", "Type": "work", "Primary": True}],
}


def test_create_user_answers_ids_arn_and_revision(identity_store: IdentityStore) -> None:
    made = identity_store("create_user", **WHOLE)
    assert made == {
        "IdentityStoreId": identity_store.store_id,
        "UserId": made["UserId"],
        "UserArn": f"arn:aws:identitystore:::user/{made['UserId']}",
        "Revision": made["Revision"],
    }


def test_described_user_has_everything_that_was_created(identity_store: IdentityStore) -> None:
    user_id = identity_store("create_user", **WHOLE)["UserId"]
    user = identity_store("describe_user", UserId=user_id)
    assert {name: user[name] for name in WHOLE} == WHOLE
    assert user["UserStatus"] == "ENABLED"
    assert user["CreatedAt"] == user["UpdatedAt"]
    assert user["CreatedBy"] == user["UpdatedBy"] == "arn:aws:iam::111122223333:root"
    assert not {"Extensions", "ExternalIds"} & user.keys()


def test_what_was_not_given_is_not_answered(identity_store: IdentityStore) -> None:
    user = identity_store("describe_user", UserId=identity_store.user())
    assert not {"Emails", "Photos", "Title", "Birthdate", "NickName"} & user.keys()


def test_extensions_are_answered_only_when_asked_for(identity_store: IdentityStore) -> None:
    enterprise = {"department": "R&D", "costCenter": "42", "manager": {"value": UNKNOWN}}
    user_id = identity_store.user(Extensions={ENTERPRISE: enterprise})
    assert "Extensions" not in identity_store("describe_user", UserId=user_id)
    asked = identity_store("describe_user", UserId=user_id, Extensions=[ENTERPRISE])
    assert asked["Extensions"] == {ENTERPRISE: enterprise}
    (listed,) = identity_store("list_users", Extensions=[ENTERPRISE])["Users"]
    assert listed["Extensions"] == {ENTERPRISE: enterprise}


def test_user_without_extension_has_none_to_answer(identity_store: IdentityStore) -> None:
    user_id = identity_store.user()
    assert "Extensions" not in identity_store("describe_user", UserId=user_id, Extensions=[ENTERPRISE])


@pytest.mark.parametrize(
    ("extensions", "cause"),
    [
        ({"aws:identitystore:party": {}}, "identity-store.extension"),
        ({ENTERPRISE: "text"}, "identity-store.attribute-value"),
        ({ENTERPRISE: {"department": 7}}, "identity-store.attribute-value"),
        ({ENTERPRISE: {"party": "x"}}, "identity-store.attribute-value"),
        ({ENTERPRISE: {"manager": "x"}}, "identity-store.attribute-value"),
    ],
)
def test_wrong_extension_is_refused(identity_store: IdentityStore, extensions: Any, cause: str) -> None:
    refused = identity_store.refused("create_user", **{**WHOLE, "Extensions": extensions})
    assert (refused.code, refused.status, refused.cause) == ("ValidationException", 400, cause)


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("UserName", "userName is a required attribute"),
        ("DisplayName", "displayname: The attribute displayname is required"),
        (
            "Name",
            "givenname: The attribute givenname is required, familyname: The attribute familyname is required",
        ),
    ],
)
def test_user_without_a_mandatory_attribute_is_refused(
    identity_store: IdentityStore, missing: str, message: str
) -> None:
    members = {name: value for name, value in WHOLE.items() if name != missing}
    refused = identity_store.refused("create_user", **members)
    assert (refused.code, refused.message) == ("ValidationException", message)


@pytest.mark.parametrize("name", ["Administrator", "AWSAdministrators"])
def test_reserved_user_name_is_refused(identity_store: IdentityStore, name: str) -> None:
    assert identity_store.refused("create_user", **{**WHOLE, "UserName": name}).code == "ValidationException"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("Birthdate", "31.12.1990"),
        ("Birthdate", "1990-02-30"),
        ("Photos", [{"Value": "a", "Primary": True}, {"Value": "b", "Primary": True}]),
    ],
)
def test_photos_and_birthdate_have_rules(identity_store: IdentityStore, member: str, value: Any) -> None:
    refused = identity_store.refused("create_user", **{**WHOLE, member: value})
    assert (refused.code, refused.cause) == ("ValidationException", "identity-store.profile")


def test_fourth_photo_breaks_the_model(identity_store: IdentityStore) -> None:
    refused = identity_store.refused("create_user", **{**WHOLE, "Photos": [{"Value": "x"}] * 4})
    assert refused.message == (
        "1 validation error detected: Value at 'photos' failed to satisfy constraint: "
        "Member must have length less than or equal to 3"
    )


@pytest.mark.parametrize("user_name", ["jane", "JANE"])
def test_second_user_of_a_user_name_is_refused(identity_store: IdentityStore, user_name: str) -> None:
    identity_store.user("jane")
    refused = identity_store.refused("create_user", **{**WHOLE, "UserName": user_name})
    assert (refused.code, refused.status, refused.message) == ("ConflictException", 400, "Duplicate UserName")
    assert refused.cause == "duplicate.user-name"
    assert refused.body["Reason"] == "UNIQUENESS_CONSTRAINT_VIOLATION"
    assert len(refused.body["RequestId"]) == 36


def test_second_user_of_a_primary_email_is_refused(identity_store: IdentityStore) -> None:
    identity_store.user("richard", Emails=[{"Value": "JANE@example.com", "Primary": True}])
    assert identity_store.refused("create_user", **WHOLE).cause == "duplicate.primary-email"


def test_unknown_user_is_not_found(identity_store: IdentityStore) -> None:
    for operation, more in (
        ("describe_user", {}),
        ("delete_user", {}),
        ("update_user", {"Operations": [{"AttributePath": "title", "AttributeValue": "x"}]}),
    ):
        refused = identity_store.refused(operation, UserId=UNKNOWN, **more)
        assert (refused.code, refused.status, refused.message) == (
            "ResourceNotFoundException",
            400,
            "USER not found.",
        )
        assert (refused.body["ResourceType"], refused.body["ResourceId"]) == ("USER", UNKNOWN)


def test_store_and_user_may_be_named_by_arn(identity_store: IdentityStore) -> None:
    user_id = identity_store.user()
    store_arn = f"arn:aws:identitystore::111122223333:identitystore/{identity_store.store_id}"
    user = identity_store(
        "describe_user", IdentityStoreId=store_arn, UserId=f"arn:aws:identitystore:::user/{user_id}"
    )
    assert user["UserId"] == user_id


def test_arn_of_a_group_is_no_user(identity_store: IdentityStore) -> None:
    arn = f"arn:aws:identitystore:::group/{identity_store.user()}"
    assert identity_store.refused("describe_user", UserId=arn).code == "ResourceNotFoundException"


@pytest.mark.parametrize("path", ["userName", "UserName", "username"])
def test_user_id_by_user_name_in_any_spelling(identity_store: IdentityStore, path: str) -> None:
    user_id = identity_store.user("jane")
    identifier = {"UniqueAttribute": {"AttributePath": path, "AttributeValue": "Jane"}}
    found = identity_store("get_user_id", AlternateIdentifier=identifier)
    assert found == {
        "IdentityStoreId": identity_store.store_id,
        "UserId": user_id,
        "UserArn": f"arn:aws:identitystore:::user/{user_id}",
    }


def test_user_id_by_email(identity_store: IdentityStore) -> None:
    user_id = identity_store("create_user", **WHOLE)["UserId"]
    identifier = {"UniqueAttribute": {"AttributePath": "emails.value", "AttributeValue": "jane@example.com"}}
    assert identity_store("get_user_id", AlternateIdentifier=identifier)["UserId"] == user_id


def test_user_id_by_the_external_id_that_scim_has_set(identity_store: IdentityStore, scim: ScimClient) -> None:
    body = {
        "userName": "okta",
        "externalId": "00u1",
        "displayName": "O",
        "name": {"givenName": "O", "familyName": "K"},
    }
    user_id = scim.post("/Users", body).json()["id"]
    (external_id,) = identity_store("describe_user", UserId=user_id)["ExternalIds"]
    assert external_id["Id"] == "00u1"
    found = identity_store("get_user_id", AlternateIdentifier={"ExternalId": external_id})
    assert found["UserId"] == user_id


@pytest.mark.parametrize(
    "identifier",
    [
        {"UniqueAttribute": {"AttributePath": "userName", "AttributeValue": "nobody"}},
        {"ExternalId": {"Issuer": "https://nobody.example.com", "Id": "1"}},
    ],
)
def test_identifier_that_nobody_has_is_not_found(identity_store: IdentityStore, identifier: Any) -> None:
    refused = identity_store.refused("get_user_id", AlternateIdentifier=identifier)
    assert (refused.code, refused.message) == ("ResourceNotFoundException", "USER not found.")
    assert refused.body["ResourceType"] == "USER"


def test_attribute_that_is_not_unique_finds_nobody(identity_store: IdentityStore) -> None:
    identifier = {"UniqueAttribute": {"AttributePath": "displayName", "AttributeValue": "Jane"}}
    refused = identity_store.refused("get_user_id", AlternateIdentifier=identifier)
    assert (refused.code, refused.message) == (
        "ValidationException",
        "The attribute displayName is not a unique attribute",
    )


def test_unique_attribute_must_be_a_string(identity_store: IdentityStore) -> None:
    identifier = {"UniqueAttribute": {"AttributePath": "userName", "AttributeValue": {"a": 1}}}
    refused = identity_store.refused("get_user_id", AlternateIdentifier=identifier)
    assert refused.cause == "identity-store.attribute-value"


def test_filter_finds_one_user_by_name(identity_store: IdentityStore) -> None:
    user_id = identity_store.user("jane")
    identity_store.user("richard")
    filters = [{"AttributePath": "UserName", "AttributeValue": "jane"}]
    assert [user["UserId"] for user in identity_store("list_users", Filters=filters)["Users"]] == [user_id]
    filters = [{"AttributePath": "UserName", "AttributeValue": "nobody"}]
    assert identity_store("list_users", Filters=filters) == {"Users": []}


def test_filter_by_another_attribute_is_refused(identity_store: IdentityStore) -> None:
    filters = [{"AttributePath": "Title", "AttributeValue": "x"}]
    refused = identity_store.refused("list_users", Filters=filters)
    assert (refused.code, refused.cause) == ("ValidationException", "identity-store.filter")


def test_update_sets_and_removes_attributes_and_counts_the_revision(identity_store: IdentityStore) -> None:
    made = identity_store("create_user", **WHOLE)
    operations = [
        {"AttributePath": "title", "AttributeValue": "Director"},
        {"AttributePath": "DisplayName", "AttributeValue": "J. Doe"},
        {"AttributePath": "name.givenName", "AttributeValue": "Janet"},
        {"AttributePath": "nickName"},
        {"AttributePath": "emails", "AttributeValue": [{"value": "jd@example.com", "primary": True}]},
        {"AttributePath": "photos", "AttributeValue": None},
        {"AttributePath": f"{ENTERPRISE}.department", "AttributeValue": "Sales"},
        {"AttributePath": f"{ENTERPRISE}.manager.value", "AttributeValue": "m-1"},
    ]
    changed = identity_store("update_user", UserId=made["UserId"], Revision=made["Revision"], Operations=operations)
    user = identity_store("describe_user", UserId=made["UserId"], Extensions=[ENTERPRISE])
    assert (user["Title"], user["DisplayName"], user["Name"]["GivenName"]) == ("Director", "J. Doe", "Janet")
    assert user["Name"]["FamilyName"] == "Doe"
    assert user["Emails"] == [{"Value": "jd@example.com", "Primary": True}]
    assert not {"NickName", "Photos"} & user.keys()
    assert user["Extensions"] == {ENTERPRISE: {"department": "Sales", "manager": {"value": "m-1"}}}
    assert user["Revision"] == changed["Revision"] != made["Revision"]


def test_extension_and_name_may_be_replaced_as_a_whole(identity_store: IdentityStore) -> None:
    user_id = identity_store.user(Extensions={ENTERPRISE: {"department": "Sales"}})
    operations = [
        {"AttributePath": ENTERPRISE, "AttributeValue": {"costCenter": "7"}},
        {"AttributePath": "name", "AttributeValue": {"GivenName": "A", "FamilyName": "B"}},
        {"AttributePath": f"{ENTERPRISE}.manager", "AttributeValue": {"value": "m-1", "$ref": "x"}},
    ]
    identity_store("update_user", UserId=user_id, Operations=operations)
    user = identity_store("describe_user", UserId=user_id, Extensions=[ENTERPRISE])
    assert user["Extensions"] == {ENTERPRISE: {"costCenter": "7", "manager": {"value": "m-1"}}}
    assert user["Name"] == {"GivenName": "A", "FamilyName": "B"}


@pytest.mark.parametrize(
    ("path", "value", "cause"),
    [
        ("party", "x", "identity-store.attribute-path"),
        ("userId", "x", "identity-store.attribute-path"),
        ("emails.value", "x", "identity-store.attribute-path"),
        ("name.party", "x", "identity-store.attribute-path"),
        (f"{ENTERPRISE}.party", "x", "identity-store.attribute-path"),
        ("title", 7, "identity-store.attribute-value"),
        ("title", {"a": "b"}, "identity-store.attribute-value"),
        ("emails", "x", "identity-store.attribute-value"),
        ("emails", ["x"], "identity-store.attribute-value"),
        ("emails", [{"primary": "yes"}], "identity-store.attribute-value"),
        ("emails", [{"party": "x"}], "identity-store.attribute-value"),
        ("name", "x", "identity-store.attribute-value"),
        ("photos", [{"type": "x"}], "identity-store.profile"),
        ("displayName", None, "scim.missing-display-name"),
        ("name.familyName", None, "scim.missing-family-name"),
        ("title", "", "scim.attribute.empty"),
        ("title", "x" * 1025, "scim.attribute.too-long"),
        ("emails", [{"value": "a"}, {"value": "b"}], "scim.multi-valued-emails"),
    ],
)
def test_wrong_update_is_refused_and_changes_nothing(
    identity_store: IdentityStore, path: str, value: Any, cause: str
) -> None:
    user_id = identity_store.user()
    before = identity_store("describe_user", UserId=user_id)
    operations = [
        {"AttributePath": "locale", "AttributeValue": "de"},
        {"AttributePath": path, "AttributeValue": value},
    ]
    refused = identity_store.refused("update_user", UserId=user_id, Operations=operations)
    assert (refused.code, refused.cause) == ("ValidationException", cause)
    assert identity_store("describe_user", UserId=user_id) == before


def test_update_to_a_taken_user_name_is_refused(identity_store: IdentityStore) -> None:
    identity_store.user("jane")
    user_id = identity_store.user("richard")
    operations = [{"AttributePath": "userName", "AttributeValue": "Jane"}]
    assert identity_store.refused("update_user", UserId=user_id, Operations=operations).code == "ConflictException"


def test_change_that_expects_an_old_revision_is_refused(identity_store: IdentityStore) -> None:
    made = identity_store("create_user", **WHOLE)
    operations = [{"AttributePath": "title", "AttributeValue": "x"}]
    identity_store("update_user", UserId=made["UserId"], Operations=operations)
    for operation, more in (("update_user", {"Operations": operations}), ("delete_user", {})):
        refused = identity_store.refused(operation, UserId=made["UserId"], Revision=made["Revision"], **more)
        assert (refused.code, refused.status) == ("ConflictException", 400)
        assert refused.body["Reason"] == "CONCURRENT_MODIFICATION"
        assert refused.cause == "identity-store.concurrent-modification"


def test_deleted_user_is_gone_with_its_memberships(identity_store: IdentityStore) -> None:
    made = identity_store("create_user", **WHOLE)
    group_id = identity_store.group()
    membership_id = identity_store.member(group_id, made["UserId"])
    assert identity_store("delete_user", UserId=made["UserId"], Revision=made["Revision"]) == {}
    assert identity_store.refused("describe_user", UserId=made["UserId"]).code == "ResourceNotFoundException"
    assert identity_store("list_group_memberships", GroupId=group_id)["GroupMemberships"] == []
    assert identity_store.refused("describe_group_membership", MembershipId=membership_id).message == (
        "GROUP_MEMBERSHIP not found."
    )


def test_user_created_again_gets_a_new_id(identity_store: IdentityStore) -> None:
    old = identity_store.user("jane")
    identity_store("delete_user", UserId=old)
    assert identity_store.user("jane") != old


def test_scim_sees_the_same_user_and_keeps_what_it_does_not_carry(
    identity_store: IdentityStore, scim: ScimClient
) -> None:
    made = identity_store("create_user", **WHOLE)
    seen = scim.get(f"/Users/{made['UserId']}").json()
    assert (seen["userName"], seen["emails"][0]["value"]) == ("jane", "jane@example.com")
    operation = {"op": "replace", "path": "active", "value": False}
    answer = scim.patch(f"/Users/{made['UserId']}", operation)
    assert answer.status_code == 200
    user = identity_store("describe_user", UserId=made["UserId"])
    assert user["UserStatus"] == "DISABLED"
    assert (user["Photos"], user["Website"], user["Birthdate"]) == (
        WHOLE["Photos"],
        WHOLE["Website"],
        WHOLE["Birthdate"],
    )


def test_unknown_identity_store_is_not_found(identity_store: IdentityStore) -> None:
    refused = identity_store.refused("list_users", IdentityStoreId="d-93674281b5")
    assert (refused.code, refused.message) == (
        "ResourceNotFoundException",
        "IdentityStore not present for IdentityStoreId: d-93674281b5",
    )
    assert (refused.cause, refused.body["ResourceType"]) == ("identity-store.unknown", "IDENTITY_STORE")


def test_identity_store_is_not_present_in_another_region(
    identity_store: IdentityStore, clients: ClientFactory
) -> None:
    elsewhere = IdentityStore(
        clients("identitystore", region="eu-west-1"), identity_store.store_id, identity_store.emulator
    )
    assert elsewhere.refused("list_users").cause == "identity-store.wrong-region"
