"""The certificates that sign assertions for an application, two of them at most (facts/signin.md §4.3)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import RowMapping, delete, insert, select, update

from emulator.guide.refusal import Facts, Refusal
from emulator.store.keys import new_rsa_key
from emulator.store.tables.saml_applications import application_certificates
from emulator.store.transaction import Transaction

MOST_CERTIFICATES = 2
_YEARS = 5
_MONTHS = 12

KeySize = Literal[1024, 2048]


class HashAlgorithm(StrEnum):
    """What a certificate can be generated with; AWS recommends the second (facts/signin.md §4.3)."""

    SHA1 = "SHA-1"
    SHA256 = "SHA-256"


# The object identifiers sha256WithRSAEncryption and sha1WithRSAEncryption as they stand in a certificate.
_SHA256_WITH_RSA = bytes.fromhex("06092a864886f70d01010b")
_SHA1_WITH_RSA = bytes.fromhex("06092a864886f70d010105")

_COLUMNS = application_certificates.c
_NAME = x509.Name(
    [
        x509.NameAttribute(NameOID.COMMON_NAME, "amazonaws.com"),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "IDAS"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Amazon"),
        x509.NameAttribute(NameOID.COUNTRY_NAME, "US"),
    ]
)


@dataclass(frozen=True, kw_only=True)
class ApplicationCertificate:
    """A certificate with its key; the active one signs everything."""

    certificate_id: str
    private_key_pem: str = field(repr=False)
    certificate_pem: str
    is_active: bool
    expires_at: datetime
    created_at: datetime

    @property
    def algorithm(self) -> HashAlgorithm:
        """What it was generated with."""
        by = x509.load_pem_x509_certificate(self.certificate_pem.encode()).signature_hash_algorithm
        return HashAlgorithm.SHA1 if isinstance(by, hashes.SHA1) else HashAlgorithm.SHA256


def add_certificate(
    tx: Transaction,
    application_arn: str,
    *,
    months: int = _YEARS * _MONTHS,
    key_size: KeySize = 2048,
    algorithm: HashAlgorithm = HashAlgorithm.SHA256,
) -> ApplicationCertificate:
    """Generate a certificate; the first one is active. Raises ServiceQuotaExceededException for a third one."""
    present = certificates_of(tx, application_arn)
    if len(present) >= MOST_CERTIFICATES:
        raise _refused(
            "ServiceQuotaExceededException",
            "An application can have two certificates",
            found=f"{len(present)} certificates",
            expected="at most two; delete the inactive one",
        )
    now = tx.now().replace(microsecond=0)
    expires_at = _later(now, months)
    key = new_rsa_key(tx.ids, key_size)
    made = ApplicationCertificate(
        certificate_id=tx.ids.uuid(),
        private_key_pem=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        certificate_pem=_certificate(tx, key, now, expires_at, algorithm),
        is_active=not present,
        expires_at=expires_at,
        created_at=tx.now(),
    )
    tx.execute(insert(application_certificates).values(application_arn=application_arn, **vars(made)))
    return made


def certificates_of(tx: Transaction, application_arn: str) -> tuple[ApplicationCertificate, ...]:
    """All of an application, the older one first."""
    found = select(application_certificates).where(_COLUMNS.application_arn == application_arn)
    return tuple(_read(row) for row in tx.rows(found.order_by(_COLUMNS.created_at, _COLUMNS.certificate_id)))


def active_certificate(tx: Transaction, application_arn: str) -> ApplicationCertificate:
    """The certificate that signs."""
    return next(each for each in certificates_of(tx, application_arn) if each.is_active)


def activate(tx: Transaction, application_arn: str, certificate_id: str) -> None:
    """Let this certificate sign from now on, and the other one no longer (rotation)."""
    _find(tx, application_arn, certificate_id)
    of_application = update(application_certificates).where(_COLUMNS.application_arn == application_arn)
    tx.execute(of_application.values(is_active=False))
    tx.execute(of_application.where(_COLUMNS.certificate_id == certificate_id).values(is_active=True))


def remove_certificate(tx: Transaction, application_arn: str, certificate_id: str) -> None:
    """Delete a certificate. Raises ConflictException for the active one."""
    if _find(tx, application_arn, certificate_id).is_active:
        raise _refused(
            "ConflictException",
            "An active certificate cannot be deleted",
            found=f"{certificate_id}, which is active",
            expected="an inactive certificate",
        )
    tx.execute(delete(application_certificates).where(_COLUMNS.certificate_id == certificate_id))


def _find(tx: Transaction, application_arn: str, certificate_id: str) -> ApplicationCertificate:
    for each in certificates_of(tx, application_arn):
        if each.certificate_id == certificate_id:
            return each
    raise _refused(
        "ResourceNotFoundException",
        "Certificate not found",
        found=certificate_id[:100],
        expected="a certificate of this application",
    )


def _certificate(
    tx: Transaction, key: RSAPrivateKey, start: datetime, end: datetime, algorithm: HashAlgorithm
) -> str:
    """Self-signed, without extensions, with a serial number of five bytes (facts/signin.md §4.2)."""
    serial = int.from_bytes(tx.ids.random_bytes(5)) | 1
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_NAME)
        .issuer_name(_NAME)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(start)
        .not_valid_after(end)
        .sign(key, hashes.SHA256())
    )
    if algorithm is HashAlgorithm.SHA1:
        certificate = _signed_with_sha1(certificate, key)
    return certificate.public_bytes(Encoding.PEM).decode()


def _signed_with_sha1(certificate: x509.Certificate, key: RSAPrivateKey) -> x509.Certificate:
    """The same certificate with the other algorithm, which the cryptography package no longer signs with.

    Both object identifiers have the same length, and so have both signatures.
    """
    content = certificate.tbs_certificate_bytes.replace(_SHA256_WITH_RSA, _SHA1_WITH_RSA)
    signature = key.sign(content, PKCS1v15(), hashes.SHA1())  # noqa: S303
    whole = certificate.public_bytes(Encoding.DER).replace(_SHA256_WITH_RSA, _SHA1_WITH_RSA)
    return x509.load_der_x509_certificate(whole[: -len(signature)] + signature)


def _later(start: datetime, months: int) -> datetime:
    """The same day so many months later; the first of the next month where there is no such day."""
    years, month = divmod(start.month - 1 + months, _MONTHS)
    try:
        return start.replace(year=start.year + years, month=month + 1)
    except ValueError:
        return start.replace(year=start.year + years, month=month + 2, day=1)


def _read(row: RowMapping) -> ApplicationCertificate:
    return ApplicationCertificate(**{name: row[name] for name in ApplicationCertificate.__dataclass_fields__})


def _refused(code: str, message: str, *, found: str, expected: str) -> Refusal:
    # unconfirmed: the texts; the console shows them.
    return Refusal(
        code,
        message,
        cause="application.certificate",
        facts=Facts(where="certificate", found=found, expected=expected),
    )
