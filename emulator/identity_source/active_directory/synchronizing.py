"""Runs a synchronization: reads the directory while the store is free, then takes over what was read."""

from emulator.guide.refusal import Refusal
from emulator.identity_source.active_directory.contents import Contents
from emulator.identity_source.active_directory.directory import Directory, the_directory
from emulator.identity_source.active_directory.schedule import (
    begin_due_cycle,
    note_failure,
    note_success,
    schedule_of,
)
from emulator.identity_source.active_directory.sync import Synchronized, take_over
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.store.database import Store
from emulator.store.transaction import Transaction


def synchronize(tx: Transaction, identity_store_id: str) -> Synchronized:
    """Read and take over in one transaction. Raises a Refusal where AD Connector cannot bind (ad-connector.*)."""
    directory = the_directory(tx, identity_store_id)
    return take_over_at_once(tx, identity_store_id, directory, directory.source.contents(tx.now()))


def take_over_at_once(
    tx: Transaction, identity_store_id: str, directory: Directory, contents: Contents
) -> Synchronized:
    """Bring the identity store up to date with what was read, and let the next cycle follow in an hour."""
    schedule = schedule_of(tx, identity_store_id)
    last = schedule.succeeded_at if schedule else None
    done = take_over(tx, identity_store_id, directory, contents, last=last)
    note_success(tx, identity_store_id)
    return done


def synchronize_due(store: Store) -> None:
    """Run the cycle that is due, if one is. A failure is written down, and shows where the schedule is read."""
    with store.transaction() as tx:
        store_id = begin_due_cycle(tx)
        if store_id is None:
            return
        directory, now = the_directory(tx, store_id), tx.now()
    try:
        contents = directory.source.contents(now)
    except Refusal as refusal:
        with store.transaction() as tx:
            note_failure(tx, store_id, refusal)
        return
    with store.transaction() as tx:
        # Meanwhile somebody may have chosen another source, or described another directory.
        still = identity_source(tx, store_id) is SourceKind.ACTIVE_DIRECTORY
        if still and the_directory(tx, store_id) == directory:
            take_over_at_once(tx, store_id, directory, contents)
