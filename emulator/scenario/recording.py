"""Turns what happened on a running emulator into a scenario to edit: from its journal, refusals and trail."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from lxml import etree

from emulator.guide.catalogue import Cause, catalogue
from emulator.scenario.client import EmulatorClient

_SCIM_PATH = re.compile(r"/[^/]+/scim/v2(/.*)")
_ASSERTION = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_PROTOCOL = "{urn:oasis:names:tc:SAML:2.0:protocol}"
_SERVICE_OF_TARGET = {"SWBExternalService": "sso-admin", "AWSIdentityStore": "identitystore"}
_EVENT_PARTS = ("eventSource", "eventName", "errorCode", "errorMessage")


class NothingToRecord(Exception):
    """The journal holds no refusal that a scenario could be made of; the text says what is missing."""


@dataclass(frozen=True)
class Recording:
    """A scenario as data, and what a person has to see to before it runs."""

    scenario: dict[str, Any]
    to_do: tuple[str, ...]


def record(client: EmulatorClient, *, request_id: str | None = None, steps: int = 1) -> Recording:
    """The last refusal, or that of `request_id`, as a scenario; `steps` requests lead to it, itself included.

    Raises NothingToRecord and EmulatorUnusable.
    """
    refusal = _refusal(client, request_id)
    cause = catalogue().cause(refusal["diagnosis"]["cause"])
    journal = client.ask("GET", "requests?limit=10000")["requests"]
    place = next((n for n, each in enumerate(journal) if each["request_id"] == refusal["request_id"]), None)
    if place is None:
        raise NothingToRecord("the journal no longer holds the request of that refusal")
    refused = journal[place]
    leading = [each for each in journal[max(0, place - steps + 1) : place] if each["cause"] is None]
    repeated = next((each for each in journal[place + 1 :] if _same_action(refused, each)), None)
    to_do = ["Under `given`, say what was there before: users, groups, the identity source."]
    if "SAMLResponse" in refused["request_body"]:
        to_do.append(f"Give the sign-in the fault that makes {cause.id}; /idp lists them, and some need none.")
    if repeated is None:
        to_do.append("Under `verify`, replace the step by the action that succeeds after the fix.")
    scenario = {
        "id": cause.id,
        "title": cause.title,
        "entry": catalogue().entry_of(cause.id).id,
        "cause": cause.id,
        "evidence": "observed" if any(shown.evidence == "observed" for shown in cause.shows) else "assumed",
        "about": " ".join(cause.why.split()),
        "given": {},
        "when": [_step(each) for each in (*leading, refused)],
        "then": _then(client, refused, refusal, cause),
        "fix": {"text": cause.fix},
        "verify": {"steps": [_step(repeated) if repeated else _step(refused)]},
    }
    return Recording(scenario, tuple(to_do))


def _refusal(client: EmulatorClient, request_id: str | None) -> dict[str, Any]:
    of_request = "" if request_id is None else f"&request_id={request_id}"
    found = client.ask("GET", f"refusals?limit=10000{of_request}")["refusals"]
    known = [each for each in found if each["diagnosis"]["cause"] in catalogue() and each["request"] is not None]
    if not known:
        which = "no refusal" if request_id is None else f"no refusal of the request {request_id}"
        raise NothingToRecord(f"the journal holds {which}; do what is refused first, then record it")
    return dict(known[-1])


def _same_action(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return (one["method"], one["path"]) == (other["method"], other["path"]) and other["status"] < 400


def _step(entry: Mapping[str, Any]) -> dict[str, Any]:
    scim = _SCIM_PATH.fullmatch(entry["path"])
    if scim:
        query = {"query": dict(parse_qsl(entry["query"], keep_blank_values=True))} if entry["query"] else {}
        return {"scim": {"method": entry["method"], "path": scim[1], **query, **_body(entry)}}
    if "/saml/acs/" in entry["path"] and "SAMLResponse" in entry["request_body"]:
        return {"sign_in_with_saml": _sign_in(json.loads(entry["request_body"])["SAMLResponse"])}
    headers = {name.lower(): value for name, value in entry["request_headers"].items()}
    target, _, operation = headers.get("x-amz-target", "").partition(".")
    if target in _SERVICE_OF_TARGET:
        params = json.loads(entry["request_body"] or "{}")
        return {"aws": {"service": _SERVICE_OF_TARGET[target], "operation": operation, "params": params}}
    url = entry["path"] + (f"?{entry['query']}" if entry["query"] else "")
    return {"http": {"method": entry["method"], "url": url, **_body(entry)}}


def _body(entry: Mapping[str, Any]) -> dict[str, Any]:
    text = entry["request_body"]
    if not text:
        return {}
    try:
        return {"body": json.loads(text)}
    except ValueError:
        return {"text": text}


def _sign_in(response: str) -> dict[str, Any]:
    """The sign-in of a response; its signature cannot be recorded, so the test IdP says the same again."""
    try:
        root = etree.fromstring(response.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return {"name_id": "jane@example.com"}
    name_id = next((each.text for each in root.iter(f"{_ASSERTION}NameID") if each.text), "jane@example.com")
    asked = root.tag == f"{_PROTOCOL}Response" and root.get("InResponseTo")
    step: dict[str, Any] = {"name_id": name_id.strip(), "initiated_by": "sp" if asked else "idp"}
    attributes = {
        str(attribute.get("Name")): (attribute.findtext(f"{_ASSERTION}AttributeValue") or "").strip()
        for attribute in root.iter(f"{_ASSERTION}Attribute")
    }
    return step | ({"attributes": attributes} if attributes else {})


def _then(
    client: EmulatorClient, refused: Mapping[str, Any], refusal: Mapping[str, Any], cause: Cause
) -> dict[str, Any]:
    then: dict[str, Any] = {}
    try:
        body = json.loads(refused["response_body"])
    except ValueError:
        on_page = [shown.text for shown in cause.shows if "page" in shown.where.lower()]
        then["page"] = {"status": refused["status"], "text": on_page[:1]}
    else:
        told = {name: body[name] for name in ("detail", "error", "message", "__type") if name in body}
        then["api"] = {"status": refused["status"], "body": told}
    then["trail"] = _trail(client, refused["request_id"]) or "none"
    then["diagnosis"] = {name: refusal["diagnosis"][name] for name in ("where", "found", "expected")}
    return then


def _trail(client: EmulatorClient, request_id: str) -> Sequence[dict[str, Any]]:
    events = [row["event"] for row in client.ask("GET", "events?limit=10000")["events"]]
    return [
        {name: event[name] for name in _EVENT_PARTS if event.get(name) is not None}
        for event in events
        if event.get("requestID") == request_id
    ]
