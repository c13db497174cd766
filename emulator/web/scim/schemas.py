"""What `/Schemas` answers: the attributes as AWS advertises them, not as it enforces them (facts/scim.md §4.10)."""

from collections.abc import Mapping
from typing import Any

from emulator.directory.user_rules import ENTERPRISE_SCHEMA
from emulator.web.scim.call import Json
from emulator.web.scim.group_document import GROUP_SCHEMA
from emulator.web.scim.user_document import USER_SCHEMA


def _attribute(name: str, description: str, kind: str = "string", **changes: Any) -> Json:
    """One attribute; `changes` are its keys that differ from the usual, or come on top."""
    usual = {
        "name": name,
        "type": kind,
        "multiValued": False,
        "description": description,
        "required": False,
        "caseExact": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
    }
    return usual | changes


def _complex(name: str, description: str, *parts: Json, **changes: Any) -> Json:
    return _attribute(name, description, "complex", **{"subAttributes": list(parts), **changes})


def _typed_list(name: str, subject: str, types: list[str]) -> Json:
    return _complex(
        name,
        f"The user's {subject}s.",
        _attribute("value", f"The {subject}."),
        _attribute("type", f"What the {subject} is used for.", canonicalValues=types),
        _attribute("primary", f"Whether this is the preferred {subject}.", "boolean"),
        multiValued=True,
    )


_NAME = _complex(
    "name",
    "The parts of the user's name.",
    _attribute("formatted", "The full name, formatted for display."),
    _attribute("familyName", "The family name, or last name.", required=True),
    _attribute("givenName", "The given name, or first name.", required=True),
    _attribute("middleName", "The middle names."),
    _attribute("honorificPrefix", "The titles in front of the name."),
    _attribute("honorificSuffix", "The suffixes behind the name."),
)

_ADDRESSES = _complex(
    "addresses",
    "The user's postal addresses.",
    _attribute("formatted", "The full address, formatted for display."),
    _attribute("streetAddress", "Street, house number and the like."),
    _attribute("locality", "The city or locality."),
    _attribute("region", "The state or region."),
    _attribute("postalCode", "The postal code."),
    _attribute("country", "The country."),
    _attribute("type", "What the address is used for.", canonicalValues=["work", "home", "other"]),
    multiValued=True,
)

_GROUPS = _complex(
    "groups",
    "The groups that the user belongs to.",
    _attribute("value", "The id of the group.", mutability="readOnly"),
    _attribute("$ref", "The URI of the group.", "reference", referenceTypes=["User", "Group"], mutability="readOnly"),
    _attribute("type", "How the user belongs to it.", canonicalValues=["direct", "indirect"], mutability="readOnly"),
    multiValued=True,
    mutability="readOnly",
)

_USER = [
    _attribute("userName", "The name by which the user signs in.", required=True, uniqueness="server"),
    _NAME,
    _attribute("displayName", "The name to show for the user."),
    _attribute("nickName", "A casual name."),
    _attribute("profileUrl", "The URL of a page about the user.", "reference", referenceTypes=["external"]),
    _attribute("title", "The job title."),
    _attribute("userType", "The relation of the user to the organization."),
    _attribute("preferredLanguage", "The preferred language."),
    _attribute("locale", "The location, for formats of dates, numbers and the like."),
    _attribute("timezone", "The time zone."),
    _attribute("active", "Whether the user is enabled.", "boolean"),
    _typed_list("emails", "e-mail address", ["work", "home", "other"]),
    _typed_list("phoneNumbers", "telephone number", ["work", "home", "mobile", "fax", "pager", "other"]),
    _ADDRESSES,
    _GROUPS,
    _typed_list("roles", "role", []),
]

_GROUP = [
    _attribute("displayName", "The name of the group.", required=True),
    _complex(
        "members",
        "The members of the group.",
        _attribute("value", "The id of the member.", mutability="immutable"),
        _attribute(
            "$ref", "The URI of the member.", "reference", referenceTypes=["User", "Group"], mutability="immutable"
        ),
        _attribute("type", "What the member is.", canonicalValues=["User", "Group"], mutability="immutable"),
        multiValued=True,
    ),
]

_ENTERPRISE = [
    _attribute("employeeNumber", "The number that the organization knows the user by."),
    _attribute("costCenter", "The cost center."),
    _attribute("organization", "The organization."),
    _attribute("division", "The division."),
    _attribute("department", "The department."),
    _complex(
        "manager",
        "The user's manager.",
        _attribute("value", "The id of the manager."),
        _attribute("$ref", "The URI of the manager.", "reference", referenceTypes=["User"]),
        _attribute("displayName", "The manager's display name.", mutability="readOnly"),
    ),
]


def _schema(urn: str, name: str, description: str, attributes: list[Json]) -> Json:
    return {
        "id": urn,
        "name": name,
        "description": description,
        "attributes": attributes,
        "meta": {"resourceType": "Schema", "location": f"/v2/Schemas/{urn}"},
    }


SCHEMAS: Mapping[str, Json] = {
    USER_SCHEMA: _schema(USER_SCHEMA, "User", "User Schema", _USER),
    GROUP_SCHEMA: _schema(GROUP_SCHEMA, "Group", "Group Schema", _GROUP),
    ENTERPRISE_SCHEMA: _schema(ENTERPRISE_SCHEMA, "EnterpriseUser", "Enterprise User Schema", _ENTERPRISE),
}
