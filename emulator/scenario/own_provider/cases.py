"""The scenarios that a genuine response can show: each changes the emulator's side only, and posts it again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

import trustme

from emulator.scenario.client import EmulatorClient
from emulator.scenario.own_provider.preparation import Preparation

_PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Side:
    """The emulator's side at the moment when the provider has issued its response; `user_name` is the person's."""

    client: EmulatorClient
    preparation: Preparation
    user_name: str


class NotPossible(Exception):
    """A case cannot be made with this provider or this emulator; the text is the reason."""


class Response(Enum):
    """Which response is posted: of the sign-in at the portal, of the one at the provider, or of another one."""

    FROM_PORTAL = auto()
    FROM_PROVIDER = auto()
    ANOTHER = auto()


@dataclass(frozen=True)
class Case:
    """One sign-in. `cause` is the scenario's, None where the sign-in has to succeed.

    `change` may raise NotPossible; `twice` posts the response once before.
    """

    told: str
    cause: str | None
    change: Callable[[Side], None]
    response: Response = Response.FROM_PORTAL
    twice: bool = False


def _nothing(side: Side) -> None:
    del side


def _not_provisioned(side: Side) -> None:
    side.preparation.delete(side.user_name)


def _not_provisioned_by_hand_either(side: Side) -> None:
    side.preparation.delete(side.user_name)
    side.preparation.disable_provisioning()


def _disabled(side: Side) -> None:
    side.preparation.deactivate(side.user_name)


def _known_by_another_user_name(side: Side) -> None:
    side.preparation.delete(side.user_name)
    side.preparation.provision(f"renamed-{side.user_name}", email=side.user_name)


def _another_certificate(side: Side) -> None:
    side.preparation.connect_by_parts(certificate=trustme.CA().cert_pem.bytes().decode())


def _expired_certificate(side: Side) -> None:
    certificates = side.preparation.provider["certificates"]
    last = max(datetime.fromisoformat(each["not_after"]) for each in certificates)
    side.client.ask("POST", "clock", {"freeze": (last + timedelta(days=1)).isoformat()})


def _another_issuer(side: Side) -> None:
    side.preparation.connect_by_parts(issuer=f"{side.preparation.provider['issuer']}/another-application")


def _persistent_in_the_metadata(side: Side) -> None:
    side.preparation.connect_offering(_PERSISTENT)


def _another_instance(side: Side) -> None:
    before = side.preparation.instance["acs_url"]
    side.client.reset({})
    if side.preparation.instance["acs_url"] == before:
        raise NotPossible("the emulator repeats its ids, see the setting seed_random")
    side.preparation.connect()


def _an_hour_behind(side: Side) -> None:
    now = datetime.fromisoformat(side.client.ask("GET", "clock")["now"])
    certificates = side.preparation.provider["certificates"]
    if all(datetime.fromisoformat(each["not_before"]) > now - _HOUR for each in certificates):
        raise NotPossible("the provider's certificate is younger than an hour, and would be refused first")
    _move_clock(side, -_HOUR)


def _an_hour_later(side: Side) -> None:
    _move_clock(side, _HOUR)


def _move_clock(side: Side, by: timedelta) -> None:
    side.client.ask("POST", "clock", {"advance": by.total_seconds()})


def _access_control(side: Side) -> None:
    side.client.ask("PUT", "access-control-attributes", {"enabled": True})


CASES = (
    Case("The sign-in starts at the provider.", None, _nothing, Response.FROM_PROVIDER),
    Case("Attributes for access control are enabled.", None, _access_control),
    Case("The user was never provisioned.", "saml.user-not-provisioned", _not_provisioned),
    Case("Nor is anybody created by hand.", "saml.no-just-in-time", _not_provisioned_by_hand_either),
    Case("The user was disabled.", "saml.user-disabled", _disabled),
    Case(
        "The name identifier is the user's e-mail address, and the user name another one.",
        "saml.name-id.username-mismatch",
        _known_by_another_user_name,
    ),
    Case("Another certificate was imported.", "saml.certificate-mismatch", _another_certificate),
    Case("The certificate that was imported has expired.", "saml.certificate-expired", _expired_certificate),
    Case("Another application of the provider is connected.", "saml.issuer-mismatch", _another_issuer),
    Case(
        "The uploaded metadata offers persistent name identifiers only.",
        "idp-metadata.name-id-format",
        _persistent_in_the_metadata,
    ),
    Case("The response is for the ACS URL of another instance.", "saml.acs-url-mismatch", _another_instance),
    Case("The provider's clock is an hour ahead of ours.", "saml.clock-skew", _an_hour_behind),
    Case("The provider's clock is an hour behind ours.", "saml.clock-skew", _an_hour_later, Response.ANOTHER),
    Case("The response comes when nobody waits for it any more.", "saml.in-response-to", _an_hour_later),
    Case("The same response is posted twice.", "saml.in-response-to", _nothing, twice=True),
    Case(
        "The response of a sign-in that started at the provider is posted twice.",
        "saml.assertion.replayed",
        _nothing,
        response=Response.FROM_PROVIDER,
        twice=True,
    ),
)

# What settings of a provider make: the causes for which something has to be changed there.
MADE_AT_THE_PROVIDER = (
    "saml.assertion.encrypted",
    "saml.attributes.multi-valued",
    "saml.attributes.too-many",
    "saml.audience-mismatch",
    "saml.name-id.format",
    "saml.name-id.not-rfc2822",
    "saml.signature.missing",
)
