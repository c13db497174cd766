"""The settings of an identity store itself: from which networks it may be reached.

The emulator keeps them and gives them back; it does not enforce them, because no request reaches it from a VPC.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select

from emulator.store.tables.directory import identity_stores
from emulator.store.transaction import Transaction

# unconfirmed: whether AWS tells this of a store that was never configured, or nothing.
OPEN_TO_ALL: Mapping[str, Any] = {"VpceAccessRequired": False}


def network_configuration(tx: Transaction, identity_store_id: str) -> Mapping[str, Any]:
    """The network configuration, with its members as the service model spells them."""
    configured: Mapping[str, Any] | None = tx.value(
        select(identity_stores.c.network_configuration).where(
            identity_stores.c.identity_store_id == identity_store_id
        )
    )
    return OPEN_TO_ALL if configured is None else configured


def set_network_configuration(tx: Transaction, identity_store_id: str, configuration: Mapping[str, Any]) -> None:
    """Replace the network configuration; what the new one leaves out is cleared."""
    tx.execute(delete(identity_stores).where(identity_stores.c.identity_store_id == identity_store_id))
    tx.execute(
        insert(identity_stores).values(identity_store_id=identity_store_id, network_configuration=dict(configuration))
    )
