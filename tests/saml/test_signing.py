"""Signatures that others can verify, and assertions that only the recipient can read."""

from datetime import UTC, datetime

import pytest
import xmlsec
from lxml import etree
from xmlsec import constants

from emulator.saml.certificates import read_certificate
from emulator.saml.document import Element, find, read_xml
from emulator.saml.signature import flaw, verifying
from emulator.saml.signing import SignatureAlgorithm, SigningKey, encrypt_assertion, sign

from .keys import signing_key
from .test_writing import response_and_assertion, response_of

NOW = datetime(2026, 9, 29, 12, tzinfo=UTC)


def _key(name: str) -> SigningKey:
    made = signing_key(name)
    return SigningKey(private_key_pem=made.private_pem, certificate_pem=made.certificate_pem)


def _as_received(response: Element) -> Element:
    return read_xml(etree.tostring(response))


@pytest.mark.parametrize("algorithm", SignatureAlgorithm)
def test_signed_elements_verify_with_their_key_only(algorithm: SignatureAlgorithm) -> None:
    response, assertion = response_and_assertion()
    sign(assertion, _key("idp"), algorithm)
    sign(response, _key("idp"), algorithm)
    received = response_of(_as_received(response))
    own, foreign = (read_certificate(_key(name).certificate_pem) for name in ("idp", "other"))
    assert len(received.signatures) == 2
    for signature in received.signatures:
        assert flaw(signature, received) is None
        assert verifying(signature, (foreign, own)) == (own,)


def test_the_signature_follows_the_issuer() -> None:
    response, assertion = response_and_assertion()
    for element in (assertion, response):
        sign(element, _key("idp"))
        assert [etree.QName(child).localname for child in element[:2]] == ["Issuer", "Signature"]


def test_an_encrypted_assertion_can_be_read_with_the_recipients_key() -> None:
    response, assertion = response_and_assertion()
    encrypt_assertion(assertion, _key("other").certificate_pem)
    received = _as_received(response)
    assert b"ana@example.com" not in etree.tostring(received)
    encrypted = find(received, "saml:EncryptedAssertion")
    assert encrypted is not None
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(_key("other").private_key_pem, constants.KeyDataFormatPem, None))
    decrypted = xmlsec.EncryptionContext(manager).decrypt(encrypted[0])
    assert b"ana@example.com" in etree.tostring(decrypted)


def test_only_an_assertion_inside_its_response_is_encrypted() -> None:
    _, assertion = response_and_assertion()
    alone = etree.fromstring(etree.tostring(assertion))
    with pytest.raises(ValueError, match="inside its Response"):
        encrypt_assertion(alone, _key("other").certificate_pem)


def test_a_key_does_not_show_itself() -> None:
    assert "PRIVATE" not in repr(_key("idp"))
