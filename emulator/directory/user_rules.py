"""What a user must look like before it is stored (facts/scim.md §4.2, §5)."""

from collections.abc import Iterator
from dataclasses import fields

from emulator.directory.constraints import (
    EXTERNAL_ID,
    TEXT,
    USER_NAME,
    Constraint,
    camel_case,
    invalid,
    refuse,
    shown,
    violations_of,
)
from emulator.directory.profile_rules import check_profile
from emulator.directory.user import Address, Email, Enterprise, Name, PhoneNumber, Photo, Role, UserDraft
from emulator.guide.refusal import Facts, Refusal

ENTERPRISE_SCHEMA = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

# The Identity Store API's documentation reserves these; unconfirmed: that SCIM refuses them too.
RESERVED_NAMES = frozenset({"Administrator", "AWSAdministrators"})

_CAUSE_OF_SECOND = {
    "emails": "scim.multi-valued-emails",
    "addresses": "scim.multi-valued-addresses",
    "phoneNumbers": "scim.multi-valued-phone-numbers",
    "roles": "scim.multi-valued-roles",
}


def check_user(draft: UserDraft) -> None:
    """Raise Refusal unless the draft keeps every rule that does not depend on other users.

    unconfirmed: the order of the groups of rules (lists, single values, required attributes).
    """
    _one_element_each(draft)
    refuse([v for path, value, constraint in _values(draft) for v in violations_of(path, value, constraint)])
    _required_attributes(draft)
    check_not_reserved("userName", draft.user_name)
    check_profile(draft)


def check_primary_email(draft: UserDraft) -> None:
    """Raise Refusal when the e-mail address is not marked as primary; a rule of SCIM (facts/scim.md §4.2)."""
    # Several addresses break another rule, which `check_user` names.
    if len(draft.emails) == 1 and not draft.emails[0].primary:
        # unconfirmed: the text for this case.
        raise invalid(
            "scim.attribute.email-not-primary",
            where="emails.primary",
            found=shown(draft.emails[0].primary),
            expected="true",
        )


def check_not_reserved(path: str, name: str | None) -> None:
    """Raise Refusal for a user or group name that AWS keeps for itself."""
    if name in RESERVED_NAMES:
        raise invalid("scim.attribute.reserved-name", where=path, found=shown(name), expected="any other name")


def _one_element_each(draft: UserDraft) -> None:
    lists = {
        "emails": draft.emails,
        "addresses": draft.addresses,
        "phoneNumbers": draft.phone_numbers,
        "roles": draft.roles,
    }
    too_long = {path: len(elements) for path, elements in lists.items() if len(elements) > 1}
    for path, count in too_long.items():
        raise Refusal(
            "ValidationException",
            f"List attribute {path} exceeds allowed limit of 1",
            cause=_CAUSE_OF_SECOND[path],
            facts=Facts(
                where=path,
                found=f"{count} elements",
                expected="one element at most",
                more={other: f"{n} elements" for other, n in too_long.items() if other != path},
            ),
        )


def _required_attributes(draft: UserDraft) -> None:
    missing = {
        "userName": draft.user_name,
        "displayName": draft.display_name,
        "name.givenName": draft.name.given_name,
        "name.familyName": draft.name.family_name,
    }
    paths = [path for path, value in missing.items() if value is None]
    if not paths:
        return
    # unconfirmed: these sentences are those of the Identity Store API, which keeps the same users.
    if "userName" in paths:
        message, cause = "userName is a required attribute", "scim.missing-user-name"
    else:
        names = [path.rpartition(".")[2].lower() for path in paths]
        message = ", ".join(f"{name}: The attribute {name} is required" for name in names)
        cause = _CAUSE_OF_MISSING[paths[0]]
    raise Refusal(
        "ValidationException",
        message,
        cause=cause,
        facts=Facts(where=paths[0], found="no value", expected="a value", more=dict.fromkeys(paths[1:], "no value")),
    )


_CAUSE_OF_MISSING = {
    "displayName": "scim.missing-display-name",
    "name.givenName": "scim.missing-given-name",
    "name.familyName": "scim.missing-family-name",
}


def _values(draft: UserDraft) -> Iterator[tuple[str, str | None, Constraint]]:
    """Every string of the draft with its path and its constraint."""
    yield "userName", draft.user_name, USER_NAME
    for part in ("family_name", "given_name", "formatted", "middle_name", "honorific_prefix", "honorific_suffix"):
        yield f"name.{camel_case(part)}", getattr(draft.name, part), TEXT
    for attribute in _TEXT_ATTRIBUTES:
        yield camel_case(attribute), getattr(draft, attribute), TEXT
    for path, elements in _elements(draft):
        for element in elements:
            yield from _parts(path, element)
    yield from _parts(ENTERPRISE_SCHEMA, draft.enterprise)
    for external_id in draft.external_ids:
        yield "externalId", external_id.id, EXTERNAL_ID


_TEXT_ATTRIBUTES = (
    "display_name",
    "nick_name",
    "profile_url",
    "user_type",
    "title",
    "preferred_language",
    "locale",
    "timezone",
    "website",
    "birthdate",
)

_Elements = tuple[Email, ...] | tuple[Address, ...] | tuple[PhoneNumber, ...] | tuple[Role, ...] | tuple[Photo, ...]


def _elements(draft: UserDraft) -> Iterator[tuple[str, _Elements]]:
    yield "emails", draft.emails
    yield "addresses", draft.addresses
    yield "phoneNumbers", draft.phone_numbers
    yield "roles", draft.roles
    yield "photos", draft.photos


def _parts(
    path: str, record: Name | Email | Address | PhoneNumber | Role | Photo | Enterprise
) -> Iterator[tuple[str, str | None, Constraint]]:
    for field in fields(record):
        if field.name != "primary":
            name = "manager.value" if field.name == "manager" else camel_case(field.name)
            yield f"{path}.{name}", getattr(record, field.name), TEXT
