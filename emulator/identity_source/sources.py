"""Which kind of identity source an identity store has; there is exactly one at a time."""

from enum import StrEnum

from sqlalchemy import delete, insert, select

from emulator.guide.refusal import Facts, Refusal
from emulator.store.tables.identity_source import identity_sources
from emulator.store.transaction import Transaction


class SourceKind(StrEnum):
    """The identity sources that can be chosen."""

    IDENTITY_CENTER = "identity-center"
    EXTERNAL_IDP = "external-idp"
    ACTIVE_DIRECTORY = "active-directory"


def identity_source(tx: Transaction, identity_store_id: str) -> SourceKind:
    """The store's identity source; a newly enabled instance has its own directory."""
    kind = tx.value(select(identity_sources.c.kind).where(identity_sources.c.identity_store_id == identity_store_id))
    return SourceKind(kind) if kind is not None else SourceKind.IDENTITY_CENTER


def write_kind(tx: Transaction, identity_store_id: str, kind: SourceKind) -> None:
    """Write the kind down, nothing else; to change the source call external_idp.change_identity_source."""
    tx.execute(delete(identity_sources).where(identity_sources.c.identity_store_id == identity_store_id))
    tx.execute(insert(identity_sources).values(identity_store_id=identity_store_id, kind=kind))


def no_external_idp(identity_store_id: str) -> Refusal:
    """The refusal (identity-source.no-external-idp) of what only works with an external provider."""
    return Refusal(
        "ValidationException",
        # unconfirmed: AWS's words for this case
        "No external identity provider is configured for the directory",
        cause="identity-source.no-external-idp",
        facts=Facts(
            where=f"identity source of {identity_store_id}",
            found=SourceKind.IDENTITY_CENTER,
            expected=SourceKind.EXTERNAL_IDP,
        ),
    )
