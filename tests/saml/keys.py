"""Signing keys with certificates, made once per run."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class SigningKey:
    """A private key and its certificate, both PEM."""

    private_pem: str
    certificate_pem: str
    subject: str
    modulus: str
    exponent: str

    @property
    def certificate_body(self) -> str:
        """The certificate's base64 in one line."""
        return "".join(self.certificate_pem.splitlines()[1:-1])


@cache
def signing_key(
    name: str = "idp",
    not_before: datetime = datetime(2025, 1, 1, tzinfo=UTC),
    not_after: datetime = datetime(2035, 1, 1, tzinfo=UTC),
    curve: bool = False,
) -> SigningKey:
    """A key called `name`; the same name gives the same key within a run."""
    private = _private_key(name, curve)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name}.example.com")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .sign(private, hashes.SHA256())
    )
    numbers = private.public_key().public_numbers() if isinstance(private, rsa.RSAPrivateKey) else None
    return SigningKey(
        private_pem=private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
        certificate_pem=certificate.public_bytes(serialization.Encoding.PEM).decode(),
        subject=subject.rfc4514_string(),
        modulus=_base64(numbers.n) if numbers else "",
        exponent=_base64(numbers.e) if numbers else "",
    )


@cache
def _private_key(name: str, curve: bool) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    del name
    if curve:
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _base64(number: int) -> str:
    return base64.b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).decode()
