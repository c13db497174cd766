"""Attribute mappings: the values of a user behind `${user:…}`, and the formats (facts/signin.md §4.4)."""

import re
from collections.abc import Callable, Mapping

from emulator.directory.user import User
from emulator.identity_source.active_directory.mappings import object_guid_of, object_sid_of
from emulator.saml import names

_EXPRESSION = re.compile(r"\$\{([^}]*)\}")

USER_ATTRIBUTES: Mapping[str, Callable[[User], str | None]] = {
    # unconfirmed: that both are empty for users who do not come from Active Directory.
    "AD_GUID": object_guid_of,
    "AD_SID": object_sid_of,
    "email": lambda user: user.primary_email,
    "familyName": lambda user: user.name.family_name,
    "givenName": lambda user: user.name.given_name,
    "middleName": lambda user: user.name.middle_name,
    # unconfirmed: that the name is the display name, and that the other two are the user name.
    "name": lambda user: user.display_name,
    "preferredUsername": lambda user: user.user_name,
    "subject": lambda user: user.user_name,
}

NAME_ID_FORMATS: Mapping[str, str] = {
    "unspecified": names.UNSPECIFIED,
    "emailAddress": names.EMAIL_ADDRESS,
    "persistent": names.PERSISTENT,
    "transient": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
}

# unconfirmed: basic and uri; AWS Support named the other four.
FORMATS = (*NAME_ID_FORMATS, "basic", "uri")

_ATTRIBUTE_NAME_FORMAT = "urn:oasis:names:tc:SAML:2.0:attrname-format:"


def value_of(user: User, text: str) -> str:
    """The text with every `${user:…}` replaced; one that the user has no value for becomes nothing."""
    return _EXPRESSION.sub(lambda found: _look_up(user, found[1]) or "", text)


def unknown_expressions(text: str) -> list[str]:
    """The expressions in `text` that name no attribute of a user."""
    return [
        found[0]
        for found in _EXPRESSION.finditer(text)
        if found[1].removeprefix("user:") not in USER_ATTRIBUTES or not found[1].startswith("user:")
    ]


def name_id_format(name: str) -> str:
    """The URI of a subject's format; formats of attributes count as unspecified."""
    return NAME_ID_FORMATS.get(name, names.UNSPECIFIED)


def attribute_name_format(name: str) -> str:
    """The NameFormat of an attribute. unconfirmed: for the formats that are those of name identifiers."""
    return _ATTRIBUTE_NAME_FORMAT + name


def _look_up(user: User, expression: str) -> str | None:
    attribute = USER_ATTRIBUTES.get(expression.removeprefix("user:"))
    return attribute(user) if attribute else None
