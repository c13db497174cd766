"""What the latest synchronization left out, and why; kept until the next one."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select

from emulator.guide.refusal import Facts
from emulator.store.tables.active_directory import left_out_of_synchronization
from emulator.store.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Something that the directory has and AWS did not get: a user, a group, or the member of a group.

    `object_guid` is the user's or group's own, `group_guid` that of the group whose member it is.
    """

    name: str
    cause: str
    facts: Facts
    object_guid: str | None = None
    group_guid: str | None = None


def write_left_out(tx: Transaction, identity_store_id: str, left_out: Iterable[LeftOut]) -> None:
    """Keep these in place of what was left out before."""
    table = left_out_of_synchronization
    tx.execute(delete(table).where(table.c.identity_store_id == identity_store_id))
    rows = [
        {"identity_store_id": identity_store_id, "position": position, **asdict(each)}
        for position, each in enumerate(left_out)
    ]
    if rows:
        tx.connection.execute(insert(table), rows)


def read_left_out(tx: Transaction, identity_store_id: str) -> tuple[LeftOut, ...]:
    """What the latest synchronization left out, in its order."""
    columns = left_out_of_synchronization.c
    statement = (
        select(columns.name, columns.cause, columns.facts, columns.object_guid, columns.group_guid)
        .where(columns.identity_store_id == identity_store_id)
        .order_by(columns.position)
    )
    return tuple(LeftOut(**{**row, "facts": Facts(**row["facts"])}) for row in tx.rows(statement))
