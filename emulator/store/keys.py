"""RSA key pairs with self-signed certificates, made on first use and kept in the store."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from Crypto.PublicKey import RSA
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from sqlalchemy import insert, select

from emulator.ids import Identifiers
from emulator.store.tables.keys import key_pairs
from emulator.store.transaction import Transaction

_FIVE_YEARS = timedelta(days=5 * 365)


@dataclass(frozen=True)
class KeyPair:
    """A private key and the certificate for it, both PEM."""

    private_key_pem: str
    certificate_pem: str


def key_pair(tx: Transaction, purpose: str, common_name: str, *, expired: bool = False) -> KeyPair:
    """The key pair kept for `purpose`; made now if there is none.

    Its certificate is valid ten years back and ahead, so that a moved clock does not end it; with `expired`, it
    ended five years ago.
    """
    row = tx.row(select(key_pairs).where(key_pairs.c.purpose == purpose))
    if row is not None:
        return KeyPair(row["private_key_pem"], row["certificate_pem"])
    lifetime = _FIVE_YEARS if expired else 4 * _FIVE_YEARS
    made = new_key_pair(tx.ids, common_name, not_before=tx.now() - 2 * _FIVE_YEARS, lifetime=lifetime)
    tx.execute(
        insert(key_pairs).values(
            purpose=purpose,
            private_key_pem=made.private_key_pem,
            certificate_pem=made.certificate_pem,
            created_at=tx.now(),
        )
    )
    return made


def new_key_pair(ids: Identifiers, common_name: str, *, not_before: datetime, lifetime: timedelta) -> KeyPair:
    """A new RSA-2048 key with a self-signed certificate.

    A seeded run makes the same keys.
    """
    key = new_rsa_key(ids)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(ids.random_bytes(8)) >> 1)
        .not_valid_before(not_before)
        .not_valid_after(not_before + lifetime)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return KeyPair(pem.decode(), certificate.public_bytes(Encoding.PEM).decode())


def new_rsa_key(ids: Identifiers, size: int = 2048) -> rsa.RSAPrivateKey:
    """A new RSA key. A seeded run makes the same keys."""
    if ids.seed is None:
        return rsa.generate_private_key(65537, size)
    # The cryptography package draws from the system only; PyCryptodome takes a source of randomness.
    key = load_pem_private_key(RSA.generate(size, randfunc=ids.random_bytes).export_key("PEM"), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key
