"""Changes to the written document: before it is signed, after it was signed, and as a text."""

import base64
from copy import deepcopy
from datetime import timedelta

from lxml import etree

from emulator.saml import names
from emulator.saml.document import Element, find, find_all, tag
from emulator.saml.instants import read_instant, write_instant
from emulator.saml.writing import AttributeValues, write_attribute
from emulator.web.test_idp.faults.fault import Case

_RSA_MD5 = "http://www.w3.org/2001/04/xmldsig-more#rsa-md5"


def remove_assertion(response: Element, case: Case) -> None:
    del case
    for assertion in find_all(response, "saml:Assertion"):
        response.remove(assertion)


def repeat_assertion(response: Element, case: Case) -> None:
    for assertion in find_all(response, "saml:Assertion")[:1]:
        second = deepcopy(assertion)
        second.set("ID", case.ids.saml_id())
        response.append(second)


def put_comment_into_name_id(response: Element, case: Case) -> None:
    """Exclusive canonicalization drops comments: the signature holds, and a careless reader sees the first half."""
    del case
    for name_id in find_all(response, "saml:Assertion/saml:Subject/saml:NameID"):
        comment = etree.Comment("")
        comment.tail = ".attacker.example"
        name_id.append(comment)


def remove_name_id(response: Element, case: Case) -> None:
    """The subject is left with its confirmation only, as SAML permits."""
    del case
    for subject in find_all(response, "saml:Assertion/saml:Subject"):
        for name_id in find_all(subject, "saml:NameID"):
            subject.remove(name_id)


def add_structured_attribute(response: Element, case: Case) -> None:
    """An eduPersonTargetedID-like value: a NameID inside the AttributeValue."""
    for assertion in find_all(response, "saml:Assertion"):
        statement = find(assertion, "saml:AttributeStatement")
        if statement is None:
            statement = etree.SubElement(assertion, tag(names.ASSERTION, "AttributeStatement"))
        structured = AttributeValues(name=names.ACCESS_CONTROL_PREFIX + "Person", values=("",))
        value = write_attribute(statement, structured)[0]
        value.text = None
        etree.SubElement(value, tag(names.ASSERTION, "NameID")).text = case.name_id


def lengthen_validity(response: Element, case: Case) -> None:
    """What somebody would do who wants to use a captured response for longer."""
    del case
    for conditions in find_all(response, "saml:Assertion/saml:Conditions"):
        end = read_instant(conditions.get("NotOnOrAfter", ""))
        if end is not None:
            conditions.set("NotOnOrAfter", write_instant(end + timedelta(hours=1)))


def wrap_signed_assertion(response: Element, case: Case) -> None:
    """The signed assertion moves out of sight, and an unsigned one that names the chosen person takes its place."""
    for signed in find_all(response, "saml:Assertion"):
        forged = deepcopy(signed)
        forged.set("ID", case.ids.saml_id())
        for signature in find_all(forged, "ds:Signature"):
            forged.remove(signature)
        for name_id in find_all(forged, "saml:Subject/saml:NameID"):
            name_id.text = case.name_id
        response.replace(signed, forged)
        _extensions(response).append(signed)


def repeat_id(response: Element, case: Case) -> None:
    del case
    for assertion in find_all(response, "saml:Assertion")[:1]:
        twin = etree.SubElement(_extensions(response), "{urn:example:extension}Note")
        twin.set("ID", assertion.get("ID", ""))


def claim_md5_signature(response: Element, case: Case) -> None:
    del case
    for method in find_all(response, ".//ds:SignatureMethod"):
        method.set("Algorithm", _RSA_MD5)


def add_doctype(text: str) -> str:
    declaration, start, rest = text.partition("?>")
    doctype = '\n<!DOCTYPE Response [<!ENTITY who "somebody">]>'
    return declaration + start + doctype + rest


def cut_in_half(text: str) -> str:
    return text[: len(text) // 2]


def leave_unencoded(posted: str) -> str:
    return base64.b64decode(posted).decode("utf-8")


def _extensions(response: Element) -> Element:
    """The Extensions element, whose place in the schema is right before Status."""
    extensions = find(response, "samlp:Extensions")
    if extensions is None:
        extensions = etree.Element(tag(names.PROTOCOL, "Extensions"), nsmap={"saml2p": names.PROTOCOL})
        status = find(response, "samlp:Status")
        response.insert(0 if status is None else response.index(status), extensions)
    return extensions
