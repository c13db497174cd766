"""What a SAML response is measured against, and what an accepted one gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class ServiceProvider:
    """IAM Identity Center's side: where responses are posted, and its entity id, which is also the audience."""

    acs_url: str
    issuer: str


@dataclass(frozen=True, kw_only=True)
class IdentityProvider:
    """The configured provider: its entity id, its certificates (PEM), and the name-id formats of its metadata.

    No name-id formats means that the metadata declares none.
    """

    issuer: str
    certificates: tuple[str, ...]
    name_id_formats: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Person:
    """A user of the directory, as far as a sign-in needs one."""

    user_id: str
    user_name: str
    enabled: bool


class Directory(Protocol):
    """Finds users; a name that differs only in case may be found or not."""

    def by_user_name(self, user_name: str) -> Person | None:
        """The user of that user name."""

    def by_email(self, email: str) -> Person | None:
        """The user of that e-mail address."""


@dataclass(frozen=True, kw_only=True)
class Expectations:
    """Everything a response is checked against. None means: this cannot be checked here.

    `is_outstanding` tells whether an AuthnRequest of that id waits for its answer, `is_consumed` whether an
    assertion of that id was accepted before. `access_control_attributes` says whether attributes for access control
    are enabled, `provisioning` whether SCIM is.
    """

    service_provider: ServiceProvider | None
    identity_provider: IdentityProvider | None
    now: datetime
    directory: Directory | None
    is_outstanding: Callable[[str], bool] | None
    is_consumed: Callable[[str], bool] | None
    access_control_attributes: bool
    provisioning: bool


@dataclass(frozen=True, kw_only=True)
class AcceptedResponse:
    """What a response that broke no rule says.

    `not_on_or_after` is the moment until which a replay would still be in time, so until then the assertion id must
    be remembered. `access_control_tags` is empty while attributes for access control are off.
    """

    response_id: str
    assertion_id: str
    issuer: str
    name_id: str
    person: Person | None
    in_response_to: str | None
    session_not_on_or_after: datetime | None
    not_on_or_after: datetime
    attributes: Mapping[str, tuple[str, ...]]
    access_control_tags: Mapping[str, str]
