"""Users and groups of a seed as drafts of the directory, and back: the one place that knows both."""

from emulator.directory.group import Group, GroupDraft
from emulator.directory.user import (
    Address,
    Email,
    Enterprise,
    ExternalId,
    Name,
    PhoneNumber,
    Role,
    User,
    UserDraft,
)
from emulator.seed.model import SeedAddress, SeedEmail, SeedGroup, SeedUser, SeedValue

# Attributes that a seed, a user and the parts of a user spell alike.
_OF_USER = (
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
_OF_NAME = ("given_name", "family_name", "middle_name", "honorific_prefix", "honorific_suffix")
_OF_ENTERPRISE = ("employee_number", "cost_center", "organization", "division", "department", "manager")

_USUAL_TYPE = "work"


def user_draft(user: SeedUser, issuer: str) -> UserDraft:
    """The user that a seed describes; `issuer` is who has issued its external id."""
    name = {part: getattr(user, part) for part in _OF_NAME} | {"formatted": user.formatted_name}
    return UserDraft(
        user_name=user.user_name,
        name=Name(**name),
        display_name=user.display_name or f"{user.given_name} {user.family_name}",
        emails=_emails(user),
        phone_numbers=(PhoneNumber(**dict(user.phone_number)),) if user.phone_number else (),
        roles=(Role(**dict(user.role)),) if user.role else (),
        addresses=(Address(**dict(user.address)),) if user.address else (),
        active=user.active,
        enterprise=Enterprise(**{part: getattr(user, part) for part in _OF_ENTERPRISE}),
        external_ids=_external_ids(user.external_id, issuer),
        **{attribute: getattr(user, attribute) for attribute in _OF_USER},
    )


def group_draft(group: SeedGroup, issuer: str) -> GroupDraft:
    """The group that a seed describes, without its members."""
    return GroupDraft(
        display_name=group.display_name,
        description=group.description,
        external_ids=_external_ids(group.external_id, issuer),
    )


def described_user(user: User, issuer: str) -> SeedUser:
    """A user of the directory as a seed describes it, without secrets, photos and other issuers' external ids."""
    given, family = user.name.given_name, user.name.family_name
    return SeedUser(
        user_name=user.user_name,
        display_name=None if user.display_name == f"{given} {family}" else user.display_name,
        formatted_name=user.name.formatted,
        email=_described_email(user),
        phone_number=SeedValue(**vars(user.phone_numbers[0])) if user.phone_numbers else None,
        role=SeedValue(**vars(user.roles[0])) if user.roles else None,
        address=SeedAddress(**vars(user.addresses[0])) if user.addresses else None,
        active=user.active,
        external_id=_described_external_id(user.external_ids, issuer),
        **{part: getattr(user.name, part) for part in _OF_NAME},
        **{part: getattr(user.enterprise, part) for part in _OF_ENTERPRISE},
        **{attribute: getattr(user, attribute) for attribute in _OF_USER},
    )


def described_group(group: Group, members: tuple[str, ...], issuer: str) -> SeedGroup:
    """A group of the directory as a seed describes it, with the user names of its members."""
    return SeedGroup(
        display_name=group.display_name,
        description=group.description,
        external_id=_described_external_id(group.external_ids, issuer),
        members=members,
    )


def _emails(user: SeedUser) -> tuple[Email, ...]:
    if user.email is None:
        return ()
    if isinstance(user.email, SeedEmail):
        return (Email(**dict(user.email)),)
    return (Email(value=user.email, type=_USUAL_TYPE, primary=True),)


def _described_email(user: User) -> str | SeedEmail | None:
    if not user.emails:
        return None
    email = user.emails[0]
    usual = email.value is not None and email.type == _USUAL_TYPE and email.primary is True
    return email.value if usual else SeedEmail(**vars(email))


def _external_ids(external_id: str | None, issuer: str) -> tuple[ExternalId, ...]:
    return (ExternalId(issuer, external_id),) if external_id else ()


def _described_external_id(external_ids: tuple[ExternalId, ...], issuer: str) -> str | None:
    return next((each.id for each in external_ids if each.issuer == issuer), None)
