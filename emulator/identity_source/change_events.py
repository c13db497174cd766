"""The trail events of what administrators do in the console (names: facts/signin.md §5.2)."""

from collections.abc import Mapping
from typing import Any

from emulator.permissions.instances import instance_of_identity_store
from emulator.store.transaction import Transaction
from emulator.trail.administrator import Administrator
from emulator.trail.event import Event
from emulator.trail.trail import record


def record_change(
    tx: Transaction,
    identity_store_id: str,
    *names: str,
    by: Administrator | None,
    source: str = "sso-directory.amazonaws.com",
    parameters: Mapping[str, Any] | None = None,
) -> None:
    """One event for each of `names`; none when nobody made the change (`by` is None), as while seeding.

    `parameters` are what the operation was given beside the directory.
    """
    if by is None:
        return
    instance = instance_of_identity_store(tx, identity_store_id)
    for name in names:
        record(
            tx,
            Event(
                source=source,
                name=name,
                account_id=instance.owner_account_id,
                region=instance.region,
                user_identity=by.user_identity,
                origin=by.origin,
                # unconfirmed: the parameters of these console operations; no public sample exists
                details={
                    "requestParameters": {"directoryId": identity_store_id, **(parameters or {})},
                    "responseElements": None,
                },
            ),
        )
