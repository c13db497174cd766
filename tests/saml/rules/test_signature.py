"""Rules about signatures, and the attacks they stop."""

import copy
import hashlib
import hmac
from datetime import UTC, datetime

import pytest
import xmlsec
from lxml import etree

from emulator.saml import names
from emulator.saml.check import enforce
from saml.expected import ANA, causes, expectations, refusal_of
from saml.keys import signing_key
from saml.provider_responses import Posted, element, encode, sign_element

EVIL = "dee@example.com"


def _parsed(posted: Posted) -> etree._Element:
    return etree.fromstring(posted.xml())


def _posted(root: etree._Element) -> str:
    return encode(etree.tostring(root, encoding="unicode"))


def _forged(assertion: etree._Element) -> etree._Element:
    """A copy of a signed assertion, unsigned, for another person."""
    forged = copy.deepcopy(assertion)
    forged.remove(element(forged, "ds:Signature"))
    forged.set("ID", "_forged")
    element(forged, "saml:Subject/saml:NameID").text = EVIL
    return forged


def test_an_unsigned_response_is_refused() -> None:
    assert refusal_of(Posted(signs=())).cause == "saml.signature.missing"


def test_another_key_is_refused_and_both_certificates_are_named() -> None:
    refusal = refusal_of(Posted(key=signing_key("other")))
    assert refusal.cause == "saml.certificate-mismatch"
    assert "CN=other.example.com" in refusal.facts.found
    assert "CN=idp.example.com" in refusal.facts.expected


def test_another_key_without_key_info_is_refused() -> None:
    assert refusal_of(Posted(provider="pingfederate", key=signing_key("other"))).cause == "saml.certificate-mismatch"


def test_any_of_several_certificates_verifies() -> None:
    keys = (signing_key("old"), signing_key("idp"), signing_key("next"))
    for key in keys:
        assert enforce(Posted(key=key).text(), expectations("okta", *keys)).person == ANA


def test_two_signatures_must_both_verify() -> None:
    root = _parsed(Posted(signs=("assertion", "response")))
    value = element(root, "ds:Signature/ds:SignatureValue")
    value.text = "AAAA" + (value.text or "")[4:]
    assert refusal_of(_posted(root)).cause == "saml.signature.invalid"


@pytest.mark.parametrize("provider", ["okta", "entra-id", "keycloak", "onelogin"])
def test_a_response_edited_after_signing_is_refused(provider: str) -> None:
    edited = Posted(provider=provider).xml().replace(">ana@example.com<", f">{EVIL}<")
    assert refusal_of(encode(edited), expectations(provider)).cause == "saml.signature.invalid"


def test_an_edited_response_of_another_key_is_told_apart() -> None:
    edited = Posted(key=signing_key("other")).xml().replace(">ana@example.com<", f">{EVIL}<")
    refusal = refusal_of(encode(edited))
    assert refusal.cause == "saml.certificate-mismatch"
    assert "changed after signing" in refusal.facts.more["content"]


@pytest.mark.parametrize(
    "validity",
    [
        (datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)),
        (datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)),
    ],
    ids=["expired", "not-yet-valid"],
)
def test_a_certificate_outside_its_validity_is_refused(validity: tuple[datetime, datetime]) -> None:
    key = signing_key("idp", *validity)
    refusal = refusal_of(Posted(key=key), expectations("okta", key))
    assert refusal.cause == "saml.certificate-expired"
    assert f"{validity[1]:%Y-%m-%d}" in refusal.facts.found


