"""LookupEvents: the management events of the caller's account in the called Region (facts/awsapi.md §4.7)."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from emulator.directory.constraints import shown
from emulator.directory.paging import Page, UnknownPosition
from emulator.guide.refusal import Facts, Refusal
from emulator.trail.trail import LookupFilter, lookup, resources_of
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.pagination import page_of

_DEFAULT_LIMIT = 50
# The event history of an account goes back so far.
_HISTORY = timedelta(days=90)

_FILTERS = {
    "EventId": "event_id",
    "EventName": "event_name",
    "Username": "user_name",
    "ResourceType": "resource_type",
    "ResourceName": "resource_name",
    "EventSource": "event_source",
    "AccessKeyId": "access_key_id",
}

# The exceptions that CloudTrail has for single members of the input.
_OWN_EXCEPTIONS = {
    "lookupAttributes": "InvalidLookupAttributesException",
    "maxResults": "InvalidMaxResultsException",
    "nextToken": "InvalidNextTokenException",
    "eventCategory": "InvalidEventCategoryException",
}


def lookup_events(call: Call) -> Json:
    """A page of events, newest first."""
    wanted = _wanted(call)
    if call.input.get("EventCategory") == "insight":
        return {"Events": []}

    def source(after: str | None, _limit: int) -> Page[Mapping[str, Any]]:
        limit = call.input.get("MaxResults", _DEFAULT_LIMIT)
        rows = lookup(call.tx, wanted, before=_sequence(after), limit=limit + 1)
        more = len(rows) > limit
        return Page(rows[:limit], str(rows[limit - 1]["sequence"]) if more else None)

    rows, token = page_of(call, source)
    return {"Events": [_event(row) for row in rows], "NextToken": token}


def reworded(refusal: Refusal) -> Refusal:
    """A refusal with CloudTrail's own exception, where it has one for the member.

    unconfirmed: that it uses them for values that break the model, too.
    """
    member = refusal.facts.where.partition(".")[0]
    if refusal.code != "ValidationException" or member not in _OWN_EXCEPTIONS:
        return refusal
    return Refusal(_OWN_EXCEPTIONS[member], refusal.message, cause=refusal.cause, facts=refusal.facts)


def _wanted(call: Call) -> LookupFilter:
    start, end = call.input.get("StartTime"), call.input.get("EndTime")
    if start is not None and end is not None and start > end:
        raise Refusal(
            "InvalidTimeRangeException",
            # unconfirmed: the text.
            "The start time must be before the end time.",
            cause="cloudtrail.time-range",
            facts=Facts(
                where="StartTime", found=f"{start:%Y-%m-%dT%H:%M:%SZ}", expected=f"before {end:%Y-%m-%dT%H:%M:%SZ}"
            ),
        )
    oldest = call.tx.now() - _HISTORY
    wanted = LookupFilter(
        account_id=call.caller.account_id,
        region=call.region,
        start=oldest if start is None else max(start, oldest),
        end=end,
    )
    attributes = call.input.get("LookupAttributes", [])
    if len(attributes) > 1:
        raise Refusal(
            "InvalidLookupAttributesException",
            # unconfirmed: the text.
            "You can only specify one lookup attribute.",
            cause="cloudtrail.lookup-attributes",
            facts=Facts(where="LookupAttributes", found=f"{len(attributes)} attributes", expected="one at most"),
        )
    for attribute in attributes:
        wanted = _narrowed(wanted, attribute["AttributeKey"], attribute["AttributeValue"])
    return wanted


def _narrowed(wanted: LookupFilter, key: str, value: str) -> LookupFilter:
    if key != "ReadOnly":
        narrowing: dict[str, Any] = {_FILTERS[key]: value}
        return replace(wanted, **narrowing)
    if value not in ("true", "false"):
        raise Refusal(
            "InvalidLookupAttributesException",
            # unconfirmed: the text.
            "The value of the lookup attribute ReadOnly must be true or false.",
            cause="cloudtrail.lookup-attributes",
            facts=Facts(where="LookupAttributes, ReadOnly", found=shown(value), expected="true or false"),
        )
    return replace(wanted, read_only=value == "true")


def _sequence(after: str | None) -> int | None:
    if after is not None and not after.isdecimal():
        raise UnknownPosition(after)
    return None if after is None else int(after)


def _event(row: Mapping[str, Any]) -> Json:
    document = row["event"]
    return {
        "EventId": document["eventID"],
        "EventName": document["eventName"],
        "ReadOnly": "true" if document["readOnly"] else "false",
        "AccessKeyId": document["userIdentity"].get("accessKeyId") or None,
        "EventTime": row["event_time"],
        "EventSource": document["eventSource"],
        "Username": row["user_name"],
        "Resources": [{"ResourceType": each.type, "ResourceName": each.name} for each in resources_of(document)],
        "CloudTrailEvent": json.dumps(document, ensure_ascii=False),
    }
