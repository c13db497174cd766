"""What is known about a SAML application (facts/signin.md §4.1, §4.4)."""

import base64
import binascii
import re
from dataclasses import dataclass, replace

from emulator.applications.application import Application

SUBJECT = "Subject"

DEFAULT_SESSION_MINUTES = 60

_TOKEN = re.compile(r"(?P<account>\d{12})_(?P<id>ins-[0-9a-f]{16})")


@dataclass(frozen=True, kw_only=True)
class AttributeMapping:
    """One row of the attribute mappings: what the application calls it, the text or `${user:…}`, and the format."""

    name: str
    value: str
    format: str


# unconfirmed: the row that the console proposes.
DEFAULT_MAPPINGS = (AttributeMapping(name=SUBJECT, value="${user:email}", format="emailAddress"),)


@dataclass(frozen=True, kw_only=True)
class SamlConfiguration:
    """What an administrator enters. An address that begins with `/` is one of the emulator itself."""

    acs_url: str
    audience: str
    start_url: str | None = None
    relay_state: str | None = None
    session_minutes: int = DEFAULT_SESSION_MINUTES
    attribute_mappings: tuple[AttributeMapping, ...] = DEFAULT_MAPPINGS

    @property
    def subject(self) -> AttributeMapping:
        """The row that gives the name identifier."""
        return next(row for row in self.attribute_mappings if row.name == SUBJECT)

    def at(self, public_url: str) -> "SamlConfiguration":
        """The same with every address absolute."""
        return replace(
            self,
            acs_url=_absolute(self.acs_url, public_url),
            audience=_absolute(self.audience, public_url),
            start_url=_absolute(self.start_url, public_url) if self.start_url else None,
        )


@dataclass(frozen=True, kw_only=True)
class SamlApplication:
    """An application with its SAML configuration; `application_instance_id` is `ins-<16 hex>`."""

    application: Application
    application_instance_id: str
    configuration: SamlConfiguration


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where IAM Identity Center is an identity provider for one application; `sign_in_url` is its entity id, too."""

    sign_in_url: str
    sign_out_url: str
    metadata_url: str
    portal_url: str


def addresses(application_instance_id: str, owner_account_id: str, public_url: str) -> Addresses:
    """The addresses with the token that names account and application (facts/signin.md §4.1), on our host."""
    token = base64.b64encode(f"{owner_account_id}_{application_instance_id}".encode()).decode("ascii")
    return Addresses(
        sign_in_url=f"{public_url}/saml/assertion/{token}",
        sign_out_url=f"{public_url}/saml/logout/{token}",
        metadata_url=f"{public_url}/saml/metadata/{token}",
        portal_url=f"{public_url}/saml/assertion/idp/{token}",
    )


def read_token(token: str) -> tuple[str, str] | None:
    """Owner account and application instance id of such a token; None for anything else."""
    try:
        found = _TOKEN.fullmatch(base64.b64decode(token, validate=True).decode("ascii"))
    except (binascii.Error, ValueError):
        return None
    return (found["account"], found["id"]) if found else None


def _absolute(address: str, public_url: str) -> str:
    return public_url + address if address.startswith("/") else address
