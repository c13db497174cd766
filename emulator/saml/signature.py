"""Verifies XML signatures: which shape is safe to trust, and which certificate's key made one."""

from collections import Counter
from collections.abc import Iterable

import xmlsec
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from emulator.guide.refusal import Refusal
from emulator.saml import names
from emulator.saml.certificates import Certificate, read_embedded_certificate
from emulator.saml.document import Element, find, find_all, tag, text_of
from emulator.saml.response import Response

_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_ENCRYPTION = "http://www.w3.org/2001/04/xmlenc#"

# unconfirmed: AWS publishes no list. SHA-1 is accepted because OneLogin and Auth0 sign with it by default.
SIGNATURE_METHODS = (
    names.SIGNATURE + "rsa-sha1",
    _MORE + "rsa-sha256",
    _MORE + "rsa-sha384",
    _MORE + "rsa-sha512",
    _MORE + "ecdsa-sha256",
    _MORE + "ecdsa-sha384",
    _MORE + "ecdsa-sha512",
)
DIGEST_METHODS = (
    names.SIGNATURE + "sha1",
    _ENCRYPTION + "sha256",
    _MORE + "sha384",
    _ENCRYPTION + "sha512",
)

_CANONICALIZATIONS = (
    "http://www.w3.org/2001/10/xml-exc-c14n#",
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
)
_TRANSFORMS = (names.SIGNATURE + "enveloped-signature", *_CANONICALIZATIONS)


def flaw(signature: Element, response: Response) -> str | None:
    """Why a signature must not be trusted, whatever key made it; None where its shape is sound.

    Sound means: it is a child of the Response or of an Assertion that is the Response's child, and signs exactly
    that element, found by an id that occurs once, with transforms that cannot hide anything.
    """
    signed = signature.getparent()
    if signed is None or (signed is not response.root and all(signed is not a.element for a in response.assertions)):
        return "a signature that is not a child of the Response or of its Assertion"
    if len(find_all(signed, "ds:Signature")) > 1:
        return "an element with two signatures"
    references = signature.findall(f".//{tag(names.SIGNATURE, 'Reference')}")
    if len(references) != 1 or find(signature, "ds:SignedInfo/ds:Reference") is not references[0]:
        return f"a signature with {len(references)} references in place of one"
    if find(signature, "ds:Object") is not None:
        return "a signature that carries an Object"
    identifier, uri = signed.get("ID", ""), references[0].get("URI", "")
    if not identifier or uri != f"#{identifier}":
        return f"a signature inside the element {identifier or 'without ID'} that refers to {uri or 'no element'}"
    return _foreign_transform(signature, references[0])


def repeated_ids(root: Element) -> list[str]:
    """The ids that more than one element carries (`ID` or `xml:id`, which the signature library follows as well)."""
    counted = Counter(
        value
        for element in root.iter()
        for name in ("ID", tag(names.XML, "id"))
        if (value := element.get(name)) is not None
    )
    return [value for value, times in counted.items() if times > 1]


def methods(signature: Element) -> tuple[str, str]:
    """The signature and the digest algorithm of a signature, empty where it names none."""
    method = find(signature, "ds:SignedInfo/ds:SignatureMethod")
    digest = find(signature, "ds:SignedInfo/ds:Reference/ds:DigestMethod")
    return _algorithm(method), _algorithm(digest)


def verifying(signature: Element, certificates: Iterable[Certificate]) -> tuple[Certificate, ...]:
    """Those of `certificates` whose key verifies `signature`. Ask only for signatures without a flaw."""
    xmlsec.tree.add_ids(signature.getroottree().getroot(), ["ID"])
    return tuple(
        certificate
        for certificate in certificates
        if OneLogin_Saml2_Utils.validate_node_sign(signature, None, cert=certificate.pem)
    )


def embedded_certificate(signature: Element) -> Certificate | None:
    """The certificate that a signature carries about itself: a hint for the diagnosis, never a reason to trust."""
    text = text_of(find(signature, "ds:KeyInfo/ds:X509Data/ds:X509Certificate"))
    if not text:
        return None
    try:
        return read_embedded_certificate(text)
    except Refusal:
        return None


def _foreign_transform(signature: Element, reference: Element) -> str | None:
    used = [_algorithm(transform) for transform in find_all(reference, "ds:Transforms/ds:Transform")]
    canonicalization = _algorithm(find(signature, "ds:SignedInfo/ds:CanonicalizationMethod"))
    foreign = [name for name in used if name not in _TRANSFORMS]
    if canonicalization not in _CANONICALIZATIONS:
        foreign.append(canonicalization)
    return f"a signature that uses the transform {foreign[0] or '(none)'}" if foreign else None


def _algorithm(element: Element | None) -> str:
    return "" if element is None else element.get("Algorithm", "")
