"""The data of a user, free of any wire format."""

from dataclasses import dataclass, fields, replace
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Name:
    """The parts of a person's name."""

    formatted: str | None = None
    family_name: str | None = None
    given_name: str | None = None
    middle_name: str | None = None
    honorific_prefix: str | None = None
    honorific_suffix: str | None = None


@dataclass(frozen=True, kw_only=True)
class Email:
    """An e-mail address; the primary one must be unique in its identity store."""

    value: str | None = None
    type: str | None = None
    primary: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Address:
    """A postal address."""

    formatted: str | None = None
    street_address: str | None = None
    locality: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    type: str | None = None
    primary: bool | None = None


@dataclass(frozen=True, kw_only=True)
class PhoneNumber:
    """A telephone number."""

    value: str | None = None
    type: str | None = None
    primary: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role that the identity provider knows the user by; grants nothing in AWS."""

    value: str | None = None
    type: str | None = None
    primary: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A picture of the user, as data or as a URL; SCIM does not carry it."""

    value: str | None = None
    type: str | None = None
    display: str | None = None
    primary: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Enterprise:
    """The attributes of SCIM's enterprise extension; `manager` is the manager's `value`."""

    employee_number: str | None = None
    cost_center: str | None = None
    organization: str | None = None
    division: str | None = None
    department: str | None = None
    manager: str | None = None


@dataclass(frozen=True)
class ExternalId:
    """The id that an issuer outside AWS (an identity provider) has given to a user or a group."""

    issuer: str
    id: str


@dataclass(frozen=True, kw_only=True)
class UserDraft:
    """Everything that a client may say about a user; what is None or empty is not set."""

    user_name: str | None = None
    name: Name = Name()
    display_name: str | None = None
    nick_name: str | None = None
    profile_url: str | None = None
    emails: tuple[Email, ...] = ()
    addresses: tuple[Address, ...] = ()
    phone_numbers: tuple[PhoneNumber, ...] = ()
    roles: tuple[Role, ...] = ()
    photos: tuple[Photo, ...] = ()
    user_type: str | None = None
    title: str | None = None
    preferred_language: str | None = None
    locale: str | None = None
    timezone: str | None = None
    website: str | None = None
    birthdate: str | None = None
    active: bool = True
    enterprise: Enterprise = Enterprise()
    external_ids: tuple[ExternalId, ...] = ()

    @property
    def primary_email(self) -> str | None:
        """The value of the e-mail address that is marked as primary."""
        return next((email.value for email in self.emails if email.primary), None)

    def with_profile_of(self, other: "UserDraft") -> "UserDraft":
        """This draft with those attributes of `other` that SCIM does not carry, and so must not clear."""
        return replace(self, photos=other.photos, website=other.website, birthdate=other.birthdate)


@dataclass(frozen=True, kw_only=True)
class User(UserDraft):
    """A user of an identity store. `revision` counts up with every change."""

    user_name: str
    user_id: str
    identity_store_id: str
    revision: int
    created_at: datetime
    updated_at: datetime
    created_by: str
    updated_by: str

    def as_draft(self) -> UserDraft:
        """What a client may change, to be altered with `dataclasses.replace`."""
        return UserDraft(**{field.name: getattr(self, field.name) for field in fields(UserDraft)})
