"""Takes the offence that a refusal names out of a request, so that the next broken rule comes to light.

Nothing here judges: what is wrong is said by the domain's own rules, and a repair that misses is refused again.
"""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from emulator.directory.constraints import shown
from emulator.directory.user_rules import ENTERPRISE_SCHEMA
from emulator.examine.scim_requests import ScimRequest
from emulator.guide.refusal import Refusal
from emulator.web.scim.group_document import MOST_MEMBERS
from emulator.web.scim.patch import Verb

Json = dict[str, Any]
_Repair = Callable[[Json, Refusal, str], None]

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
    parameter = _PARAMETER_OF.get(refusal.cause.rpartition(".")[0])
    if parameter is not None:
        kept = [
            (name, value) for name, value in parse_qsl(request.query, keep_blank_values=True) if name != parameter
        ]
        return _if_changed(request, replace(request, query=urlencode(kept)))
    body = object_in(request.content)
    if body is None:
        return None
    changed = copy.deepcopy(body)
    patch = _operations_of(changed) is not None
    repair = (_PATCH_REPAIRS if patch else _REPAIRS).get(refusal.cause, _drop_touching if patch else _put_value)
    repair(changed, refusal, f"repaired-{number}@repaired.example")
    return replace(request, content=json.dumps(changed, ensure_ascii=False).encode()) if changed != body else None


_PARAMETER_OF = {"scim.filter": "filter", "scim.list": "count", "scim.cursor": "cursor"}


def _if_changed(before: ScimRequest, after: ScimRequest) -> ScimRequest | None:
    return after if after != before else None


def object_in(content: bytes | None) -> Json | None:
    """The JSON object in a body, if there is one."""
    try:
        found = json.loads(content or b"")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _key(holder: Json, name: str) -> str:
    """The name as the request spells it."""
    return next((known for known in holder if known.lower() == name.lower()), name)


def _parts(where: str) -> list[str]:
    if where.startswith(ENTERPRISE_SCHEMA):
        return [ENTERPRISE_SCHEMA, *where[len(ENTERPRISE_SCHEMA) :].strip(".").split(".")]
    return where.split(".")


def _put_value(body: Json, refusal: Refusal, text: str) -> None:
    """Write a value that is fit where the offending one stands, or where one is missing."""
    value = _VALUE_OF_KIND.get(refusal.facts.expected, text)
    parts = [part for part in _parts(refusal.facts.where) if part]
    if refusal.cause == "duplicate.primary-email":
        parts.append("value")
    if parts:
        _put(body, parts, value, refusal.facts.found)


def _put(holder: Json, parts: list[str], value: Any, found: str) -> None:
    name = _key(holder, parts[0])
    below = holder.get(name)
    if len(parts) == 1:
        holder[name] = value
    elif isinstance(below, list):
        elements = [element for element in below if isinstance(element, dict)]
        named = [each for each in elements if shown(each.get(_key(each, parts[1]))) == found]
        for element in named or elements:
            _put(element, parts[1:], value, found)
    else:
        if not isinstance(below, dict):
            holder[name] = below = {}
        _put(below, parts[1:], value, found)


def _keep_first(body: Json, refusal: Refusal, text: str) -> None:
    del text
    name = _key(body, refusal.facts.where)
    body[name] = body[name][:1]


def _mark_primary(body: Json, refusal: Refusal, text: str) -> None:
    del refusal, text
    for email in body[_key(body, "emails")]:
        email[_key(email, "primary")] = True


def _drop_groups(body: Json, refusal: Refusal, text: str) -> None:
    del refusal, text
    body.pop(_key(body, "groups"), None)


def _drop_one_spelling(body: Json, refusal: Refusal, text: str) -> None:
    if refusal.facts.expected != "one value":
        _put_value(body, refusal, text)
        return
    last = _parts(refusal.facts.where)[-1].lower()
    for holder in _objects(body):
        for twice in [name for name in holder if name.lower() == last][1:]:
            del holder[twice]


def _fewer_members(body: Json, refusal: Refusal, text: str) -> None:
    del refusal, text
    for holder in _objects(body):
        for name, value in holder.items():
            if name.lower() in ("members", "value") and isinstance(value, list):
                holder[name] = value[:MOST_MEMBERS]


def _drop_member(body: Json, refusal: Refusal, text: str) -> None:
    """Take out the members that are no users: by value, or by their type."""
    del text
    offending = refusal.facts.found.removeprefix("group ")
    for holder in _objects(body):
        for name, value in holder.items():
            if isinstance(value, list):
                holder[name] = [member for member in value if not _is_member(member, offending)]


def _is_member(member: Any, offending: str) -> bool:
    if not isinstance(member, dict):
        return False
    value = next((part for name, part in member.items() if name.lower() == "value"), None)
    return shown(value) == offending or (value is None and offending == '""')


def _objects(value: Any) -> list[Json]:
    """Every object in a body, the outermost first."""
    if isinstance(value, list):
        return [found for each in value for found in _objects(each)]
    if not isinstance(value, dict):
        return []
    return [value, *(found for each in value.values() for found in _objects(each))]


def _operations_of(body: Json) -> list[Any] | None:
    operations = body.get(_key(body, "Operations"))
    return operations if isinstance(operations, list) else None


