"""What the built responses are measured against."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from emulator.guide.refusal import Refusal
from emulator.saml.check import (
    Expectations,
    IdentityProvider,
    Person,
    ServiceProvider,
    enforce,
    examine,
)
from saml.keys import SigningKey, signing_key
from saml.provider_responses import ACS_URL, AUDIENCE, NAME_ID, NOW, REQUEST_ID, Posted, signing

ANA = Person(user_id="94482488-3041-7026-18f3-be45837cd0e4", user_name=NAME_ID, enabled=True)
BO = Person(user_id="94482488-3041-7026-18f3-be45837cd0e5", user_name="bo@corp.example.com", enabled=True)
DISABLED = Person(user_id="94482488-3041-7026-18f3-be45837cd0e6", user_name="dee@example.com", enabled=False)


class People:
    """Three users; names are found whatever their case."""

    def by_user_name(self, user_name: str) -> Person | None:
        return next((p for p in (ANA, BO, DISABLED) if p.user_name.lower() == user_name.lower()), None)

    def by_email(self, email: str) -> Person | None:
        return BO if email == "bo@example.com" else None


def expectations(provider: str = "okta", *keys: SigningKey, **changes: Any) -> Expectations:
    """Everything known: the ACS URL, the provider, the users, one request that waits for its answer."""
    known = Expectations(
        service_provider=ServiceProvider(acs_url=ACS_URL, issuer=AUDIENCE),
        identity_provider=IdentityProvider(
            issuer=signing()["providers"][provider]["issuer"],
            certificates=tuple(key.certificate_pem for key in keys or (signing_key(),)),
        ),
        now=NOW,
        directory=People(),
        is_outstanding=lambda request_id: request_id == REQUEST_ID,
        is_consumed=lambda assertion_id: False,
        access_control_attributes=False,
        provisioning=True,
    )
    return replace(known, **changes)


def refusal_of(posted: Posted | str, expected: Expectations | None = None) -> Refusal:
    """The refusal that the response meets; `examine` must report the very same one first."""
    text = posted if isinstance(posted, str) else posted.text()
    measure = expected or expectations(posted.provider if isinstance(posted, Posted) else "okta")
    with pytest.raises(Refusal) as caught:
        enforce(text, measure)
    first = examine(text, measure).refusals[0]
    assert (first.cause, first.message) == (caught.value.cause, caught.value.message)
    assert caught.value.code == "ExternalIdPDirectoryLogin"
    return caught.value


def causes(posted: Posted, expected: Expectations | None = None) -> list[str]:
    """The causes that `examine` lists."""
    return [refusal.cause for refusal in examine(posted.text(), expected or expectations(posted.provider)).refusals]


def attribute(path: str, name: str, value: str | None) -> Callable[[etree._Element], None]:
    """A change that sets (or, with None, removes) an XML attribute of every element at `path`."""

    def change(root: etree._Element) -> None:
        found = root.xpath(path, namespaces=_NAMESPACES)
        assert found, path
        for element in found:
            if value is None:
                element.attrib.pop(name, None)
            else:
                element.set(name, value)

    return change


def text(path: str, value: str) -> Callable[[etree._Element], None]:
    """A change that replaces the text of every element at `path`."""

    def change(root: etree._Element) -> None:
        found = root.xpath(path, namespaces=_NAMESPACES)
        assert found, path
        for element in found:
            element.text = value

    return change


def removed(path: str) -> Callable[[etree._Element], None]:
    """A change that takes out every element at `path`."""

    def change(root: etree._Element) -> None:
        found = root.xpath(path, namespaces=_NAMESPACES)
        assert found, path
        for element in found:
            element.getparent().remove(element)

    return change


def together(*changes: Callable[[etree._Element], object]) -> Callable[[etree._Element], None]:
    """Several changes, one after the other."""

    def change(root: etree._Element) -> None:
        for each in changes:
            each(root)

    return change


_NAMESPACES = {
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
