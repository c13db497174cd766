"""The form of a user: which attributes it has, and how it is read."""

from dataclasses import dataclass, replace
from typing import Any

from emulator.directory.user import Email, Name, PhoneNumber, UserDraft
from emulator.web.console.posted import field


@dataclass(frozen=True)
class Attribute:
    """A field of the form, and what the user has there."""

    name: str
    label: str
    value: str


_NAME = {
    "given_name": "First name",
    "family_name": "Last name",
}
_PLAIN = {
    "display_name": "Display name",
    "nick_name": "Nickname",
    "title": "Title",
    "user_type": "User type",
    "preferred_language": "Preferred language",
    "locale": "Locale",
    "timezone": "Time zone",
    "profile_url": "Profile URL",
}
_ENTERPRISE = {
    "employee_number": "Employee number",
    "cost_center": "Cost center",
    "organization": "Organization",
    "division": "Division",
    "department": "Department",
    "manager": "Manager",
}


def main_attributes(draft: UserDraft) -> tuple[Attribute, ...]:
    """What everybody has: names and addresses."""
    return (
        *(Attribute(name, label, getattr(draft.name, name) or "") for name, label in _NAME.items()),
        Attribute("display_name", _PLAIN["display_name"], draft.display_name or ""),
        Attribute("email", "Email address", next((email.value or "" for email in draft.emails), "")),
    )


def further_attributes(draft: UserDraft) -> tuple[Attribute, ...]:
    """What one may know besides."""
    phone = next((number.value or "" for number in draft.phone_numbers), "")
    return (
        Attribute("phone", "Phone number", phone),
        *(
            Attribute(name, label, getattr(draft, name) or "")
            for name, label in _PLAIN.items()
            if name != "display_name"
        ),
        *(Attribute(name, label, getattr(draft.enterprise, name) or "") for name, label in _ENTERPRISE.items()),
    )


def posted_draft(before: UserDraft) -> UserDraft:
    """The user as the form describes it; what the form does not have stays as it was."""
    plain: dict[str, Any] = {part: field(part) or None for part in _PLAIN}
    return replace(
        before,
        name=replace(before.name, **{part: field(part) or None for part in _NAME}),
        emails=_emails(before, field("email")),
        phone_numbers=_phone_numbers(before, field("phone")),
        enterprise=replace(before.enterprise, **{part: field(part) or None for part in _ENTERPRISE}),
        **plain,
    )


def new_draft() -> UserDraft:
    """A new user as the form describes it."""
    return posted_draft(UserDraft(user_name=field("user_name") or None, name=Name()))


def _emails(before: UserDraft, value: str) -> tuple[Email, ...]:
    if not value:
        return ()
    first = before.emails[0] if before.emails else Email(type="work", primary=True)
    return (replace(first, value=value),)


def _phone_numbers(before: UserDraft, value: str) -> tuple[PhoneNumber, ...]:
    if not value:
        return ()
    first = before.phone_numbers[0] if before.phone_numbers else PhoneNumber(type="work", primary=True)
    return (replace(first, value=value),)
