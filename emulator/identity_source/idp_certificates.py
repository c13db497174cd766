"""The certificates of the external identity provider: all that are imported count at once (facts/signin.md §2.9)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.change_events import record_change
from emulator.identity_source.sources import SourceKind, identity_source, no_external_idp
from emulator.saml.certificates import Certificate, ExpiryIndicator, expiry_indicator, read_certificate
from emulator.store.tables.identity_source import idp_certificates
from emulator.store.transaction import Transaction
from emulator.trail.administrator import Administrator


@dataclass(frozen=True, kw_only=True)
class ImportedCertificate:
    """A certificate under the id that the console deletes it by."""

    certificate_id: str
    certificate: Certificate
    imported_at: datetime

    def indicator(self, now: datetime) -> ExpiryIndicator:
        """The colour in the console's column `Expires on`."""
        return expiry_indicator(self.certificate, now)


def list_certificates(tx: Transaction, identity_store_id: str) -> tuple[ImportedCertificate, ...]:
    """The imported certificates, oldest import first."""
    columns = idp_certificates.c
    statement = (
        select(columns.certificate_id, columns.pem, columns.imported_at)
        .where(columns.identity_store_id == identity_store_id)
        .order_by(columns.imported_at, columns.certificate_id)
    )
    return tuple(
        ImportedCertificate(
            certificate_id=row["certificate_id"],
            certificate=read_certificate(row["pem"]),
            imported_at=row["imported_at"],
        )
        for row in tx.rows(statement)
    )


def import_certificate(
    tx: Transaction, identity_store_id: str, pem: str, *, by: Administrator | None = None
) -> ImportedCertificate:
    """Add a certificate; one that is there already is returned as it is.

    Raises a Refusal: idp-certificate.too-long, idp-certificate.unreadable, identity-source.no-external-idp.
    """
    # unconfirmed: how many certificates there may be; there is no limit here
    if identity_source(tx, identity_store_id) is not SourceKind.EXTERNAL_IDP:
        raise no_external_idp(identity_store_id)
    certificate = read_certificate(pem)
    for known in list_certificates(tx, identity_store_id):
        if known.certificate.fingerprint == certificate.fingerprint:
            return known
    imported = ImportedCertificate(certificate_id=tx.ids.uuid(), certificate=certificate, imported_at=tx.now())
    tx.execute(
        insert(idp_certificates).values(
            certificate_id=imported.certificate_id,
            identity_store_id=identity_store_id,
            pem=certificate.pem,
            not_before=certificate.not_before,
            not_after=certificate.not_after,
            imported_at=imported.imported_at,
        )
    )
    # unconfirmed: the event names of importing and deleting a certificate; they are those of the IAM actions
    record_change(tx, identity_store_id, "ImportExternalIdPCertificate", by=by)
    return imported


def delete_certificate(
    tx: Transaction, identity_store_id: str, certificate_id: str, *, by: Administrator | None = None
) -> None:
    """Delete a certificate; one that is valid now must remain (facts/signin.md §2.9).

    Raises a Refusal: idp-certificate.unknown, idp-certificate.last-valid.
    """
    imported = list_certificates(tx, identity_store_id)
    remaining = [each for each in imported if each.certificate_id != certificate_id]
    if len(remaining) == len(imported):
        raise _unknown(certificate_id, imported)
    if not any(each.certificate.is_valid_at(tx.now()) for each in remaining):
        raise _last_valid(remaining)
    tx.execute(delete(idp_certificates).where(idp_certificates.c.certificate_id == certificate_id))
    record_change(tx, identity_store_id, "DeleteExternalIdPCertificate", by=by)


def _unknown(certificate_id: str, imported: tuple[ImportedCertificate, ...]) -> Refusal:
    return Refusal(
        "ResourceNotFoundException",
        # unconfirmed: the console's words
        "Certificate not found",
        cause="idp-certificate.unknown",
        facts=Facts(
            where="certificate id",
            found=certificate_id,
            expected=", ".join(each.certificate_id for each in imported) or "(no certificate is imported)",
        ),
    )


def _last_valid(remaining: list[ImportedCertificate]) -> Refusal:
    expired = "; ".join(f"{each.certificate}, until {each.certificate.not_after:%Y-%m-%d}" for each in remaining)
    return Refusal(
        "ValidationException",
        # unconfirmed: the console's words
        "At least one valid certificate must remain",
        cause="idp-certificate.last-valid",
        facts=Facts(
            where="certificates that would remain",
            found=expired or "none",
            expected="at least one certificate that is valid now",
        ),
    )
