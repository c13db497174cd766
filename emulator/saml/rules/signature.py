"""Rules about signatures: the response must be the configured provider's own words."""

from emulator.guide.refusal import Refusal
from emulator.saml import messages
from emulator.saml.certificates import Certificate, parse_certificate
from emulator.saml.document import Element
from emulator.saml.expectations import Expectations
from emulator.saml.response import Response
from emulator.saml.rules.rule import Unchecked, refuse
from emulator.saml.signature import (
    DIGEST_METHODS,
    SIGNATURE_METHODS,
    embedded_certificate,
    flaw,
    methods,
    repeated_ids,
    verifying,
)


def is_signed(response: Response, expected: Expectations) -> None:
    """Cause saml.signature.missing. A signed response, a signed assertion or both will do (facts/signin.md §2.6)."""
    del expected
    if not response.signatures:
        raise refuse(
            "saml.signature.missing",
            messages.UNSIGNED,
            where="Response, Assertion",
            found="no Signature",
            expected="a Signature in the Response, in its Assertion, or in both",
        )


def signature_covers_what_is_read(response: Response, expected: Expectations) -> None:
    """Cause saml.signature.wrapped: what was signed must be what is read."""
    del expected
    problems = [f"two elements with the ID {identifier}" for identifier in repeated_ids(response.root)]
    problems += [problem for signature in response.signatures if (problem := flaw(signature, response))]
    if response.stray_assertions:
        problems.append("an Assertion that is not a child of the Response")
    if problems:
        raise refuse(
            "saml.signature.wrapped",
            messages.SIGNATURE,
            where="Signature",
            found="; ".join(problems),
            expected="each signature signs the element it is in, and every Assertion is the Response's child",
        )


def signature_uses_accepted_algorithms(response: Response, expected: Expectations) -> None:
    """Cause saml.signature.algorithm: RSA or ECDSA, never a shared secret."""
    del expected
    for signature in response.signatures:
        method, digest = methods(signature)
        if method not in SIGNATURE_METHODS or digest not in DIGEST_METHODS:
            raise refuse(
                "saml.signature.algorithm",
                messages.SIGNATURE,
                where="SignatureMethod, DigestMethod",
                found=f"{method or '(absent)'}, {digest or '(absent)'}",
                expected="RSA or ECDSA with SHA-256 or stronger (SHA-1 is tolerated)",
            )


def is_signed_by_the_identity_provider(response: Response, expected: Expectations) -> None:
    """Causes saml.certificate-mismatch and saml.signature.invalid. Any certificate will do (facts/signin.md §2.9)."""
    certificates = _certificates(expected)
    for signature in _sound_signatures(response):
        if not verifying(signature, certificates):
            raise _why_it_does_not_verify(signature, certificates)


def certificate_is_in_its_validity(response: Response, expected: Expectations) -> None:
    """Cause saml.certificate-expired.

    unconfirmed: whether AWS still honours a certificate outside its validity (facts/signin.md §2.9); refused here.
    """
    certificates = _certificates(expected)
    for signature in _sound_signatures(response):
        matching = verifying(signature, certificates)
        if not matching:
            raise Unchecked("a signature that one of the provider's certificates verifies")
        if not any(certificate.is_valid_at(expected.now) for certificate in matching):
            newest = max(matching, key=lambda certificate: certificate.not_after)
            raise refuse(
                "saml.certificate-expired",
                messages.SIGNATURE,
                where="identity provider certificate",
                found=f"{newest}, valid from {newest.not_before:%Y-%m-%d} to {newest.not_after:%Y-%m-%d}",
                expected=f"a certificate valid on {expected.now:%Y-%m-%d}",
            )


def _certificates(expected: Expectations) -> tuple[Certificate, ...]:
    if expected.identity_provider is None:
        raise Unchecked("the identity provider's metadata")
    return tuple(parse_certificate(pem) for pem in expected.identity_provider.certificates)


def _sound_signatures(response: Response) -> tuple[Element, ...]:
    if not response.signatures:
        raise Unchecked("a signature")
    if repeated_ids(response.root) or any(flaw(signature, response) for signature in response.signatures):
        raise Unchecked("a signature that signs the element it is in")
    return response.signatures


def _why_it_does_not_verify(signature: Element, certificates: tuple[Certificate, ...]) -> Refusal:
    """Another key, or the right key over a content that was changed afterwards? The embedded certificate tells."""
    own = embedded_certificate(signature)
    if own is not None and own.fingerprint in {certificate.fingerprint for certificate in certificates}:
        return refuse(
            "saml.signature.invalid",
            messages.SIGNATURE,
            where="SignatureValue",
            found="a signature that does not fit the content, though it names a certificate of the provider",
            expected="the content as it was when the provider signed it",
        )
    more = {}
    if own is not None and not verifying(signature, (own,)):
        more = {"content": "it does not fit its own certificate either: it was changed after signing"}
    return refuse(
        "saml.certificate-mismatch",
        messages.SIGNATURE,
        where="Signature",
        found=f"signed with {own}" if own is not None else "a key of none of the certificates (KeyInfo names none)",
        expected="signed with " + (" or ".join(str(each) for each in certificates) or "(no certificate configured)"),
        more=more,
    )
