"""The external identity provider that people sign in with (facts/signin.md §2.1 to §2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.change_events import record_change
from emulator.identity_source.idp_certificates import ImportedCertificate, import_certificate, list_certificates
from emulator.identity_source.leaving import leave_active_directory
from emulator.identity_source.sources import SourceKind, no_external_idp, write_kind
from emulator.saml import names
from emulator.saml.certificates import read_certificate
from emulator.saml.idp_metadata import IdpMetadata, read_idp_metadata, refuse_no_web_address
from emulator.store.tables.identity_source import external_idps, idp_certificates
from emulator.store.transaction import Transaction
from emulator.trail.administrator import Administrator


@dataclass(frozen=True, kw_only=True)
class ExternalIdp:
    """The connected provider. `sign_in_binding` is the URI of the binding that requests are sent by.

    `name_id_formats` are those that its metadata declares; empty where it declares none.
    """

    identity_store_id: str
    issuer: str
    sign_in_url: str
    sign_in_binding: str
    name_id_formats: tuple[str, ...]
    certificates: tuple[ImportedCertificate, ...]
    updated_at: datetime


def external_idp(tx: Transaction, identity_store_id: str) -> ExternalIdp | None:
    """The provider that is connected, or None while the identity source is another one."""
    row = tx.row(select(external_idps).where(external_idps.c.identity_store_id == identity_store_id))
    if row is None:
        return None
    return ExternalIdp(
        identity_store_id=identity_store_id,
        issuer=row["issuer"],
        sign_in_url=row["sign_in_url"],
        sign_in_binding=row["sign_in_binding"],
        name_id_formats=tuple(row["name_id_formats"]),
        certificates=list_certificates(tx, identity_store_id),
        updated_at=row["updated_at"],
    )


def connect_external_idp(
    tx: Transaction,
    identity_store_id: str,
    *,
    metadata: str | None = None,
    issuer: str | None = None,
    sign_in_url: str | None = None,
    certificates: Sequence[str] = (),
    by: Administrator | None = None,
) -> ExternalIdp:
    """Make an external provider the identity source, or replace the one there is, certificates included.

    Give either its `metadata` (XML), or `issuer`, `sign_in_url` and `certificates` (PEM). Raises a Refusal:
    idp-metadata.* for the document or what is missing, idp-certificate.too-long or .unreadable for a certificate.
    """
    described = read_idp_metadata(metadata) if metadata is not None else _by_hand(issuer, sign_in_url, certificates)
    for pem in described.certificates:
        read_certificate(pem)
    leave_active_directory(tx, identity_store_id, by=by)
    existed = forget_external_idp(tx, identity_store_id, by=None)
    binding, location = _preferred_endpoint(described)
    tx.execute(
        insert(external_idps).values(
            identity_store_id=identity_store_id,
            issuer=described.issuer,
            sign_in_url=location,
            sign_in_binding=binding,
            name_id_formats=list(described.name_id_formats),
            updated_at=tx.now(),
        )
    )
    write_kind(tx, identity_store_id, SourceKind.EXTERNAL_IDP)
    for pem in described.certificates:
        import_certificate(tx, identity_store_id, pem)
    events = ("Update",) if existed else ("Create", "Enable")
    record_change(tx, identity_store_id, *(f"{verb}ExternalIdPConfigurationForDirectory" for verb in events), by=by)
    connected = external_idp(tx, identity_store_id)
    assert connected is not None
    return connected


def change_identity_source(
    tx: Transaction, identity_store_id: str, kind: SourceKind, *, by: Administrator | None = None
) -> None:
    """Choose another identity source. Leaving an external provider deletes its configuration and certificates.

    To or from Active Directory, users, groups and assignments are deleted (facts/scim.md §7); to Active Directory
    it goes by active_directory.connecting.connect_active_directory.

    Raises a Refusal (identity-source.no-external-idp) for `external-idp` while none is connected.
    """
    if kind is SourceKind.EXTERNAL_IDP:
        if external_idp(tx, identity_store_id) is None:
            raise no_external_idp(identity_store_id)
        return
    leave_active_directory(tx, identity_store_id, by=by)
    forget_external_idp(tx, identity_store_id, by=by)
    write_kind(tx, identity_store_id, kind)


def _by_hand(issuer: str | None, sign_in_url: str | None, certificates: Sequence[str]) -> IdpMetadata:
    parts = {"IdP issuer URL": issuer, "IdP sign-in URL": sign_in_url, "IdP certificate": certificates}
    missing = [name for name, value in parts.items() if not value]
    if not issuer or not sign_in_url or not certificates:
        raise Refusal(
            "ValidationException",
            # unconfirmed: the console's words
            "The identity provider's metadata is incomplete",
            cause="idp-metadata.incomplete",
            facts=Facts(
                where="identity provider metadata",
                found=f"no {', no '.join(missing)}",
                expected="a metadata file, or all of " + ", ".join(parts),
            ),
        )
    refuse_no_web_address("IdP sign-in URL", sign_in_url)
    return IdpMetadata(
        issuer=issuer,
        # unconfirmed: the binding that AWS uses for a sign-in URL entered by hand
        sign_in_endpoints={names.HTTP_REDIRECT: sign_in_url},
        certificates=tuple(certificates),
        name_id_formats=(),
    )


def _preferred_endpoint(described: IdpMetadata) -> tuple[str, str]:
    # unconfirmed: which binding AWS prefers when the provider offers both
    for binding in (names.HTTP_REDIRECT, names.HTTP_POST):
        if binding in described.sign_in_endpoints:
            return binding, described.sign_in_endpoints[binding]
    raise AssertionError("metadata is only read when it has one of the two bindings")


def forget_external_idp(tx: Transaction, identity_store_id: str, *, by: Administrator | None) -> bool:
    """Delete the provider and its certificates, and record it; tells whether there was one."""
    tx.execute(delete(idp_certificates).where(idp_certificates.c.identity_store_id == identity_store_id))
    existed = tx.execute(delete(external_idps).where(external_idps.c.identity_store_id == identity_store_id)) > 0
    if existed:
        events = (f"{verb}ExternalIdPConfigurationForDirectory" for verb in ("Disable", "Delete"))
        record_change(tx, identity_store_id, *events, by=by)
    return existed
