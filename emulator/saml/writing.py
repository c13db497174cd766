"""Writes what an identity provider says: its responses (unsigned; emulator.saml.signing signs) and its metadata."""

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from emulator.saml import names
from emulator.saml.document import Element, tag
from emulator.saml.instants import write_instant

ATTRIBUTE_NAME_FORMAT_URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"

_PASSWORD_OVER_TLS = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
_PREFIXES = {"saml2p": names.PROTOCOL, "saml2": names.ASSERTION}


@dataclass(frozen=True, kw_only=True)
class AttributeValues:
    """One attribute to write. Without `name_format` the element has no NameFormat."""

    name: str
    values: tuple[str, ...]
    name_format: str | None = ATTRIBUTE_NAME_FORMAT_URI


@dataclass(frozen=True, kw_only=True)
class Status:
    """How the provider says that it went: a top-level code, perhaps a second one below it and a message."""

    code: str = names.SUCCESS
    detail: str | None = None
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class ResponsePlan:
    """Everything that a response will say. None leaves the optional element or attribute out."""

    response_id: str
    assertion_id: str
    session_index: str
    issuer: str
    destination: str | None
    recipient: str
    audience: str
    in_response_to: str | None
    name_id: str
    name_id_format: str | None
    issue_instant: datetime
    not_before: datetime
    not_on_or_after: datetime
    authn_instant: datetime
    session_not_on_or_after: datetime | None = None
    attributes: tuple[AttributeValues, ...] = ()
    status: Status = Status()
    confirmation_method: str = names.BEARER


def write_response(plan: ResponsePlan) -> Element:
    """The Response element with its one Assertion, unsigned."""
    response = etree.Element(tag(names.PROTOCOL, "Response"), nsmap=_PREFIXES)
    _set(
        response,
        Destination=plan.destination,
        ID=plan.response_id,
        InResponseTo=plan.in_response_to,
        IssueInstant=write_instant(plan.issue_instant),
        Version="2.0",
    )
    _saml(response, "Issuer").text = plan.issuer
    _write_status(response, plan.status)
    _write_assertion(response, plan)
    return response


def write_idp_metadata(
    *,
    entity_id: str,
    sign_in_url: str,
    certificates: tuple[str, ...],
    name_id_formats: tuple[str, ...] = (names.EMAIL_ADDRESS,),
    bindings: tuple[str, ...] = (names.HTTP_REDIRECT, names.HTTP_POST),
) -> str:
    """The metadata document of an identity provider that takes requests by all those bindings at one URL."""
    entity = etree.Element(
        tag(names.METADATA, "EntityDescriptor"),
        nsmap={"md": names.METADATA, "ds": names.SIGNATURE},
        entityID=entity_id,
    )
    role = etree.SubElement(
        entity,
        tag(names.METADATA, "IDPSSODescriptor"),
        WantAuthnRequestsSigned="false",
        protocolSupportEnumeration=names.PROTOCOL,
    )
    for certificate in certificates:
        key = etree.SubElement(role, tag(names.METADATA, "KeyDescriptor"), use="signing")
        data = etree.SubElement(
            etree.SubElement(key, tag(names.SIGNATURE, "KeyInfo")), tag(names.SIGNATURE, "X509Data")
        )
        etree.SubElement(data, tag(names.SIGNATURE, "X509Certificate")).text = _base64_of(certificate)
    for name_id_format in name_id_formats:
        etree.SubElement(role, tag(names.METADATA, "NameIDFormat")).text = name_id_format
    for binding in bindings:
        etree.SubElement(role, tag(names.METADATA, "SingleSignOnService"), Binding=binding, Location=sign_in_url)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(entity, pretty_print=True, encoding="unicode")


def write_attribute(statement: Element, attribute: AttributeValues) -> Element:
    """Add an Attribute element to an AttributeStatement."""
    element = _saml(statement, "Attribute")
    _set(element, Name=attribute.name, NameFormat=attribute.name_format)
    for value in attribute.values:
        _saml(element, "AttributeValue").text = value
    return element


def _write_status(response: Element, status: Status) -> None:
    element = etree.SubElement(response, tag(names.PROTOCOL, "Status"))
    code = etree.SubElement(element, tag(names.PROTOCOL, "StatusCode"), Value=status.code)
    if status.detail is not None:
        etree.SubElement(code, tag(names.PROTOCOL, "StatusCode"), Value=status.detail)
    if status.message is not None:
        etree.SubElement(element, tag(names.PROTOCOL, "StatusMessage")).text = status.message


def _write_assertion(response: Element, plan: ResponsePlan) -> None:
    assertion = _saml(response, "Assertion")
    _set(assertion, ID=plan.assertion_id, IssueInstant=write_instant(plan.issue_instant), Version="2.0")
    _saml(assertion, "Issuer").text = plan.issuer
    _write_subject(assertion, plan)
    conditions = _saml(assertion, "Conditions")
    _set(conditions, NotBefore=write_instant(plan.not_before), NotOnOrAfter=write_instant(plan.not_on_or_after))
    _saml(_saml(conditions, "AudienceRestriction"), "Audience").text = plan.audience
    _write_authentication(assertion, plan)
    if plan.attributes:
        statement = _saml(assertion, "AttributeStatement")
        for attribute in plan.attributes:
            write_attribute(statement, attribute)


def _write_subject(assertion: Element, plan: ResponsePlan) -> None:
    subject = _saml(assertion, "Subject")
    name_id = _saml(subject, "NameID")
    _set(name_id, Format=plan.name_id_format)
    name_id.text = plan.name_id
    confirmation = _saml(subject, "SubjectConfirmation")
    _set(confirmation, Method=plan.confirmation_method)
    _set(
        _saml(confirmation, "SubjectConfirmationData"),
        InResponseTo=plan.in_response_to,
        NotOnOrAfter=write_instant(plan.not_on_or_after),
        Recipient=plan.recipient,
    )


def _write_authentication(assertion: Element, plan: ResponsePlan) -> None:
    statement = _saml(assertion, "AuthnStatement")
    end = plan.session_not_on_or_after
    _set(
        statement,
        AuthnInstant=write_instant(plan.authn_instant),
        SessionIndex=plan.session_index,
        SessionNotOnOrAfter=None if end is None else write_instant(end),
    )
    _saml(_saml(statement, "AuthnContext"), "AuthnContextClassRef").text = _PASSWORD_OVER_TLS


def _saml(parent: Element, name: str) -> Element:
    return etree.SubElement(parent, tag(names.ASSERTION, name))


def _set(element: Element, **attributes: str | None) -> None:
    for name, value in attributes.items():
        if value is not None:
            element.set(name, value)


def _base64_of(certificate_pem: str) -> str:
    lines = certificate_pem.strip().splitlines()
    return "\n".join(line for line in lines if not line.startswith("-----"))
