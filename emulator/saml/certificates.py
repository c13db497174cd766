"""Reads X.509 certificates of identity providers, with AWS's limit and its expiry indicator."""

import base64
import binascii
import textwrap
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes

from emulator.guide.refusal import Facts, Refusal

# facts/signin.md §2.3 and §6
MAXIMUM_LENGTH = 2500

# facts/signin.md §2.9
_SOON = timedelta(days=90)


class ExpiryIndicator(StrEnum):
    """The colour in the console's column `Expires on`."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A certificate; `fingerprint` is the SHA-256 of its DER form, as pairs of hexadecimal digits."""

    pem: str
    subject: str
    not_before: datetime
    not_after: datetime
    fingerprint: str

    def is_valid_at(self, instant: datetime) -> bool:
        """Whether `instant` lies inside the certificate's validity."""
        return self.not_before <= instant <= self.not_after

    def __str__(self) -> str:
        return f"{self.subject} (SHA-256 {self.fingerprint})"


def read_certificate(pem: str) -> Certificate:
    """The certificate that an administrator imports, in PEM form.

    Raises a Refusal with cause idp-certificate.too-long (more than 2500 characters, facts/signin.md §2.3) or
    idp-certificate.unreadable.
    """
    if len(pem) > MAXIMUM_LENGTH:
        raise Refusal(
            "ValidationException",
            # unconfirmed: the console's words for a certificate that is too long
            f"Certificate exceeds the maximum allowed length of {MAXIMUM_LENGTH} characters",
            cause="idp-certificate.too-long",
            facts=Facts(
                where="certificate", found=f"{len(pem)} characters", expected=f"at most {MAXIMUM_LENGTH} characters"
            ),
        )
    return parse_certificate(pem)


def parse_certificate(pem: str) -> Certificate:
    """A certificate in PEM form of any length, as metadata may hold it.

    Raises a Refusal with cause idp-certificate.unreadable.
    """
    if "-----BEGIN CERTIFICATE-----" not in pem:
        raise _unreadable("no line -----BEGIN CERTIFICATE-----")
    try:
        return _describe(x509.load_pem_x509_certificate(pem.strip().encode("utf-8")), pem.strip() + "\n")
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise _unreadable(str(error)) from error


def read_embedded_certificate(text: str) -> Certificate:
    """The certificate in the text of a `ds:X509Certificate`: base64 without PEM lines, blanks anywhere.

    Raises a Refusal with cause idp-certificate.unreadable.
    """
    body = "".join(text.split())
    try:
        certificate = x509.load_der_x509_certificate(base64.b64decode(body, validate=True))
        return _describe(certificate, pem_of(body))
    except (ValueError, binascii.Error, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise _unreadable(str(error)) from error


def pem_of(base64_body: str) -> str:
    """A PEM text around the base64 of a certificate."""
    lines = "\n".join(textwrap.wrap(base64_body, 64))
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"


def expiry_indicator(certificate: Certificate, now: datetime) -> ExpiryIndicator:
    """Red when expired, yellow when at most 90 days remain, green otherwise (facts/signin.md §2.9)."""
    remaining = certificate.not_after - now
    if remaining <= timedelta(0):
        return ExpiryIndicator.RED
    return ExpiryIndicator.YELLOW if remaining <= _SOON else ExpiryIndicator.GREEN


def _describe(certificate: x509.Certificate, pem: str) -> Certificate:
    return Certificate(
        pem=pem,
        subject=certificate.subject.rfc4514_string(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(":").upper(),
    )


def _unreadable(reason: str) -> Refusal:
    return Refusal(
        "ValidationException",
        # unconfirmed: the console's words for a certificate that cannot be read
        "Certificate could not be parsed",
        cause="idp-certificate.unreadable",
        facts=Facts(where="certificate", found=reason, expected="one X.509 certificate in PEM form"),
    )
