"""The ids that identity providers give to users and groups, kept beside them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, insert, select

from emulator.directory.user import ExternalId
from emulator.store.tables.directory import external_ids as table
from emulator.store.transaction import Transaction

USER = "USER"
GROUP = "GROUP"


def scim_issuer(identity_store_id: str) -> str:
    """Who is said to have issued the external ids that arrive over SCIM.

    unconfirmed: public answers of the Identity Store API show https://scim.aws.com/ and an opaque part.
    """
    return f"https://scim.aws.com/{identity_store_id}"


def external_ids_of(tx: Transaction, resource_ids: Sequence[str]) -> Mapping[str, tuple[ExternalId, ...]]:
    """The external ids of many users or groups, by user or group id, in one query."""
    if not resource_ids:
        return {}
    columns = table.c
    found: dict[str, list[ExternalId]] = defaultdict(list)
    statement = select(table).where(columns.resource_id.in_(resource_ids)).order_by(columns.issuer, columns.id)
    for row in tx.rows(statement):
        found[row["resource_id"]].append(ExternalId(row["issuer"], row["id"]))
    return {resource_id: tuple(ids) for resource_id, ids in found.items()}


def resource_of_external_id(
    tx: Transaction, identity_store_id: str, resource_type: str, external_id: ExternalId
) -> str | None:
    """The id of the user or group that holds this external id."""
    columns = table.c
    holder: str | None = tx.value(
        select(columns.resource_id).where(
            columns.identity_store_id == identity_store_id,
            columns.resource_type == resource_type,
            columns.issuer == external_id.issuer,
            columns.id == external_id.id,
        )
    )
    return holder


def set_external_ids(
    tx: Transaction, identity_store_id: str, resource_type: str, resource_id: str, ids: Iterable[ExternalId]
) -> None:
    """Make these the external ids of the user or group; an empty `ids` removes them all."""
    tx.execute(delete(table).where(table.c.resource_id == resource_id))
    for external_id in dict.fromkeys(ids):
        tx.execute(
            insert(table).values(
                identity_store_id=identity_store_id,
                resource_type=resource_type,
                issuer=external_id.issuer,
                id=external_id.id,
                resource_id=resource_id,
            )
        )