def test_a_renewed_certificate_of_the_same_key_is_enough() -> None:
    expired = signing_key("idp", datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    assert enforce(Posted(key=expired).text(), expectations("okta", expired, signing_key("idp"))).person == ANA


def test_elliptic_curve_signatures_are_accepted() -> None:
    key = signing_key("curve", curve=True)
    root = _parsed(Posted(signs=()))
    assertion = element(root, "saml:Assertion")
    template = xmlsec.template.create(root, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.ECDSA_SHA256, ns="ds")
    _refer(template, "_assertion0123456789abcdef")
    sign_element(assertion, template, key)
    assert enforce(_posted(root), expectations("okta", key)).person == ANA


def test_a_comment_in_the_name_id_does_not_cut_it_short() -> None:
    root = _parsed(Posted(provider="keycloak", values={"name_id": "ana@example.com.evil.example"}))
    text = etree.tostring(root, encoding="unicode").replace("ana@example.com.evil", "ana@example.com<!---->.evil")
    refusal = refusal_of(encode(text), expectations("keycloak"))
    assert refusal.cause == "saml.user-not-provisioned"
    assert refusal.facts.found == "ana@example.com.evil.example"


def test_a_forged_assertion_before_the_signed_one_is_refused() -> None:
    root = _parsed(Posted(signs=("assertion",)))
    root.insert(1, _forged(element(root, "saml:Assertion")))
    assert refusal_of(_posted(root)).cause == "saml.assertion.multiple"


@pytest.mark.parametrize("hiding_place", ["samlp:Extensions", "saml:Advice", "ds:Object"])
def test_a_signed_assertion_hidden_beside_a_forged_one_is_refused(hiding_place: str) -> None:
    root = _parsed(Posted(signs=("assertion",)))
    genuine = element(root, "saml:Assertion")
    forged = _forged(genuine)
    root.replace(genuine, forged)
    prefix, name = hiding_place.split(":")
    hidden = etree.Element(f"{{{names.NAMESPACES[prefix]}}}{name}")
    hidden.append(genuine)
    (root if prefix == "samlp" else forged).append(hidden)
    assert refusal_of(_posted(root)).cause == "saml.signature.wrapped"


def test_a_signature_moved_into_the_forged_assertion_is_refused() -> None:
    root = _parsed(Posted(signs=("assertion",)))
    genuine = element(root, "saml:Assertion")
    forged = _forged(genuine)
    signature = element(genuine, "ds:Signature")
    root.replace(genuine, forged)
    forged.insert(1, signature)
    store = etree.SubElement(signature, f"{{{names.SIGNATURE}}}Object")
    store.append(genuine)
    refusal = refusal_of(_posted(root))
    assert refusal.cause == "saml.signature.wrapped"
    assert "Object" in refusal.facts.found


@pytest.mark.parametrize("spelling", ["ID", "{http://www.w3.org/XML/1998/namespace}id"])
def test_two_elements_with_the_signed_id_are_refused(spelling: str) -> None:
    root = _parsed(Posted(signs=("assertion",)))
    decoy = etree.Element(f"{{{names.PROTOCOL}}}Extensions")
    decoy.set(spelling, "_assertion0123456789abcdef")
    root.insert(1, decoy)
    refusal = refusal_of(_posted(root))
    assert refusal.cause == "saml.signature.wrapped"
    assert "_assertion0123456789abcdef" in refusal.facts.found


@pytest.mark.parametrize("uri", ["", "#_response0123456789abcdef", "#xpointer(/)", "http://example.com/"])
def test_a_reference_to_another_element_is_refused(uri: str) -> None:
    root = _parsed(Posted(signs=("assertion",)))
    element(root, "saml:Assertion/ds:Signature/ds:SignedInfo/ds:Reference").set("URI", uri)
    assert refusal_of(_posted(root)).cause == "saml.signature.wrapped"


def test_a_second_reference_is_refused() -> None:
    root = _parsed(Posted(signs=("assertion",)))
    reference = element(root, "saml:Assertion/ds:Signature/ds:SignedInfo/ds:Reference")
    reference.addnext(copy.deepcopy(reference))
    assert refusal_of(_posted(root)).cause == "saml.signature.wrapped"


def test_a_second_signature_in_the_same_element_is_refused() -> None:
    root = _parsed(Posted(signs=("assertion",)))
    signature = element(root, "saml:Assertion/ds:Signature")
    signature.addnext(copy.deepcopy(signature))
    assert refusal_of(_posted(root)).cause == "saml.signature.wrapped"


@pytest.mark.parametrize(
    "algorithm",
    [
        "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2002/06/xmldsig-filter2",
        "http://www.w3.org/TR/1999/REC-xslt-19991116",
    ],
)
def test_a_transform_that_can_hide_content_is_refused(algorithm: str) -> None:
    root = _parsed(Posted(signs=("assertion",)))
    transforms = element(root, "saml:Assertion/ds:Signature/ds:SignedInfo/ds:Reference/ds:Transforms")
    etree.SubElement(transforms, f"{{{names.SIGNATURE}}}Transform", Algorithm=algorithm)
    refusal = refusal_of(_posted(root))
    assert refusal.cause == "saml.signature.wrapped"
    assert algorithm in refusal.facts.found


def test_a_shared_secret_made_of_the_public_certificate_is_refused() -> None:
    root = _parsed(Posted(signs=("assertion",)))
    signature = element(root, "saml:Assertion/ds:Signature")
    method = element(signature, "ds:SignedInfo/ds:SignatureMethod")
    method.set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")
    secret = signing_key().certificate_pem.encode()
    signed = etree.tostring(element(signature, "ds:SignedInfo"), method="c14n", exclusive=True)
    element(signature, "ds:SignatureValue").text = hmac.new(secret, signed, hashlib.sha256).hexdigest()
    assert refusal_of(_posted(root)).cause == "saml.signature.algorithm"


@pytest.mark.parametrize("path", ["ds:SignatureMethod", "ds:Reference/ds:DigestMethod"])
def test_a_signature_without_algorithm_is_refused(path: str) -> None:
    root = _parsed(Posted(signs=("assertion",)))
    del element(root, f"saml:Assertion/ds:Signature/ds:SignedInfo/{path}").attrib["Algorithm"]
    assert refusal_of(_posted(root)).cause == "saml.signature.algorithm"


def test_sha1_signatures_of_onelogin_and_auth0_are_tolerated() -> None:
    for provider in ("onelogin", "auth0"):
        assert causes(Posted(provider=provider)) == []


def _refer(template: etree._Element, identifier: str) -> None:
    reference = xmlsec.template.add_reference(template, xmlsec.Transform.SHA256, uri=f"#{identifier}")
    xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
    xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
