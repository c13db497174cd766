"""The attributes that AWS takes from a user's or a group's JSON, and reading JSON by them (facts/scim.md §5.1).

Names are matched without regard to case, as RFC 7643 asks; unconfirmed: that AWS does so. Attributes that AWS does
not support, and unknown ones, are passed over, since identity providers send them and work; unconfirmed too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from emulator.directory.constraints import invalid, shown
from emulator.directory.user_rules import ENTERPRISE_SCHEMA
from emulator.guide.refusal import Refusal
from emulator.web.scim.call import Json


class Simple(Enum):
    """Kinds of single values; REFERENCE is an object with a `value`, such as a manager."""

    STRING = "a string"
    BOOLEAN = "a boolean"
    REFERENCE = "an object with a value"


@dataclass(frozen=True)
class Complex:
    """An object with these attributes."""

    attributes: Mapping[str, Simple]


@dataclass(frozen=True)
class ListOf:
    """A list of objects."""

    element: Complex


Kind = Simple | Complex | ListOf


def _strings(*names: str) -> dict[str, Simple]:
    return dict.fromkeys(names, Simple.STRING)


_TYPED = {**_strings("value", "type"), "primary": Simple.BOOLEAN}
_ADDRESS = _strings("formatted", "streetAddress", "locality", "region", "postalCode", "country", "type")

USER: Mapping[str, Kind] = {
    **_strings("externalId", "userName", "displayName", "nickName", "profileUrl", "title", "userType"),
    **_strings("preferredLanguage", "locale", "timezone"),
    "name": Complex(
        _strings("formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix")
    ),
    "active": Simple.BOOLEAN,
    "emails": ListOf(Complex(_TYPED)),
    "addresses": ListOf(Complex({**_ADDRESS, "primary": Simple.BOOLEAN})),
    "phoneNumbers": ListOf(Complex(_TYPED)),
    "roles": ListOf(Complex(_TYPED)),
    ENTERPRISE_SCHEMA: Complex(
        {
            **_strings("employeeNumber", "costCenter", "organization", "division", "department"),
            "manager": Simple.REFERENCE,
        }
    ),
}

GROUP: Mapping[str, Kind] = {
    **_strings("externalId", "displayName"),
    "members": ListOf(Complex(_strings("value", "type"))),
}


def named(attributes: Mapping[str, Kind] | Mapping[str, Simple], name: str) -> str | None:
    """The attribute's own spelling of `name`; None for an attribute that AWS does not take."""
    return next((known for known in attributes if known.lower() == name.lower()), None)


def read_attributes(
    attributes: Mapping[str, Kind] | Mapping[str, Simple], value: Mapping[str, Any], where: str = ""
) -> Json:
    """The known attributes of a JSON object, spelled as AWS spells them; null means not set.

    Raises Refusal for a value of the wrong kind and for a name that comes in two spellings.
    """
    found: Json = {}
    for name, part in value.items():
        known = named(attributes, name)
        if known is None or part is None:
            continue
        path = f"{where}.{known}" if where else known
        if known in found:
            raise wrong_kind(path, part, "one value")
        found[known] = read_value(attributes[known], part, path)
    return found


def read_value(kind: Kind, value: Any, where: str) -> Any:
    """A JSON value as what the attribute wants. Raises Refusal for another kind of value."""
    match kind:
        case ListOf():
            if not isinstance(value, list):
                raise wrong_kind(where, value, "a list of objects")
            return [read_value(kind.element, element, where) for element in value if element is not None]
        case Complex():
            if not isinstance(value, dict):
                raise wrong_kind(where, value, "an object")
            return read_attributes(kind.attributes, value, where)
        case Simple.BOOLEAN:
            return _boolean(value, where)
        case Simple.REFERENCE:
            return _reference(value, where)
        case _:
            if not isinstance(value, str):
                raise wrong_kind(where, value, "a string")
            return value


def wrong_kind(where: str, value: object, expected: str) -> Refusal:
    """The refusal of a value that is not what the attribute takes."""
    return invalid("scim.attribute.wrong-type", where=where, found=shown(value), expected=expected)


def _boolean(value: Any, where: str) -> bool:
    """A boolean or its name: AWS's own example sends "false", Entra ID "False" (facts/scim.md §4.5)."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise wrong_kind(where, value, "true or false")


def _reference(value: Any, where: str) -> Json:
    """A reference as an object, as its bare value, or as a list of one object, which is how Entra ID sends it."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, str):
        value = {"value": value}
    if not isinstance(value, dict):
        raise wrong_kind(where, value, "an object with a value")
    return read_attributes(_strings("value"), value, where)
