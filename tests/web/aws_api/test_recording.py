"""API calls are told in the trail with AWS's field names, and without personal data (facts/signin.md §5)."""

import json
from typing import Any

import requests

from emulator.trail.event import HIDDEN
from emulator.trail.trail import LookupFilter, lookup
from tests.web.aws_api.conftest import IdentityStore


def events(identity_store: IdentityStore, name: str) -> list[Any]:
    with identity_store.emulator.context.store.transaction() as tx:
        return [found["event"] for found in lookup(tx, LookupFilter(event_name=name))]


def test_change_is_told_with_parameters_and_answer(identity_store: IdentityStore) -> None:
    user_id = identity_store.user("jane", Emails=[{"Value": "jane@example.com", "Primary": True}])
    (event,) = events(identity_store, "CreateUser")
    assert event["eventSource"] == "identitystore.amazonaws.com"
    assert (event["eventType"], event["readOnly"], event["awsRegion"]) == ("AwsApiCall", False, "us-east-1")
    assert (event["userIdentity"]["accountId"], event["userIdentity"]["accessKeyId"]) == (
        "111122223333",
        "AKIAEXAMPLE",
    )
    assert event["requestParameters"] == {
        "identityStoreId": identity_store.store_id,
        "userName": HIDDEN,
        "name": {"familyName": HIDDEN, "givenName": HIDDEN},
        "displayName": HIDDEN,
        "emails": [{"value": HIDDEN, "primary": True}],
    }
    assert event["responseElements"] == {
        "identityStoreId": identity_store.store_id,
        "userId": user_id,
        "userArn": f"arn:aws:identitystore:::user/{user_id}",
        "revision": "1",
    }
    assert "errorCode" not in event


def test_reading_is_told_without_the_answer(identity_store: IdentityStore) -> None:
    identity_store("list_users", MaxResults=5)
    (event,) = events(identity_store, "ListUsers")
    assert event["readOnly"] is True
    assert event["responseElements"] is None
    assert event["requestParameters"] == {"identityStoreId": identity_store.store_id, "maxResults": 5}


def test_questions_are_read_only_too(identity_store: IdentityStore) -> None:
    user_id = identity_store.user()
    identity_store("is_member_in_groups", MemberId={"UserId": user_id}, GroupIds=[identity_store.group()])
    (event,) = events(identity_store, "IsMemberInGroups")
    assert event["readOnly"] is True


def test_refusal_is_told_with_code_and_message(identity_store: IdentityStore) -> None:
    identity_store.user("jane")
    name = {"GivenName": "J", "FamilyName": "D"}
    identity_store.refused("create_user", UserName="jane", DisplayName="J", Name=name)
    event = events(identity_store, "CreateUser")[0]
    assert (event["errorCode"], event["errorMessage"]) == ("ConflictException", "Duplicate UserName")
    assert event["responseElements"] is None
    assert event["requestParameters"]["userName"] == HIDDEN


def test_refusal_is_told_in_the_words_of_the_answer(identity_store: IdentityStore) -> None:
    refused = identity_store.refused("describe_user", UserId="c4488478-a0e1-700e-3d75-96c6bb641596")
    (event,) = events(identity_store, "DescribeUser")
    assert event["errorMessage"] == refused.message == "USER not found."


def test_request_that_could_not_be_read_has_no_parameters(identity_store: IdentityStore) -> None:
    identity_store.refused("list_groups", MaxResults="many")
    (event,) = events(identity_store, "ListGroups")
    assert (event["errorCode"], event["requestParameters"]) == ("SerializationException", None)


def test_no_event_holds_personal_data(identity_store: IdentityStore) -> None:
    enterprise = {"aws:identitystore:enterprise": {"department": "Secret Service"}}
    user_id = identity_store.user("personal-name", Extensions=enterprise)
    operations = [{"AttributePath": "title", "AttributeValue": "personal title"}]
    identity_store("update_user", UserId=user_id, Operations=operations)
    identifier = {"UniqueAttribute": {"AttributePath": "userName", "AttributeValue": "personal-name"}}
    identity_store("get_user_id", AlternateIdentifier=identifier)
    filters = [{"AttributePath": "UserName", "AttributeValue": "personal-name"}]
    identity_store("list_users", Filters=filters)
    with identity_store.emulator.context.store.transaction() as tx:
        told = json.dumps([found["event"] for found in lookup(tx)])
    assert "personal" not in told
    assert "Secret Service" not in told
    assert "title" in told


def test_refusal_is_in_the_journal_with_cause_and_facts(identity_store: IdentityStore) -> None:
    identity_store.refused("list_users", IdentityStoreId="nope")
    listed = requests.get(f"{identity_store.emulator.url}/_emulator/refusals", timeout=5).json()
    refusal = listed["refusals"][-1]
    assert (refusal["diagnosis"]["cause"], refusal["code"]) == ("aws-api.member-pattern", "ValidationException")
    assert refusal["diagnosis"]["found"] == '"nope"'
    assert '"__type": "ValidationException"' in refusal["request"]["response_body"]
