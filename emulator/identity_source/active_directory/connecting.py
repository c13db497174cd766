"""Makes Active Directory the identity source."""

from sqlalchemy import delete

from emulator.identity_source.active_directory.directory import the_directory
from emulator.identity_source.active_directory.sync import Synchronized
from emulator.identity_source.active_directory.synchronizing import take_over_at_once
from emulator.identity_source.change_events import record_change
from emulator.identity_source.external_idp import forget_external_idp
from emulator.identity_source.leaving import delete_identities
from emulator.identity_source.scim_tenants import disable_provisioning, tenant_of_identity_store
from emulator.identity_source.sources import SourceKind, identity_source, write_kind
from emulator.store.tables.identity_source import scim_tokens
from emulator.store.transaction import Transaction
from emulator.trail.administrator import Administrator


def connect_active_directory(
    tx: Transaction, identity_store_id: str, *, by: Administrator | None = None
) -> Synchronized:
    """Connect the directory that is there, and synchronize for the first time.

    The users, groups and assignments of the identity source so far are deleted (facts/scim.md §7), and so is
    automatic provisioning, which AWS has for external providers only.

    Raises a Refusal: identity-source.no-active-directory, ad-connector.*; then nothing has changed.
    """
    directory = the_directory(tx, identity_store_id)
    contents = directory.source.contents(tx.now())
    if identity_source(tx, identity_store_id) is not SourceKind.ACTIVE_DIRECTORY:
        delete_identities(tx, identity_store_id)
        forget_external_idp(tx, identity_store_id, by=by)
        _end_provisioning(tx, identity_store_id)
        write_kind(tx, identity_store_id, SourceKind.ACTIVE_DIRECTORY)
        record_change(tx, identity_store_id, "AssociateDirectory", by=by, source="sso.amazonaws.com")
    return take_over_at_once(tx, identity_store_id, directory, contents)


def _end_provisioning(tx: Transaction, identity_store_id: str) -> None:
    tenant = tenant_of_identity_store(tx, identity_store_id)
    if tenant is not None:
        tx.execute(delete(scim_tokens).where(scim_tokens.c.tenant_id == tenant.tenant_id))
        disable_provisioning(tx, identity_store_id)
