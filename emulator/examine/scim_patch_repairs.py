"""Takes the offence that a refusal names out of the operations of a PATCH request."""

import json
from collections.abc import Callable
from typing import Any

from emulator.directory.constraints import shown
from emulator.directory.user_rules import ENTERPRISE_SCHEMA
from emulator.examine.scim_body import Json, Repair, drop_member, fewer_members, parts_of, spelled
from emulator.guide.refusal import Refusal
from emulator.web.scim.patch import Verb


def operations_of(body: Json) -> list[Any] | None:
    """The operations of a PATCH body; None where this is none."""
    operations = body.get(spelled(body, "Operations"))
    return operations if isinstance(operations, list) else None


def _part(operation: Any, name: str) -> Any:
    if not isinstance(operation, dict):
        return None
    return operation.get(spelled(operation, name))


def _keep_operations(body: Json, keep: Callable[[int, Any], bool]) -> None:
    """Leave out operations; one at least stays, since a request without any breaks another rule."""
    operations = operations_of(body) or []
    kept = [operation for number, operation in enumerate(operations, 1) if keep(number, operation)]
    if kept:
        body[spelled(body, "Operations")] = kept


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
    for operation in operations_of(body) or []:
        value = _part(operation, "value")
        if _part(operation, "path") or not isinstance(value, dict):
            single.append(operation)
            continue
        attributes = {name: part for name, part in value.items() if name.lower() not in ("id", "schemas", "meta")}
        single += [{"op": _part(operation, "op"), "path": name, "value": part} for name, part in attributes.items()]
    body[spelled(body, "Operations")] = single


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


def drop_touching(body: Json, refusal: Refusal, text: str) -> None:
    """Leave out the operations on the offending attribute; for one of an extension, those on its last part."""
    del text
    parts = parts_of(refusal.facts.where)
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
    for operation in operations_of(body) or []:
        if _touches(operation, "members") and str(_part(operation, "op")).lower() == Verb.REPLACE:
            operation[spelled(operation, "op")] = Verb.ADD.value


def _drop_valueless(body: Json, refusal: Refusal, text: str) -> None:
    if refusal.facts.where.startswith("Operations["):
        _drop_numbered(body, refusal, text)
    else:
        drop_touching(body, refusal, text)


PATCH_REPAIRS: dict[str, Repair] = {
    "scim.attribute.wrong-type": _drop_valueless,
    "scim.group.too-many-members": fewer_members,
    "scim.group.nested": drop_member,
    "scim.group.member-id": drop_member,
    "scim.group.members-replaced": _add_instead,
    "scim.patch.unknown-op": _drop_numbered,
    "scim.patch.missing-value": _drop_valueless,
    "scim.patch.missing-path": _drop_without_path,
    "scim.patch.several-attributes-without-path": _split,
    "scim.patch.unknown-path": _drop_path,
    "scim.patch.remove-not-allowed": _drop_removing,
    "scim.patch.repeated-attribute": _keep_first_touching,
}
