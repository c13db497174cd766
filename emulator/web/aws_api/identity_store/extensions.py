"""Attribute extensions of users; there is one, for enterprises."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from emulator.directory.constraints import camel_case
from emulator.directory.user import Enterprise
from emulator.guide.refusal import Facts, Refusal
from emulator.web.aws_api.call import Json
from emulator.web.aws_api.identity_store.records import read_record, text, wrong_value

ENTERPRISE = "aws:identitystore:enterprise"


def check_names(names: object) -> None:
    """Raise Refusal for an extension that is not supported; `names` are the names, or the map, of a call."""
    for name in names if isinstance(names, list | dict) else ():
        if name != ENTERPRISE:
            # unconfirmed: the text.
            raise Refusal(
                "ValidationException",
                f"The extension {name} is not supported",
                cause="identity-store.extension",
                facts=Facts(where="extensions", found=name, expected=ENTERPRISE),
            )


def read_extensions(extensions: Mapping[str, Any]) -> Enterprise:
    """The enterprise attributes in an `Extensions` map. Raises Refusal for other extensions and wrong values."""
    check_names(dict(extensions))
    return read_enterprise(extensions[ENTERPRISE]) if ENTERPRISE in extensions else Enterprise()


def read_enterprise(document: Any) -> Enterprise:
    """The enterprise attributes in a document; the manager is an object with a `value`. Raises Refusal."""
    if not isinstance(document, Mapping):
        raise wrong_value(ENTERPRISE, document, "an object")
    manager = next((part for name, part in document.items() if name.lower() == "manager"), None)
    others = {name: part for name, part in document.items() if name.lower() != "manager"}
    return replace(read_record(Enterprise, others, ENTERPRISE), manager=read_manager(manager))


def read_manager(document: Any) -> str | None:
    """The manager's value. Raises Refusal for another kind of document."""
    if document is None:
        return None
    path = f"{ENTERPRISE}.manager"
    if not isinstance(document, Mapping):
        raise wrong_value(path, document, "an object with a value")
    # `$ref` is taken and dropped, as over SCIM.
    values = [part for name, part in document.items() if name.lower() == "value"]
    return text(values[0] if values else None, f"{path}.value")


def write_extensions(enterprise: Enterprise, wanted: object) -> Json | None:
    """The `Extensions` map of a user with those that the call asks for; None when the user has none of them."""
    check_names(wanted)
    if not wanted or enterprise == Enterprise():
        return None
    values = {field.name: getattr(enterprise, field.name) for field in fields(enterprise)}
    document: Json = {camel_case(name): value for name, value in values.items() if value is not None}
    if "manager" in document:
        document["manager"] = {"value": document["manager"]}
    return {ENTERPRISE: document}
