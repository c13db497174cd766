"""What is lost between Active Directory and any other identity source: everything but permission sets."""

from sqlalchemy import delete, select

from emulator.identity_source.active_directory.left_out import write_left_out
from emulator.identity_source.active_directory.schedule import forget_schedule
from emulator.identity_source.change_events import record_change
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import instance_of_identity_store
from emulator.permissions.provisioning import withdraw_all
from emulator.store.tables.applications import application_assignments, applications
from emulator.store.tables.directory import external_ids, groups, users
from emulator.store.tables.permissions import account_assignments
from emulator.store.transaction import Transaction
from emulator.trail.administrator import Administrator


def leave_active_directory(tx: Transaction, identity_store_id: str, *, by: Administrator | None) -> None:
    """Delete all identities and assignments, and record it, where Active Directory is the identity source."""
    if identity_source(tx, identity_store_id) is SourceKind.ACTIVE_DIRECTORY:
        delete_identities(tx, identity_store_id)
        forget_schedule(tx, identity_store_id)
        write_left_out(tx, identity_store_id, ())
        record_change(tx, identity_store_id, "DisassociateDirectory", by=by, source="sso.amazonaws.com")


def delete_identities(tx: Transaction, identity_store_id: str) -> None:
    """Delete every user, group and assignment (facts/scim.md §7), and with the assignments the roles in accounts.

    unconfirmed: that permission sets stay, and that assignments to applications go too.
    """
    instance_arn = instance_of_identity_store(tx, identity_store_id).instance_arn
    for table in (external_ids, users, groups):
        tx.execute(delete(table).where(table.c.identity_store_id == identity_store_id))
    tx.execute(delete(account_assignments).where(account_assignments.c.instance_arn == instance_arn))
    of_instance = select(applications.c.application_arn).where(applications.c.instance_arn == instance_arn)
    tx.execute(delete(application_assignments).where(application_assignments.c.application_arn.in_(of_instance)))
    withdraw_all(tx, instance_arn)
