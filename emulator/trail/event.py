"""The shape of a CloudTrail event before it is recorded (facts/signin.md §5, facts/scim.md §8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a request came from and which request it was; taken over from the HTTP surface."""

    request_id: str
    source_ip: str = "127.0.0.1"
    user_agent: str = ""
    host: str = ""


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event: what differs from event to event.

    `details` holds further top-level keys exactly as CloudTrail spells them (errorCode, requestParameters,
    responseElements, additionalEventData, serviceEventDetails, ...); a value of None is written as null.
    `user_name` is what LookupEvents finds the event by.
    """

    source: str
    name: str
    account_id: str
    region: str
    user_identity: Mapping[str, Any]
    origin: Origin
    details: Mapping[str, Any] = field(default_factory=dict)
    type: str = "AwsApiCall"
    version: str = "1.11"
    read_only: bool = False
    user_name: str | None = None
