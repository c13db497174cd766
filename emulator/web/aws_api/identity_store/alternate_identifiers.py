"""The identifiers by which GetUserId and GetGroupId find somebody, and the one filter of ListUsers and ListGroups."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.directory.user import ExternalId
from emulator.guide.refusal import Facts, Refusal
from emulator.web.aws_api.identity_store.records import wrong_value


@dataclass(frozen=True)
class UniqueAttribute:
    """A path in lower case, because clients spell it both ways (facts/awsapi.md §4.6), and the value wanted there."""

    path: str
    value: str


def read_identifier(identifier: Mapping[str, Any], paths: tuple[str, ...]) -> ExternalId | UniqueAttribute:
    """The content of an `AlternateIdentifier`. Raises Refusal for a path that is not one of `paths`."""
    external_id = identifier.get("ExternalId")
    if external_id is not None:
        return ExternalId(external_id["Issuer"], external_id["Id"])
    attribute = identifier["UniqueAttribute"]
    path, value = attribute["AttributePath"], attribute["AttributeValue"]
    if path.lower() not in {known.lower() for known in paths}:
        # The text is that of third-party code (facts/awsapi.md §4.6); unconfirmed: that AWS words it so.
        raise Refusal(
            "ValidationException",
            f"The attribute {path} is not a unique attribute",
            cause="identity-store.unique-attribute",
            facts=Facts(where="uniqueAttribute.attributePath", found=path, expected=" or ".join(paths)),
        )
    if not isinstance(value, str):
        raise wrong_value("alternateIdentifier.uniqueAttribute.attributeValue", value, "a string")
    return UniqueAttribute(path.lower(), value)


def read_filter(filters: list[Mapping[str, Any]], path: str) -> str | None:
    """The value that the only filter there is, for `path`, looks for; None without a filter. Raises Refusal."""
    if not filters:
        return None
    found: str = filters[0]["AttributePath"]
    if found.lower() != path.lower():
        # unconfirmed: the text.
        raise Refusal(
            "ValidationException",
            f"The attribute {found} is not supported in filters",
            cause="identity-store.filter",
            facts=Facts(where="filters.1.member.attributePath", found=found, expected=path),
        )
    value: str = filters[0]["AttributeValue"]
    return value
