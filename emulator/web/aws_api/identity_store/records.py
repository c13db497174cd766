"""The domain's records as members of the service model (`GivenName`) and as documents (`givenName`), both ways.

Documents come in either spelling from clients, so names are compared without regard to case.
"""

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from emulator.directory.constraints import camel_case, shown
from emulator.directory.user import Address, Email, Enterprise, Name, PhoneNumber, Photo, Role
from emulator.guide.refusal import Facts, Refusal
from emulator.web.aws_api.call import Json

Record = TypeVar("Record", Name, Email, Address, PhoneNumber, Role, Photo, Enterprise)


@cache
def member_name(attribute: str) -> str:
    """`given_name` as the service model spells it: `GivenName`."""
    spelled = camel_case(attribute)
    return spelled[0].upper() + spelled[1:]


def write_record(record: Record) -> Json:
    """The record as members of the service model; what is not set is None."""
    return {member_name(field.name): getattr(record, field.name) for field in fields(record)}


def read_record(cls: type[Record], value: Any, path: str) -> Record:
    """The record that members or a document describe. Raises Refusal for another kind of value or unknown names."""
    if not isinstance(value, Mapping):
        raise wrong_value(path, value, "an object")
    known = {camel_case(field.name).lower(): field.name for field in fields(cls)}
    found: dict[str, Any] = {}
    for name, part in value.items():
        attribute = known.get(name.lower())
        if attribute is None:
            raise wrong_value(f"{path}.{name}", part, f"one of {', '.join(known)}")
        found[attribute] = _scalar(part, bool if attribute == "primary" else str, f"{path}.{name}")
    return cls(**found)


def read_records(cls: type[Record], value: Any, path: str) -> tuple[Record, ...]:
    """The records of a list. Raises Refusal as `read_record`."""
    if not isinstance(value, list):
        raise wrong_value(path, value, "a list of objects")
    return tuple(read_record(cls, part, path) for part in value)


def text(value: Any, path: str) -> str | None:
    """The text in a document; null is not set. Raises Refusal for another kind of value."""
    found: str | None = _scalar(value, str, path)
    return found


def _scalar(value: Any, kind: type, path: str) -> Any:
    if value is not None and not isinstance(value, kind):
        raise wrong_value(path, value, "true or false" if kind is bool else "a string")
    return value


def wrong_value(path: str, value: Any, expected: str) -> Refusal:
    """The refusal of a value that its attribute cannot have; unconfirmed: the text."""
    return Refusal(
        "ValidationException",
        f"The value of the attribute {path} is not valid",
        cause="identity-store.attribute-value",
        facts=Facts(where=path, found=shown(value), expected=expected),
    )
