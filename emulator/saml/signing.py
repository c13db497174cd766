"""Signs the elements of a SAML message, each with an enveloped signature of its own; and encrypts assertions."""

from dataclasses import dataclass
from enum import StrEnum

import xmlsec
from lxml import etree
from xmlsec import constants

from emulator.saml import names
from emulator.saml.document import Element, find, tag


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """A private key and the certificate for it, both PEM."""

    private_key_pem: str
    certificate_pem: str

    def __repr__(self) -> str:
        return "SigningKey(…)"


class SignatureAlgorithm(StrEnum):
    """The pairs of signature and digest algorithm that identity providers offer."""

    RSA_SHA256 = "rsa-sha256"
    RSA_SHA1 = "rsa-sha1"


_TRANSFORMS = {
    SignatureAlgorithm.RSA_SHA256: (constants.TransformRsaSha256, constants.TransformSha256),
    SignatureAlgorithm.RSA_SHA1: (constants.TransformRsaSha1, constants.TransformSha1),
}


def sign(element: Element, key: SigningKey, algorithm: SignatureAlgorithm = SignatureAlgorithm.RSA_SHA256) -> None:
    """Sign a Response or Assertion in place, by its ID; the signature follows the Issuer, as the schema wants it.

    Sign an Assertion before the Response around it: the outer signature covers the inner one.
    """
    signature_method, digest_method = _TRANSFORMS[algorithm]
    signature = xmlsec.template.create(element, constants.TransformExclC14N, signature_method, ns="ds")
    issuer = find(element, "saml:Issuer")
    element.insert(0 if issuer is None else element.index(issuer) + 1, signature)
    reference = xmlsec.template.add_reference(signature, digest_method, uri=f"#{element.get('ID')}")
    xmlsec.template.add_transform(reference, constants.TransformEnveloped)
    xmlsec.template.add_transform(reference, constants.TransformExclC14N)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(signature))
    xmlsec.tree.add_ids(element, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = _private_key(key)
    context.sign(signature)


def encrypt_assertion(assertion: Element, recipient_certificate_pem: str) -> None:
    """Put an EncryptedAssertion in the assertion's place: AES-256 for the content, RSA-OAEP for the key."""
    encrypted = xmlsec.template.encrypted_data_create(
        assertion, constants.TransformAes256Cbc, type=constants.TypeEncElement, ns="xenc"
    )
    xmlsec.template.encrypted_data_ensure_cipher_value(encrypted)
    key_info = xmlsec.template.encrypted_data_ensure_key_info(encrypted, ns="ds")
    encrypted_key = xmlsec.template.add_encrypted_key(key_info, constants.TransformRsaOaep)
    xmlsec.template.encrypted_data_ensure_cipher_value(encrypted_key)
    keys = xmlsec.KeysManager()
    keys.add_key(xmlsec.Key.from_memory(recipient_certificate_pem, constants.KeyDataFormatCertPem, None))
    context = xmlsec.EncryptionContext(keys)
    context.key = xmlsec.Key.generate(constants.KeyDataAes, 256, constants.KeyDataTypeSession)
    wrapper = etree.Element(tag(names.ASSERTION, "EncryptedAssertion"), nsmap={"saml2": names.ASSERTION})
    parent = assertion.getparent()
    if parent is None:
        raise ValueError("an assertion is encrypted inside its Response")
    parent.replace(assertion, wrapper)
    wrapper.append(assertion)
    context.encrypt_xml(encrypted, assertion)


def _private_key(key: SigningKey) -> xmlsec.Key:
    loaded = xmlsec.Key.from_memory(key.private_key_pem, constants.KeyDataFormatPem, None)
    loaded.load_cert_from_memory(key.certificate_pem, constants.KeyDataFormatCertPem)
    return loaded
