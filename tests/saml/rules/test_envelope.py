"""Rules about the message as a whole."""

import base64
import copy

import pytest
from lxml import etree

from emulator.saml import names
from emulator.saml.check import enforce
from saml.expected import ANA, attribute, expectations, refusal_of, removed, together
from saml.provider_responses import Posted, element, encode

EXACTLY_ONE = "Responses must contain exactly one Assertion"


def _second_assertion(root: etree._Element) -> None:
    second = copy.deepcopy(element(root, "saml:Assertion"))
    second.set("ID", "_second")
    root.append(second)


def _encrypted(root: etree._Element) -> None:
    assertion = element(root, "saml:Assertion")
    encrypted = etree.Element(f"{{{names.ASSERTION}}}EncryptedAssertion")
    etree.SubElement(encrypted, "{http://www.w3.org/2001/04/xmlenc#}EncryptedData")
    root.replace(assertion, encrypted)


def test_fifty_thousand_characters_are_accepted_and_one_more_is_refused() -> None:
    text = Posted().text()
    padded = text + "\n" * (50_000 - len(text))
    assert enforce(padded, expectations()).person == ANA
    refusal = refusal_of(padded + "\n")
    assert refusal.cause == "saml.response.too-long"
    assert refusal.facts.found == "50001 characters"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "%%%",
        "AAA",
        "ünreadable",
        base64.b64encode(b"hello").decode(),
        encode("<Response>R&D</Response>"),
        base64.b64encode(b"\xff\xfe\x00").decode(),
        base64.b64encode(b"<?xml version='1.0' encoding='no-such-encoding'?><a/>").decode(),
    ],
)
def test_what_is_not_base64_of_xml_is_refused(text: str) -> None:
    assert refusal_of(text).cause == "saml.response.unreadable"


def test_base64_in_the_url_alphabet_is_refused() -> None:
    assert (
        refusal_of(base64.urlsafe_b64encode(b"<a>\xc3\xbf\xc3\xbe?</a>").decode()).cause == "saml.response.unreadable"
    )


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE Response>",
        '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:1/x.dtd">',
    ],
)
def test_a_document_type_is_refused(doctype: str) -> None:
    assert refusal_of(encode(doctype + Posted().xml())).cause == "saml.response.doctype"


def test_another_document_is_refused() -> None:
    refusal = refusal_of(encode(f'<EntityDescriptor xmlns="{names.METADATA}"/>'))
    assert refusal.cause == "saml.response.malformed"
    assert refusal.facts.expected == f"{{{names.PROTOCOL}}}Response"


@pytest.mark.parametrize(
    ("path", "name", "value", "where"),
    [
        (".", "Version", "1.1", "Response/@Version"),
        (".", "Version", None, "Response/@Version"),
        ("//saml:Assertion", "ID", None, "Assertion/@ID"),
        (".", "ID", None, "Response/@ID"),
        (".", "IssueInstant", "yesterday", "Response/@IssueInstant"),
        ("//saml:Conditions", "NotBefore", "2026-02-30T00:00:00Z", "Conditions/@NotBefore"),
        ("//saml:Conditions", "NotOnOrAfter", "1767225600", "Conditions/@NotOnOrAfter"),
        ("//saml:SubjectConfirmationData", "NotOnOrAfter", "", "SubjectConfirmationData/@NotOnOrAfter"),
        ("//saml:AuthnStatement", "SessionNotOnOrAfter", "9999-12-31T23:59:59-14:00", None),
    ],
)
def test_a_malformed_response_is_refused(path: str, name: str, value: str | None, where: str | None) -> None:
    refusal = refusal_of(Posted(signs=(), change=attribute(path, name, value)))
    assert refusal.cause == "saml.response.malformed"
    assert refusal.facts.where == (where or "AuthnStatement/@SessionNotOnOrAfter")


def test_a_response_that_reports_a_failure_is_refused_with_the_providers_own_words() -> None:
    def denied(root: etree._Element) -> None:
        status = element(root, "samlp:Status")
        code = element(status, "samlp:StatusCode")
        code.set("Value", "urn:oasis:names:tc:SAML:2.0:status:Requester")
        denial = "urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy"
        etree.SubElement(code, f"{{{names.PROTOCOL}}}StatusCode", Value=denial)
        etree.SubElement(status, f"{{{names.PROTOCOL}}}StatusMessage").text = "not this format"

    refusal = refusal_of(Posted(signs=("response",), change=together(denied, removed("//saml:Assertion"))))
    assert refusal.cause == "saml.status.not-success"
    assert "Requester / urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy" in refusal.facts.found
    assert refusal.facts.more["status message"] == "not this format"


def test_a_response_without_status_is_refused() -> None:
    assert refusal_of(Posted(change=removed("//samlp:Status"))).cause == "saml.status.not-success"


def test_two_assertions_are_refused() -> None:
    refusal = refusal_of(Posted(signs=("response",), change=_second_assertion))
    assert (refusal.cause, refusal.message) == ("saml.assertion.multiple", EXACTLY_ONE)


def test_no_assertion_is_refused() -> None:
    refusal = refusal_of(Posted(signs=("response",), change=removed("//saml:Assertion")))
    assert (refusal.cause, refusal.message) == ("saml.assertion.none", EXACTLY_ONE)


def test_an_encrypted_assertion_is_refused() -> None:
    refusal = refusal_of(Posted(signs=("response",), change=_encrypted))
    assert (refusal.cause, refusal.message) == ("saml.assertion.encrypted", EXACTLY_ONE)
