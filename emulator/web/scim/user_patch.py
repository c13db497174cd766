"""Applies PATCH operations to a user's document (facts/scim.md §4.5)."""

import copy
from collections.abc import Sequence
from typing import Any

from emulator.directory.constraints import invalid
from emulator.directory.user_rules import ENTERPRISE_SCHEMA
from emulator.web.scim.attributes import USER, Complex, ListOf, Simple, named, read_value, wrong_kind
from emulator.web.scim.call import Json
from emulator.web.scim.patch import Condition, Operation, Path, Verb, parse_path, unknown_path
from emulator.web.scim.user_document import USER_SCHEMA

_SCHEMAS = (USER_SCHEMA, ENTERPRISE_SCHEMA)
_ONCE_AND_KEPT = ("userName", "active")


def patched_user(document: Json, operations: Sequence[Operation]) -> Json:
    """A copy of the user's document with the operations applied in their order. Raises Refusal."""
    result = copy.deepcopy(document)
    paths = [(_resolved(operation.path or ""), operation) for operation in operations]
    _check_once_and_kept(paths)
    for path, operation in paths:
        _apply(result, path, operation)
    return result


def _resolved(text: str) -> Path:
    """The path in AWS's spelling, with the enterprise schema as an attribute of the user. Raises Refusal."""
    path = parse_path(text, _SCHEMAS)
    # Entra ID sends the manager without its schema.
    enterprise = path.schema == ENTERPRISE_SCHEMA or (path.schema is None and path.attribute.lower() == "manager")
    if enterprise:
        inside = tuple(part for part in (path.attribute, *path.inside) if part)
        path = Path(None, ENTERPRISE_SCHEMA, path.condition, inside)
    attribute = named(USER, path.attribute)
    if attribute is None:
        raise unknown_path(text)
    kind = USER[attribute]
    if path.condition is not None and not isinstance(kind, ListOf):
        raise unknown_path(text)
    return Path(None, attribute, path.condition, _inside(kind, path.inside, text))


def _inside(kind: Any, parts: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The names of nested attributes in AWS's spelling."""
    spelled: list[str] = []
    for part in parts:
        if isinstance(kind, ListOf):
            kind = kind.element
        known = named(kind.attributes, part) if isinstance(kind, Complex) else None
        if kind is Simple.REFERENCE and part.lower() == "value":
            known = "value"
        if known is None:
            raise unknown_path(text)
        spelled.append(known)
        kind = kind.attributes[known] if isinstance(kind, Complex) else Simple.STRING
    return tuple(spelled)


def _check_once_and_kept(paths: Sequence[tuple[Path, Operation]]) -> None:
    for attribute in _ONCE_AND_KEPT:
        verbs = [operation.verb for path, operation in paths if path.attribute == attribute]
        if Verb.REMOVE in verbs:
            raise invalid("scim.patch.remove-not-allowed", where=attribute, found="remove", expected="add or replace")
        if len(verbs) > 1:
            raise invalid(
                "scim.patch.repeated-attribute",
                where=attribute,
                found=f"{len(verbs)} operations",
                expected="one operation in a request",
            )


def _apply(document: Json, path: Path, operation: Operation) -> None:
    kind = USER[path.attribute]
    if isinstance(kind, ListOf):
        elements = document.setdefault(path.attribute, [])
        changed = _changed_list(kind, elements, path, operation)
        _put(document, path.attribute, changed)
    elif isinstance(kind, Complex):
        holder = document.setdefault(path.attribute, {})
        _change_complex(kind, holder, path, operation)
        _put(document, path.attribute, holder)
    elif operation.verb is Verb.REMOVE:
        document.pop(path.attribute, None)
    else:
        document[path.attribute] = read_value(kind, operation.value, path.attribute)


def _change_complex(kind: Complex, holder: Json, path: Path, operation: Operation) -> None:
    if not path.inside:
        if operation.verb is Verb.REMOVE:
            holder.clear()
        else:
            holder.update(read_value(kind, operation.value, path.attribute))
        return
    name = path.inside[0]
    if operation.verb is Verb.REMOVE:
        holder.pop(name, None)
    else:
        holder[name] = read_value(kind.attributes[name], operation.value, f"{path.attribute}.{name}")


def _changed_list(kind: ListOf, elements: list[Json], path: Path, operation: Operation) -> list[Json]:
    chosen = [element for element in elements if _fits(element, path.condition)]
    if operation.verb is Verb.REMOVE:
        return _without(elements, chosen, path)
    if path.inside:
        name = path.inside[0]
        value = read_value(kind.element.attributes[name], operation.value, f"{path.attribute}.{name}")
        change = {name: value}
    elif path.condition is not None:
        change = read_value(kind.element, operation.value, path.attribute)
    else:
        given = _elements(kind, operation.value, path.attribute)
        return given if operation.verb is Verb.REPLACE else elements + [e for e in given if e not in elements]
    if not chosen:
        chosen = [_new_element(kind, elements, path)]
        elements = elements + chosen
    for element in chosen:
        element.update(change)
    return elements


def _without(elements: list[Json], chosen: list[Json], path: Path) -> list[Json]:
    if not path.inside:
        return [element for element in elements if element not in chosen]
    for element in chosen:
        element.pop(path.inside[0], None)
    # What says nothing but its type is no e-mail address, telephone number or postal address any more.
    return [element for element in elements if set(element) - {"type", "primary"}]


def _new_element(kind: ListOf, elements: list[Json], path: Path) -> Json:
    """The element that a path speaks of when there is none; Entra ID sets first values in this way.

    unconfirmed: that AWS creates it, and that a first e-mail address made so is the primary one.
    """
    element: Json = {}
    if path.condition is not None:
        tested = named(kind.element.attributes, path.condition.attribute)
        if tested is None:
            raise unknown_path(f"{path.attribute}[{path.condition.attribute}]")
        element[tested] = read_value(kind.element.attributes[tested], path.condition.value, path.attribute)
    if path.attribute == "emails" and not elements:
        element.setdefault("primary", True)
    return element


def _elements(kind: ListOf, value: Any, where: str) -> list[Json]:
    found = read_value(kind, value if isinstance(value, list) else [value], where)
    if not isinstance(found, list):
        raise wrong_kind(where, value, "a list of objects")
    return found


def _fits(element: Json, condition: Condition | None) -> bool:
    if condition is None:
        return True
    name = next((name for name in element if name.lower() == condition.attribute.lower()), None)
    return name is not None and str(element[name]).lower() == condition.value.lower()


def _put(document: Json, attribute: str, value: Any) -> None:
    if value:
        document[attribute] = value
    else:
        document.pop(attribute, None)
