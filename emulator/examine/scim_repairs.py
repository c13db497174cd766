"""Takes the offence that a refusal names out of a request, so that the next broken rule comes to light.

Nothing here judges: what is wrong is said by the domain's own rules, and a repair that misses is refused again.
"""

import copy
import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from emulator.directory.constraints import shown
from emulator.examine.scim_body import (
    Json,
    Repair,
    drop_member,
    fewer_members,
    object_in,
    objects_in,
    parts_of,
    spelled,
)
from emulator.examine.scim_patch_repairs import PATCH_REPAIRS, drop_touching, operations_of
from emulator.examine.scim_requests import ScimRequest
from emulator.guide.refusal import Refusal

_VALUE_OF_KIND: dict[str, Any] = {
    "true or false": True,
    "a list of objects": [],
    "an object": {},
    "an object with a value": {"value": "repaired"},
}


def repaired(request: ScimRequest, refusal: Refusal, number: int) -> ScimRequest | None:
    """The request without that offence; None where nobody can tell what it should be.

    `number` makes the values that are put in distinct.
    """
    if refusal.cause == "scim.request.content-type":
        return replace(request, headers={**request.headers, "Content-Type": "application/scim+json"})
    parameter = _PARAMETER_OF.get(refusal.cause) or _PARAMETER_OF.get(refusal.cause.rpartition(".")[0])
    if parameter is not None:
        kept = [
            (name, value) for name, value in parse_qsl(request.query, keep_blank_values=True) if name != parameter
        ]
        return _if_changed(request, replace(request, query=urlencode(kept)))
    body = object_in(request.content)
    if body is None:
        return None
    changed = copy.deepcopy(body)
    patch = operations_of(changed) is not None
    repair = (PATCH_REPAIRS if patch else _REPAIRS).get(refusal.cause, drop_touching if patch else _put_value)
    repair(changed, refusal, f"repaired-{number}@repaired.example")
    return replace(request, content=json.dumps(changed, ensure_ascii=False).encode()) if changed != body else None


# By cause, or by what a family of causes begins with.
_PARAMETER_OF = {
    "scim.matching-on-several-attributes": "filter",
    "scim.filter": "filter",
    "scim.list": "count",
    "scim.cursor": "cursor",
}


def _if_changed(before: ScimRequest, after: ScimRequest) -> ScimRequest | None:
    return after if after != before else None


def _put_value(body: Json, refusal: Refusal, text: str) -> None:
    """Write a value that is fit where the offending one stands, or where one is missing."""
    value = _VALUE_OF_KIND.get(refusal.facts.expected, text)
    parts = [part for part in parts_of(refusal.facts.where) if part]
    if refusal.cause == "duplicate.primary-email":
        parts.append("value")
    if parts:
        _put(body, parts, value, refusal.facts.found)


def _put(holder: Json, parts: list[str], value: Any, found: str) -> None:
    name = spelled(holder, parts[0])
    below = holder.get(name)
    if len(parts) == 1:
        holder[name] = value
    elif isinstance(below, list):
        elements = [element for element in below if isinstance(element, dict)]
        named = [each for each in elements if shown(each.get(spelled(each, parts[1]))) == found]
        for element in named or elements:
            _put(element, parts[1:], value, found)
    else:
        if not isinstance(below, dict):
            holder[name] = below = {}
        _put(below, parts[1:], value, found)


def _keep_first(body: Json, refusal: Refusal, text: str) -> None:
    del text
    name = spelled(body, refusal.facts.where)
    body[name] = body[name][:1]


def _mark_primary(body: Json, refusal: Refusal, text: str) -> None:
    del refusal, text
    for email in body[spelled(body, "emails")]:
        email[spelled(email, "primary")] = True


def _drop_groups(body: Json, refusal: Refusal, text: str) -> None:
    del refusal, text
    body.pop(spelled(body, "groups"), None)


def _drop_one_spelling(body: Json, refusal: Refusal, text: str) -> None:
    if refusal.facts.expected != "one value":
        _put_value(body, refusal, text)
        return
    last = parts_of(refusal.facts.where)[-1].lower()
    for holder in objects_in(body):
        for twice in [name for name in holder if name.lower() == last][1:]:
            del holder[twice]


_MULTI_VALUED = ("emails", "addresses", "phone-numbers", "roles")

_REPAIRS: dict[str, Repair] = {
    **{f"scim.multi-valued-{name}": _keep_first for name in _MULTI_VALUED},
    "scim.attribute.email-not-primary": _mark_primary,
    "scim.attribute.groups": _drop_groups,
    "scim.attribute.wrong-type": _drop_one_spelling,
    "scim.group.too-many-members": fewer_members,
    "scim.group.nested": drop_member,
    "scim.group.member-id": drop_member,
}
