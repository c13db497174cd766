"""Writes and reads AuthnRequests: what the service provider sends to the identity provider."""

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from emulator.saml import names
from emulator.saml.document import UnreadableMessage, find, read_xml, tag, text_of
from emulator.saml.instants import write_instant


@dataclass(frozen=True, kw_only=True)
class AuthnRequest:
    """The parts of a request that an identity provider acts on."""

    id: str
    issuer: str
    acs_url: str | None
    destination: str | None
    name_id_format: str | None


def write_authn_request(*, id: str, acs_url: str, issuer: str, destination: str, issue_instant: datetime) -> str:
    """The AuthnRequest as AWS sends it: same attributes, same order, unsigned (facts/signin.md §2.4)."""
    request = etree.Element(tag(names.PROTOCOL, "AuthnRequest"), nsmap={"saml2p": names.PROTOCOL})
    request.set("AssertionConsumerServiceURL", acs_url)
    request.set("Destination", destination)
    request.set("ID", id)
    request.set("IssueInstant", write_instant(issue_instant))
    request.set("ProtocolBinding", names.HTTP_POST)
    request.set("Version", "2.0")
    etree.SubElement(request, tag(names.ASSERTION, "Issuer"), nsmap={"saml2": names.ASSERTION}).text = issuer
    etree.SubElement(request, tag(names.PROTOCOL, "NameIDPolicy"), Format=names.EMAIL_ADDRESS)
    return '<?xml version="1.0" encoding="UTF-8"?>' + etree.tostring(request, encoding="unicode")


def read_authn_request(xml: str) -> AuthnRequest:
    """What an AuthnRequest asks for. Raises UnreadableMessage where it is not one, or lacks its ID or Issuer."""
    root = read_xml(xml)
    if root.tag != tag(names.PROTOCOL, "AuthnRequest"):
        raise UnreadableMessage(f"the document is a {root.tag}, not an AuthnRequest")
    request_id, issuer = root.get("ID"), text_of(find(root, "saml:Issuer"))
    if not request_id or not issuer:
        raise UnreadableMessage("the AuthnRequest lacks its ID or its Issuer")
    policy = find(root, "samlp:NameIDPolicy")
    return AuthnRequest(
        id=request_id,
        issuer=issuer,
        acs_url=root.get("AssertionConsumerServiceURL"),
        destination=root.get("Destination"),
        name_id_format=None if policy is None else policy.get("Format"),
    )
