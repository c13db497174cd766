"""Values of a user by the expressions of attribute mappings: `${path:name.familyName}` (facts/signin.md §2.7)."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from emulator.directory.user import Address, Email, PhoneNumber, User

_EXPRESSION = re.compile(r"\$\{path:(?P<path>.+)\}")

# `addresses[type eq "work"].region`: which entry of a list, and which part of it.
_ENTRY = re.compile(
    r"(?P<list>\w+)\[(?P<attribute>\w+)\s+eq\s+(?:\"(?P<text>[^\"]*)\"|(?P<flag>true|false))\]\.(?P<part>\w+)"
)

Entry = TypeVar("Entry", Address, Email, PhoneNumber)

_ADDRESS_PARTS: Mapping[str, Callable[[Address], str | None]] = {
    "streetAddress": lambda address: address.street_address,
    "locality": lambda address: address.locality,
    "region": lambda address: address.region,
    "postalCode": lambda address: address.postal_code,
    "country": lambda address: address.country,
    "formatted": lambda address: address.formatted,
}

_PLAIN: Mapping[str, Callable[[User], str | None]] = {
    "userName": lambda user: user.user_name,
    "name.familyName": lambda user: user.name.family_name,
    "name.givenName": lambda user: user.name.given_name,
    "name.middleName": lambda user: user.name.middle_name,
    "name.formatted": lambda user: user.name.formatted,
    "displayName": lambda user: user.display_name,
    "nickName": lambda user: user.nick_name,
    "profileUrl": lambda user: user.profile_url,
    "preferredLanguage": lambda user: user.preferred_language,
    "userType": lambda user: user.user_type,
    "title": lambda user: user.title,
    "locale": lambda user: user.locale,
    "timezone": lambda user: user.timezone,
    "enterprise.employeeNumber": lambda user: user.enterprise.employee_number,
    "enterprise.costCenter": lambda user: user.enterprise.cost_center,
    "enterprise.organization": lambda user: user.enterprise.organization,
    "enterprise.division": lambda user: user.enterprise.division,
    "enterprise.department": lambda user: user.enterprise.department,
    "enterprise.manager.value": lambda user: user.enterprise.manager,
}


def value_at(user: User, expression: str) -> str | None:
    """The user's value; None where the user has none, or the expression is not a documented one."""
    found = _EXPRESSION.fullmatch(expression.strip())
    if found is None:
        return None
    path = found["path"].strip()
    if path in _PLAIN:
        return _PLAIN[path](user)
    entry = _ENTRY.fullmatch(path)
    return None if entry is None else _in_list(user, entry)


def _in_list(user: User, entry: "re.Match[str]") -> str | None:
    part = entry["part"]
    if entry["list"] == "emails" and part == "value":
        return next((email.value for email in _chosen(user.emails, entry)), None)
    if entry["list"] == "phoneNumbers" and part == "value":
        return next((number.value for number in _chosen(user.phone_numbers, entry)), None)
    if entry["list"] == "addresses" and part in _ADDRESS_PARTS:
        return next((_ADDRESS_PARTS[part](address) for address in _chosen(user.addresses, entry)), None)
    return None


def _chosen(entries: Iterable[Entry], entry: "re.Match[str]") -> list[Entry]:
    """The entries that the filter in brackets means: by type, or by being the primary one."""
    if entry["attribute"] == "primary" and entry["flag"]:
        return [each for each in entries if bool(each.primary) == (entry["flag"] == "true")]
    if entry["attribute"] == "type" and entry["text"] is not None:
        return [each for each in entries if (each.type or "").lower() == entry["text"].lower()]
    return []
