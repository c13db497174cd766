"""Reads the metadata document of an identity provider, as administrators upload it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlsplit

from emulator.guide.refusal import Facts, Refusal
from emulator.saml import names
from emulator.saml.certificates import Certificate, read_embedded_certificate
from emulator.saml.document import DoctypeForbidden, Element, UnreadableMessage, find_all, read_xml, tag, text_of

# facts/signin.md §2.3
MAXIMUM_LENGTH = 75_000

# Observed (facts/field.md §1, no. 6).
_INVALID_URL = "Unable to build attributes from provided metadata object as url validation failed"
# unconfirmed: the console's words for the other faults of a metadata document.
_TOO_LONG = f"Metadata exceeds the maximum allowed length of {MAXIMUM_LENGTH} characters"
_UNREADABLE = "Unable to parse the provided metadata document"
_INCOMPLETE = "Metadata does not contain the required elements"


@dataclass(frozen=True, kw_only=True)
class IdpMetadata:
    """What a provider's metadata says: sign-in URLs by binding URI, signing certificates as PEM."""

    issuer: str
    sign_in_endpoints: Mapping[str, str]
    certificates: tuple[str, ...]
    name_id_formats: tuple[str, ...]


def read_idp_metadata(xml: str) -> IdpMetadata:
    """The provider that a metadata document describes (facts/signin.md §2.3).

    Raises a Refusal: idp-metadata.too-long, .unreadable, .incomplete or .invalid-url, or
    idp-certificate.unreadable for a certificate in it.
    """
    if len(xml) > MAXIMUM_LENGTH:
        _refuse("too-long", _TOO_LONG, "document", f"{len(xml)} characters", f"at most {MAXIMUM_LENGTH} characters")
    entity, role = _provider(_parse(xml))
    issuer = _issuer(entity)
    return IdpMetadata(
        issuer=issuer,
        sign_in_endpoints=_sign_in_endpoints(role),
        certificates=tuple(certificate.pem for certificate in _certificates(role)),
        name_id_formats=tuple(name for each in find_all(role, "md:NameIDFormat") if (name := text_of(each))),
    )


def refuse_no_web_address(where: str, url: str) -> None:
    """Raises a Refusal with cause idp-metadata.invalid-url where `url` is no http or https URL."""
    if not _is_web_address(url):
        _refuse("invalid-url", _INVALID_URL, where, url or "(absent)", "a valid http or https URL")


def _parse(xml: str) -> Element:
    try:
        return read_xml(xml)
    except DoctypeForbidden:
        _refuse("unreadable", _UNREADABLE, "document", "<!DOCTYPE …>", "no document type declaration")
    except UnreadableMessage as error:
        _refuse("unreadable", _UNREADABLE, "document", str(error), "well-formed XML")


def _provider(root: Element) -> tuple[Element, Element]:
    """The entity and its role as identity provider; a list of entities may hold one provider only."""
    known = (tag(names.METADATA, "EntityDescriptor"), tag(names.METADATA, "EntitiesDescriptor"))
    if root.tag not in known:
        _refuse("unreadable", _UNREADABLE, "document", str(root.tag), known[0])
    roles = list(root.iter(tag(names.METADATA, "IDPSSODescriptor")))
    if len(roles) != 1:
        found = f"{len(roles)} identity providers"
        _refuse("incomplete", _INCOMPLETE, "EntityDescriptor/IDPSSODescriptor", found, "one identity provider")
    entity = roles[0].getparent()
    return (root if entity is None else entity), roles[0]


def _issuer(entity: Element) -> str:
    issuer = entity.get("entityID", "").strip()
    if not issuer:
        _refuse("incomplete", _INCOMPLETE, "EntityDescriptor/@entityID", "(absent)", "the provider's entity id")
    # Providers name themselves by any URI or word; only what claims to be a web address must be one.
    if issuer.lower().startswith(("http:", "https:")) and not _is_web_address(issuer):
        _refuse("invalid-url", _INVALID_URL, "EntityDescriptor/@entityID", issuer, "a valid URL")
    return issuer


def _sign_in_endpoints(role: Element) -> dict[str, str]:
    services = find_all(role, "md:SingleSignOnService")
    endpoints: dict[str, str] = {}
    for service in services:
        binding, location = service.get("Binding", ""), service.get("Location", "").strip()
        if binding not in (names.HTTP_POST, names.HTTP_REDIRECT) or binding in endpoints:
            continue
        refuse_no_web_address("IDPSSODescriptor/SingleSignOnService/@Location", location)
        endpoints[binding] = location
    if not endpoints:
        found = ", ".join(service.get("Binding", "") for service in services) or "(absent)"
        expected = "a sign-in URL with the binding HTTP-Redirect or HTTP-POST"
        _refuse("incomplete", _INCOMPLETE, "IDPSSODescriptor/SingleSignOnService", found, expected)
    return endpoints


def _certificates(role: Element) -> list[Certificate]:
    keys = [key for key in find_all(role, "md:KeyDescriptor") if key.get("use", "signing") == "signing"]
    texts = [
        text_of(each) or "" for key in keys for each in find_all(key, "ds:KeyInfo/ds:X509Data/ds:X509Certificate")
    ]
    if not texts:
        where = "IDPSSODescriptor/KeyDescriptor/KeyInfo/X509Data/X509Certificate"
        _refuse("incomplete", _INCOMPLETE, where, "(absent)", "at least one certificate for signing")
    certificates = {certificate.fingerprint: certificate for certificate in map(read_embedded_certificate, texts)}
    return list(certificates.values())


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(c.isspace() for c in text)
    except ValueError:
        return False


def _refuse(kind: str, message: str, where: str, found: str, expected: str) -> NoReturn:
    raise Refusal(
        "ValidationException",
        message,
        cause=f"idp-metadata.{kind}",
        facts=Facts(where=where, found=found, expected=expected),
    )
