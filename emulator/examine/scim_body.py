"""The JSON of SCIM requests: finding things in it, however they are spelled, and what both kinds of repairs share."""

import json
from collections.abc import Callable
from typing import Any

from emulator.directory.constraints import shown
from emulator.directory.user_rules import ENTERPRISE_SCHEMA
from emulator.guide.refusal import Refusal
from emulator.web.scim.group_document import MOST_MEMBERS

Json = dict[str, Any]
# Changes a body in place; the text is a value that fits wherever a text is wanted.
Repair = Callable[[Json, Refusal, str], None]


def object_in(content: bytes | None) -> Json | None:
    """The JSON object in a body, if there is one."""
    try:
        found = json.loads(content or b"")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def spelled(holder: Json, name: str) -> str:
    """The name as the request spells it."""
    return next((known for known in holder if known.lower() == name.lower()), name)


def parts_of(where: str) -> list[str]:
    """The names on the way to an attribute; an extension's schema is one of them."""
    if where.startswith(ENTERPRISE_SCHEMA):
        return [ENTERPRISE_SCHEMA, *where[len(ENTERPRISE_SCHEMA) :].strip(".").split(".")]
    return where.split(".")


def objects_in(value: Any) -> list[Json]:
    """Every object in a body, the outermost first."""
    if isinstance(value, list):
        return [found for each in value for found in objects_in(each)]
    if not isinstance(value, dict):
        return []
    return [value, *(found for each in value.values() for found in objects_in(each))]


def fewer_members(body: Json, refusal: Refusal, text: str) -> None:
    """Keep as many members as a request may name."""
    del refusal, text
    for holder in objects_in(body):
        for name, value in holder.items():
            if name.lower() in ("members", "value") and isinstance(value, list):
                holder[name] = value[:MOST_MEMBERS]


def drop_member(body: Json, refusal: Refusal, text: str) -> None:
    """Take out the members that are no users: by value, or by their type."""
    del text
    offending = refusal.facts.found.removeprefix("group ")
    for holder in objects_in(body):
        for name, value in holder.items():
            if isinstance(value, list):
                holder[name] = [member for member in value if not _is_member(member, offending)]


def _is_member(member: Any, offending: str) -> bool:
    if not isinstance(member, dict):
        return False
    value = next((part for name, part in member.items() if name.lower() == "value"), None)
    return shown(value) == offending or (value is None and offending == '""')
