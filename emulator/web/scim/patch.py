"""PATCH requests: their operations and the paths in them (facts/scim.md §4.5, §4.8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import regex

from emulator.directory.constraints import invalid, shown
from emulator.guide.refusal import Facts, Refusal
from emulator.web.scim.attributes import wrong_kind
from emulator.web.scim.call import Json

# Providers repeat these beside the attribute that changes; they do not count as attributes.
_PASSED_OVER = {"id", "schemas", "meta"}

_CONDITION = r'\[\s*(?P<tested>[A-Za-z$][\w$\-]*)\s+eq\s+(?:"(?P<text>[^"\\]*)"|(?P<word>true|false))\s*\]'
_PATH = regex.compile(
    rf"(?P<attribute>[A-Za-z$][\w$\-]*)(?:{_CONDITION})?(?P<rest>(?:\.[A-Za-z$][\w$\-]*)*)",
    regex.IGNORECASE | regex.ASCII,
)


class Verb(StrEnum):
    """What an operation does."""

    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"


@dataclass(frozen=True)
class Condition:
    """The part in brackets: elements whose `attribute` is equal to `value`."""

    attribute: str
    value: str


@dataclass(frozen=True)
class Path:
    """A path: an attribute, perhaps of an extension (`schema`), a condition on its elements, and what is inside."""

    schema: str | None
    attribute: str
    condition: Condition | None = None
    inside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One operation; `path` is None where it was left out. A missing value is None."""

    verb: Verb
    path: str | None
    value: Any


def read_operations(body: Mapping[str, Any]) -> Sequence[Operation]:
    """The operations of a PATCH body, each with a path.

    An operation without one becomes an operation on the one attribute in its value. Raises Refusal for every
    operation that AWS does not take whatever it is applied to.
    """
    operations = next((value for name, value in body.items() if name.lower() == "operations"), None)
    if not isinstance(operations, list) or not operations:
        raise wrong_kind("Operations", operations, "a list of operations")
    return [_with_path(_read(operation, number)) for number, operation in enumerate(operations, 1)]


def parse_path(text: str, schemas: Sequence[str]) -> Path:
    """A path's parts; `schemas` are the URNs that may stand before it. Raises Refusal."""
    schema, rest = None, text.strip()
    for urn in schemas:
        if rest.lower() == urn.lower():
            return Path(urn, "")
        if rest.lower().startswith((f"{urn}:".lower(), f"{urn}.".lower())):
            schema, rest = urn, rest[len(urn) + 1 :]
            break
    found = _PATH.fullmatch(rest)
    if found is None:
        raise unknown_path(text)
    condition = None
    if found["tested"]:
        condition = Condition(found["tested"], found["text"] if found["text"] is not None else found["word"].lower())
    return Path(schema, found["attribute"], condition, tuple(found["rest"].split(".")[1:]))


def unknown_path(path: str) -> Refusal:
    """The refusal of a path that leads nowhere; unconfirmed: the text."""
    return invalid("scim.patch.unknown-path", where="path", found=shown(path), expected="the path of an attribute")


def _read(operation: Any, number: int) -> Operation:
    if not isinstance(operation, dict):
        raise wrong_kind(f"Operations[{number}]", operation, "an object")
    parts: Json = {name.lower(): value for name, value in operation.items()}
    verb, path, value = parts.get("op"), parts.get("path"), parts.get("value")
    # AWS's trail shows the names in capitals, however they were sent: they are read without regard to case.
    if not isinstance(verb, str) or verb.lower() not in set(Verb):
        raise invalid(
            "scim.patch.unknown-op",
            where=f"Operations[{number}].op",
            found=shown(verb),
            expected="add, replace, remove",
        )
    if path is not None and not isinstance(path, str):
        raise wrong_kind(f"Operations[{number}].path", path, "a string")
    if value is None and verb.lower() != Verb.REMOVE:
        raise invalid(
            "scim.patch.missing-value", where=f"Operations[{number}].value", found="no value", expected="a value"
        )
    return Operation(Verb(verb.lower()), path or None, value)


def _with_path(operation: Operation) -> Operation:
    if operation.path is not None:
        return operation
    if operation.verb is Verb.REMOVE:
        raise Refusal(
            "ValidationException",
            "Missing path in PATCH request",
            cause="scim.patch.missing-path",
            facts=Facts(where="path", found="a remove operation without path", expected="the path to remove"),
        )
    if not isinstance(operation.value, dict):
        raise wrong_kind("value", operation.value, "an object with one attribute, as there is no path")
    attributes = {name: part for name, part in operation.value.items() if name.lower() not in _PASSED_OVER}
    if len(attributes) != 1:
        raise Refusal(
            "ValidationException",
            'Current PATCH support allows omitting "path" attribute only for Add and Replace operations '
            "modifying a single attribute.",
            cause="scim.patch.several-attributes-without-path",
            facts=Facts(
                where="value",
                found=f"{len(attributes)} attributes without path: {shown(', '.join(attributes))}",
                expected="one attribute, or one operation with a path for each",
            ),
        )
    [(name, value)] = attributes.items()
    if value is None:
        raise invalid("scim.patch.missing-value", where=name[:100], found="null", expected="a value")
    return Operation(operation.verb, name, value)