def _part(operation: Any, name: str) -> Any:
    if not isinstance(operation, dict):
        return None
    return operation.get(_key(operation, name))


def _keep_operations(body: Json, keep: Callable[[int, Any], bool]) -> None:
    """Leave out operations; one at least stays, since a request without any breaks another rule."""
    operations = _operations_of(body) or []
    kept = [operation for number, operation in enumerate(operations, 1) if keep(number, operation)]
    if kept:
        body[_key(body, "Operations")] = kept


def _drop_numbered(body: Json, refusal: Refusal, text: str) -> None:
    del text
    _keep_operations(body, lambda number, _: not refusal.facts.where.startswith(f"Operations[{number}]"))


def _drop_without_path(body: Json, refusal: Refusal, text: str) -> None:
    del refusal, text
    _keep_operations(body, lambda _, operation: bool(_part(operation, "path")))


def _split(body: Json, refusal: Refusal, text: str) -> None:
    """One operation with a path for each attribute, which is the fix as well."""
    del refusal, text
    single: list[Any] = []
    for operation in _operations_of(body) or []:
        value = _part(operation, "value")
        if _part(operation, "path") or not isinstance(value, dict):
            single.append(operation)
            continue
        attributes = {name: part for name, part in value.items() if name.lower() not in ("id", "schemas", "meta")}
        single += [{"op": _part(operation, "op"), "path": name, "value": part} for name, part in attributes.items()]
    body[_key(body, "Operations")] = single


def _drop_path(body: Json, refusal: Refusal, text: str) -> None:
    """Leave out the operations whose path leads nowhere."""
    del text
    found = refusal.facts.found

    def leads_somewhere(_: int, operation: Any) -> bool:
        path, value = _part(operation, "path"), _part(operation, "value")
        if path:
            return bool(shown(path) != found and path.partition("[")[0] != json.loads(found).partition("[")[0])
        return not (isinstance(value, dict) and any(shown(name) == found for name in value))

    _keep_operations(body, leads_somewhere)


def _touches(operation: Any, attribute: str) -> bool:
    path, value = _part(operation, "path"), _part(operation, "value")
    if isinstance(path, str) and path:
        own = path.rpartition(":")[2] if path.lower().startswith("urn:") else path
        return attribute.lower() in {own.partition(".")[0].partition("[")[0].lower(), path.lower()}
    return isinstance(value, dict) and any(name.partition(".")[0].lower() == attribute.lower() for name in value)


def _drop_touching(body: Json, refusal: Refusal, text: str) -> None:
    """Leave out the operations on the offending attribute; for one of an extension, those on its last part."""
    del text
    parts = _parts(refusal.facts.where)
    names = [parts[0], parts[-1]] if parts[0] == ENTERPRISE_SCHEMA else parts[:1]
    _keep_operations(body, lambda _, operation: not any(_touches(operation, name) for name in names))


def _drop_removing(body: Json, refusal: Refusal, text: str) -> None:
    del text

    def keeps(_: int, operation: Any) -> bool:
        removes = str(_part(operation, "op")).lower() == Verb.REMOVE
        return not (removes and _touches(operation, refusal.facts.where))

    _keep_operations(body, keeps)


def _keep_first_touching(body: Json, refusal: Refusal, text: str) -> None:
    del text
    met: list[int] = []

    def is_first(number: int, operation: Any) -> bool:
        if not _touches(operation, refusal.facts.where):
            return True
        met.append(number)
        return len(met) == 1

    _keep_operations(body, is_first)


def _add_instead(body: Json, refusal: Refusal, text: str) -> None:
    del refusal, text
    for operation in _operations_of(body) or []:
        if _touches(operation, "members") and str(_part(operation, "op")).lower() == Verb.REPLACE:
            operation[_key(operation, "op")] = Verb.ADD.value


def _drop_valueless(body: Json, refusal: Refusal, text: str) -> None:
    if refusal.facts.where.startswith("Operations["):
        _drop_numbered(body, refusal, text)
    else:
        _drop_touching(body, refusal, text)


_MULTI_VALUED = ("emails", "addresses", "phone-numbers", "roles")

_REPAIRS: dict[str, _Repair] = {
    **{f"scim.multi-valued-{name}": _keep_first for name in _MULTI_VALUED},
    "scim.attribute.email-not-primary": _mark_primary,
    "scim.attribute.groups": _drop_groups,
    "scim.attribute.wrong-type": _drop_one_spelling,
    "scim.group.too-many-members": _fewer_members,
    "scim.group.nested": _drop_member,
    "scim.group.member-id": _drop_member,
}

_PATCH_REPAIRS: dict[str, _Repair] = {
    "scim.attribute.wrong-type": _drop_valueless,
    "scim.group.too-many-members": _fewer_members,
    "scim.group.nested": _drop_member,
    "scim.group.member-id": _drop_member,
    "scim.group.members-replaced": _add_instead,
    "scim.patch.unknown-op": _drop_numbered,
    "scim.patch.missing-value": _drop_valueless,
    "scim.patch.missing-path": _drop_without_path,
    "scim.patch.several-attributes-without-path": _split,
    "scim.patch.unknown-path": _drop_path,
    "scim.patch.remove-not-allowed": _drop_removing,
    "scim.patch.repeated-attribute": _keep_first_touching,
}
