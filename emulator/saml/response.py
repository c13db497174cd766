"""A SAML response as data: every value that a rule looks at, exactly as the provider wrote it."""

import base64
import binascii
from dataclasses import dataclass

from emulator.guide.refusal import Facts, Refusal
from emulator.saml import messages, names
from emulator.saml.document import (
    DoctypeForbidden,
    Element,
    UnreadableMessage,
    find,
    find_all,
    read_xml,
    tag,
    text_of,
)

_NESTED_ASSERTIONS = f".//{tag(names.ASSERTION, 'Assertion')}"
_NESTED_SIGNATURES = f".//{tag(names.SIGNATURE, 'Signature')}"


@dataclass(frozen=True, kw_only=True)
class NameId:
    """The subject's name and the format it claims; None where no format is written."""

    value: str
    format: str | None


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """A bearer SubjectConfirmation."""

    recipient: str | None
    in_response_to: str | None
    not_before: str | None
    not_on_or_after: str | None


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """When and for whom an assertion holds; one tuple of audiences per AudienceRestriction."""

    not_before: str | None
    not_on_or_after: str | None
    audience_restrictions: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """One Attribute element; `structured` tells that a value contains XML elements."""

    name: str
    name_format: str | None
    values: tuple[str, ...]
    structured: bool


@dataclass(frozen=True, kw_only=True)
class Assertion:
    """One Assertion element."""

    element: Element
    id: str
    issue_instant: str | None
    issuer: str | None
    name_id: NameId | None
    encrypted_name_id: bool
    confirmation_methods: tuple[str, ...]
    confirmations: tuple[Confirmation, ...]
    conditions: Conditions
    session_ends: tuple[str, ...]
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, kw_only=True)
class Response:
    """A Response element. `assertions` are its children; `stray_assertions` counts those hidden deeper."""

    root: Element
    id: str
    version: str | None
    issue_instant: str | None
    destination: str | None
    in_response_to: str | None
    issuer: str | None
    status_codes: tuple[str, ...]
    status_message: str | None
    assertions: tuple[Assertion, ...]
    stray_assertions: int
    encrypted_assertions: int
    signatures: tuple[Element, ...]

    @property
    def signed(self) -> bool:
        """Whether the Response itself (not only its assertion) carries a signature."""
        return any(signature.getparent() is self.root for signature in self.signatures)


def read_response(text: str) -> Response:
    """The response in a base64 text, as the form field SAMLResponse carries it.

    Raises a Refusal with cause saml.response.unreadable, saml.response.doctype or saml.response.malformed.
    """
    root = _parse(_decode(text))
    if root.tag != tag(names.PROTOCOL, "Response"):
        raise Refusal(
            messages.ERROR_CODE,
            messages.UNREADABLE,
            cause="saml.response.malformed",
            facts=Facts(where="document", found=str(root.tag), expected=tag(names.PROTOCOL, "Response")),
        )
    return _response(root)


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refusal(
            messages.ERROR_CODE,
            messages.UNREADABLE,
            cause="saml.response.unreadable",
            facts=Facts(where="SAMLResponse", found=str(error), expected="base64 (RFC 4648, alphabet with + and /)"),
        ) from error


def _parse(data: bytes) -> Element:
    try:
        return read_xml(data)
    except DoctypeForbidden as error:
        raise Refusal(
            messages.ERROR_CODE,
            messages.UNREADABLE,
            cause="saml.response.doctype",
            facts=Facts(where="document", found="<!DOCTYPE …>", expected="no document type declaration"),
        ) from error
    except UnreadableMessage as error:
        raise Refusal(
            messages.ERROR_CODE,
            messages.UNREADABLE,
            cause="saml.response.unreadable",
            facts=Facts(where="document", found=str(error), expected="well-formed XML"),
        ) from error


def _response(root: Element) -> Response:
    status = find(root, "samlp:Status")
    assertions = find_all(root, "saml:Assertion")
    return Response(
        root=root,
        id=root.get("ID", ""),
        version=root.get("Version"),
        issue_instant=root.get("IssueInstant"),
        destination=root.get("Destination"),
        in_response_to=root.get("InResponseTo"),
        issuer=text_of(find(root, "saml:Issuer")),
        status_codes=tuple(code.get("Value", "") for code in root.iterfind(".//samlp:StatusCode", names.NAMESPACES)),
        status_message=None if status is None else text_of(find(status, "samlp:StatusMessage")),
        assertions=tuple(_assertion(element) for element in assertions),
        stray_assertions=len(root.findall(_NESTED_ASSERTIONS)) - len(assertions),
        encrypted_assertions=len(find_all(root, "saml:EncryptedAssertion")),
        signatures=tuple(root.findall(_NESTED_SIGNATURES)),
    )


def _assertion(element: Element) -> Assertion:
    name_id = find(element, "saml:Subject/saml:NameID")
    confirmations = find_all(element, "saml:Subject/saml:SubjectConfirmation")
    return Assertion(
        element=element,
        id=element.get("ID", ""),
        issue_instant=element.get("IssueInstant"),
        issuer=text_of(find(element, "saml:Issuer")),
        name_id=None if name_id is None else NameId(value=text_of(name_id) or "", format=name_id.get("Format")),
        encrypted_name_id=find(element, "saml:Subject/saml:EncryptedID") is not None,
        confirmation_methods=tuple(confirmation.get("Method", "") for confirmation in confirmations),
        confirmations=tuple(_confirmation(each) for each in confirmations if each.get("Method") == names.BEARER),
        conditions=_conditions(element),
        session_ends=tuple(
            statement.get("SessionNotOnOrAfter", "")
            for statement in find_all(element, "saml:AuthnStatement[@SessionNotOnOrAfter]")
        ),
        attributes=tuple(_attribute(each) for each in find_all(element, "saml:AttributeStatement/saml:Attribute")),
    )


def _confirmation(element: Element) -> Confirmation:
    data = find(element, "saml:SubjectConfirmationData")
    return Confirmation(
        recipient=None if data is None else data.get("Recipient"),
        in_response_to=None if data is None else data.get("InResponseTo"),
        not_before=None if data is None else data.get("NotBefore"),
        not_on_or_after=None if data is None else data.get("NotOnOrAfter"),
    )


def _conditions(assertion: Element) -> Conditions:
    element = find(assertion, "saml:Conditions")
    restrictions = find_all(assertion, "saml:Conditions/saml:AudienceRestriction")
    return Conditions(
        not_before=None if element is None else element.get("NotBefore"),
        not_on_or_after=None if element is None else element.get("NotOnOrAfter"),
        audience_restrictions=tuple(
            tuple(text_of(audience) or "" for audience in find_all(restriction, "saml:Audience"))
            for restriction in restrictions
        ),
    )


def _attribute(element: Element) -> Attribute:
    values = find_all(element, "saml:AttributeValue")
    return Attribute(
        name=element.get("Name", ""),
        name_format=element.get("NameFormat"),
        values=tuple(text_of(value) or "" for value in values),
        structured=any(len(value) > 0 for value in values),
    )
