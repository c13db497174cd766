"""CloudTrail's LookupEvents over our trail: attributes, time, pages."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.trail.event import Event, Origin
from emulator.trail.trail import record
from tests.web.aws_api.conftest import RefusedCall, Surroundings
from tests.web.aws_api.roles import MANAGEMENT, MEMBER

ROLE = {"ARN": f"arn:aws:iam::{MEMBER}:role/x", "type": "AWS::IAM::Role", "accountId": MEMBER}


def given_event(surroundings: Surroundings, name: str, **changes: Any) -> str:
    known: dict[str, Any] = {
        "source": "sso.amazonaws.com",
        "name": name,
        "account_id": MANAGEMENT,
        "region": "us-east-1",
        "user_identity": {"type": "IAMUser", "accessKeyId": "AKIAONE"},
        "origin": Origin(request_id="00000000-0000-4000-8000-000000000000"),
        "user_name": "ana",
    }
    with surroundings.emulator.context.store.transaction() as tx:
        return record(tx, Event(**{**known, **changes}))


@pytest.fixture
def trail(surroundings: Surroundings) -> Any:
    """CloudTrail, asked by the management account."""
    return surroundings.client("cloudtrail")


def found(trail: Any, key: str, value: str) -> list[str]:
    wanted = [{"AttributeKey": key, "AttributeValue": value}]
    return [event["EventName"] for event in trail.lookup_events(LookupAttributes=wanted)["Events"]]


def refused(trail: Any, **parameters: Any) -> RefusedCall:
    with pytest.raises(ClientError) as caught:
        trail.lookup_events(**parameters)
    return RefusedCall.of(caught.value)


def test_an_event_is_told_with_its_document(surroundings: Surroundings, trail: Any) -> None:
    event_id = given_event(surroundings, "ListAccounts", read_only=True, details={"resources": [ROLE]})
    [event] = trail.lookup_events()["Events"]
    document = json.loads(event.pop("CloudTrailEvent"))
    when = event.pop("EventTime")
    assert abs(when - surroundings.emulator.context.clock.now()) < timedelta(minutes=1)
    assert event == {
        "EventId": event_id,
        "EventName": "ListAccounts",
        "ReadOnly": "true",
        "AccessKeyId": "AKIAONE",
        "EventSource": "sso.amazonaws.com",
        "Username": "ana",
        "Resources": [{"ResourceType": "AWS::IAM::Role", "ResourceName": ROLE["ARN"]}],
    }
    assert document["eventID"] == event_id
    assert document["recipientAccountId"] == MANAGEMENT


def test_every_attribute_finds_its_events(surroundings: Surroundings, trail: Any) -> None:
    event_id = given_event(surroundings, "CreateUser", source="identitystore.amazonaws.com")
    given_event(surroundings, "Federate", user_name="ben", user_identity={"type": "X", "accessKeyId": "AKIATWO"})
    given_event(surroundings, "GetRole", read_only=True, details={"resources": [ROLE]})
    assert found(trail, "EventId", event_id) == ["CreateUser"]
    assert found(trail, "EventName", "Federate") == ["Federate"]
    assert found(trail, "ReadOnly", "false") == ["Federate", "CreateUser"]
    assert "GetRole" in found(trail, "ReadOnly", "true")
    assert found(trail, "Username", "ben") == ["Federate"]
    assert found(trail, "ResourceType", "AWS::IAM::Role") == ["GetRole"]
    assert found(trail, "ResourceName", ROLE["ARN"]) == ["GetRole"]
    assert found(trail, "EventSource", "identitystore.amazonaws.com") == ["CreateUser"]
    assert found(trail, "AccessKeyId", "AKIATWO") == ["Federate"]
    assert found(trail, "EventName", "Fed*") == []


def test_looking_up_is_an_event_too(trail: Any) -> None:
    trail.lookup_events()
    assert found(trail, "EventSource", "cloudtrail.amazonaws.com") == ["LookupEvents"]


def test_each_account_and_each_region_has_its_own_events(surroundings: Surroundings) -> None:
    given_event(surroundings, "Here")
    given_event(surroundings, "There", account_id=MEMBER)
    given_event(surroundings, "Far", region="eu-west-1")
    for key, region, name in ((MANAGEMENT, "us-east-1", "Here"), (MEMBER, "us-east-1", "There")):
        client = surroundings.client("cloudtrail", key=key, region=region)
        assert client.lookup_events()["Events"][-1]["EventName"] == name
    far = surroundings.client("cloudtrail", region="eu-west-1")
    assert [event["EventName"] for event in far.lookup_events()["Events"]] == ["Far"]


def test_pages_follow_each_other_without_gap(surroundings: Surroundings, trail: Any) -> None:
    for number in range(7):
        given_event(surroundings, f"E{number}")
    wanted = [{"AttributeKey": "Username", "AttributeValue": "ana"}]
    pages = trail.get_paginator("lookup_events").paginate(LookupAttributes=wanted, PaginationConfig={"PageSize": 3})
    assert [[event["EventName"] for event in page["Events"]] for page in pages] == [
        ["E6", "E5", "E4"],
        ["E3", "E2", "E1"],
        ["E0"],
    ]


def test_a_page_has_fifty_events_at_most(surroundings: Surroundings, trail: Any) -> None:
    for number in range(51):
        given_event(surroundings, f"E{number}")
    page = trail.lookup_events()
    assert len(page["Events"]) == 50
    assert page["NextToken"]


def test_a_token_belongs_to_its_listing(surroundings: Surroundings, trail: Any) -> None:
    for number in range(3):
        given_event(surroundings, f"E{number}")
    token = trail.lookup_events(MaxResults=1)["NextToken"]
    other = [{"AttributeKey": "Username", "AttributeValue": "ana"}]
    assert refused(trail, NextToken=token, LookupAttributes=other).code == "InvalidNextTokenException"
    assert refused(trail, NextToken="nonsense").code == "InvalidNextTokenException"


def test_a_time_range_bounds_the_events(surroundings: Surroundings, trail: Any) -> None:
    clock = surroundings.emulator.context.clock
    start = clock.freeze()
    for number in range(3):
        given_event(surroundings, f"E{number}")
        clock.advance(timedelta(hours=1))
    middle = start + timedelta(hours=1)
    assert names(trail, StartTime=middle, EndTime=middle) == ["E1"]
    assert names(trail, EndTime=middle) == ["E1", "E0"]
    assert refused(trail, StartTime=middle, EndTime=start).code == "InvalidTimeRangeException"


def names(trail: Any, **bounds: datetime) -> list[str]:
    return [e["EventName"] for e in trail.lookup_events(**bounds)["Events"] if e["EventName"].startswith("E")]


def test_events_are_found_for_ninety_days(surroundings: Surroundings, trail: Any) -> None:
    given_event(surroundings, "Old")
    surroundings.emulator.context.clock.advance(timedelta(days=90, seconds=1))
    assert found(trail, "EventName", "Old") == []


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"MaxResults": 51}, "InvalidMaxResultsException"),
        ({"LookupAttributes": [{"AttributeKey": "Nope", "AttributeValue": "x"}]}, "InvalidLookupAttributesException"),
        (
            {"LookupAttributes": [{"AttributeKey": "ReadOnly", "AttributeValue": "yes"}]},
            "InvalidLookupAttributesException",
        ),
        (
            {
                "LookupAttributes": [
                    {"AttributeKey": "EventName", "AttributeValue": "x"},
                    {"AttributeKey": "Username", "AttributeValue": "y"},
                ]
            },
            "InvalidLookupAttributesException",
        ),
        ({"EventCategory": "nope"}, "InvalidEventCategoryException"),
    ],
)
def test_what_cloudtrail_does_not_take_has_its_own_exception(trail: Any, parameters: Any, code: str) -> None:
    assert refused(trail, **parameters).code == code


def test_there_are_no_insight_events(surroundings: Surroundings, trail: Any) -> None:
    given_event(surroundings, "E")
    assert trail.lookup_events(EventCategory="insight")["Events"] == []


def test_the_rest_of_the_service_is_played_by_moto(trail: Any) -> None:
    assert trail.describe_trails()["trailList"] == []
