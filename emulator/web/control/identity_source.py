"""The identity source: which one, the external provider, its certificates; attributes for access control."""

from datetime import datetime

from pydantic import Field

from emulator.identity_source.active_directory.connecting import connect_active_directory
from emulator.identity_source.external_idp import change_identity_source, connect_external_idp, external_idp
from emulator.identity_source.idp_certificates import ImportedCertificate, delete_certificate, import_certificate
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.access_control_attributes import (
    access_control_attributes_enabled,
    set_access_control_attributes,
)
from emulator.permissions.instances import Instance, organization_instance
from emulator.seed.model import SeedIdentitySource
from emulator.store.transaction import Transaction
from emulator.trail.administrator import Administrator, account_root
from emulator.web.control.route import Answer, Body, Control
from emulator.web.journal import origin


class CertificateInfo(Answer):
    """A certificate of the external provider; `indicator` is its colour in the console: red, yellow or green."""

    certificate_id: str
    subject: str
    not_before: datetime
    not_after: datetime
    indicator: str
    imported_at: datetime
    pem: str


class ExternalIdpInfo(Answer):
    """The connected external provider."""

    issuer: str
    sign_in_url: str
    sign_in_binding: str
    name_id_formats: list[str]
    certificates: list[CertificateInfo]


class IdentitySourceInfo(Answer):
    """Where identities come from; `external_idp` is null for another kind."""

    kind: SourceKind
    external_idp: ExternalIdpInfo | None


class CertificateImport(Body):
    """A certificate to add."""

    certificate: str = Field(description="PEM.", min_length=1)


class AccessControlAttributes(Body):
    """Whether attributes for access control are enabled."""

    enabled: bool


def read_identity_source(control: Control) -> IdentitySourceInfo:
    """The identity source, with the external provider's configuration."""
    with control.context.store.transaction() as tx:
        return _describe(tx, organization_instance(tx))


def choose_identity_source(control: Control, *, body: SeedIdentitySource) -> IdentitySourceInfo:
    """Connect an external provider, or choose another source; in the words of a seed file.

    To or from Active Directory, every user, group and assignment is deleted, as AWS does it.
    """
    with control.context.store.transaction() as tx:
        instance = organization_instance(tx)
        store_id, by = instance.identity_store_id, _administrator(instance)
        if body.kind == "identity-center":
            change_identity_source(tx, store_id, SourceKind.IDENTITY_CENTER, by=by)
        elif body.kind == "active-directory":
            connect_active_directory(tx, store_id, by=by)
        elif body.idp == "test-idp":
            connect_external_idp(tx, store_id, metadata=control.test_idp_metadata(), by=by)
        else:
            connect_external_idp(tx, store_id, **body.idp.model_dump(), by=by)
        return _describe(tx, instance)


def add_certificate(control: Control, *, body: CertificateImport) -> CertificateInfo:
    """Import a certificate of the external provider beside those it has."""
    with control.context.store.transaction() as tx:
        instance = organization_instance(tx)
        store_id = instance.identity_store_id
        imported = import_certificate(tx, store_id, body.certificate, by=_administrator(instance))
        return _certificate(imported, tx.now())


def remove_certificate(control: Control, *, certificate_id: str) -> IdentitySourceInfo:
    """Delete a certificate of the external provider; a valid one must remain."""
    with control.context.store.transaction() as tx:
        instance = organization_instance(tx)
        delete_certificate(tx, instance.identity_store_id, certificate_id, by=_administrator(instance))
        return _describe(tx, instance)


def read_access_control_attributes(control: Control) -> AccessControlAttributes:
    """Whether attributes for access control are enabled."""
    with control.context.store.transaction() as tx:
        enabled = access_control_attributes_enabled(tx, organization_instance(tx).instance_arn)
    return AccessControlAttributes(enabled=enabled)


def switch_access_control_attributes(control: Control, *, body: AccessControlAttributes) -> AccessControlAttributes:
    """Enable or disable attributes for access control."""
    with control.context.store.transaction() as tx:
        set_access_control_attributes(tx, organization_instance(tx).instance_arn, body.enabled)
    return body


def _administrator(instance: Instance) -> Administrator:
    return account_root(instance.owner_account_id, origin())


def _describe(tx: Transaction, instance: Instance) -> IdentitySourceInfo:
    idp = external_idp(tx, instance.identity_store_id)
    if idp is None:
        return IdentitySourceInfo(kind=identity_source(tx, instance.identity_store_id), external_idp=None)
    info = ExternalIdpInfo(
        issuer=idp.issuer,
        sign_in_url=idp.sign_in_url,
        sign_in_binding=idp.sign_in_binding,
        name_id_formats=list(idp.name_id_formats),
        certificates=[_certificate(each, tx.now()) for each in idp.certificates],
    )
    return IdentitySourceInfo(kind=identity_source(tx, instance.identity_store_id), external_idp=info)


def _certificate(imported: ImportedCertificate, now: datetime) -> CertificateInfo:
    certificate = imported.certificate
    return CertificateInfo(
        certificate_id=imported.certificate_id,
        subject=certificate.subject,
        not_before=certificate.not_before,
        not_after=certificate.not_after,
        indicator=imported.indicator(now),
        imported_at=imported.imported_at,
        pem=certificate.pem,
    )
