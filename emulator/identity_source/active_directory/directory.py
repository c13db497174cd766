"""The Active Directory that is there for an identity store, and what AWS was told about it."""

from dataclasses import dataclass, field

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, delete, insert, select

from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.active_directory.embedded import EmbeddedDirectory
from emulator.identity_source.active_directory.ldap.server import LdapDirectory
from emulator.identity_source.active_directory.scope import SyncScope
from emulator.identity_source.sources import SourceKind
from emulator.store.tables.active_directory import active_directories
from emulator.store.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class Directory:
    """The directory, and the settings of its synchronization; no `scope` means all of it."""

    source: EmbeddedDirectory | LdapDirectory = field(metadata={"discriminator": "kind"})
    scope: SyncScope | None = None
    attribute_mappings: dict[str, str] = field(default_factory=dict)


_DOCUMENT = TypeAdapter(Directory)


def find_directory(tx: Transaction, identity_store_id: str) -> Directory | None:
    """The directory that is there, whether or not it is the identity source."""
    found = tx.value(select(active_directories.c.directory).where(_of_store(identity_store_id)))
    return None if found is None else _DOCUMENT.validate_python(found)


def the_directory(tx: Transaction, identity_store_id: str) -> Directory:
    """The directory. Raises a Refusal (identity-source.no-active-directory) where there is none."""
    found = find_directory(tx, identity_store_id)
    if found is not None:
        return found
    raise Refusal(
        "ValidationException",
        # unconfirmed: AWS's words for this case
        "No Active Directory is available",
        cause="identity-source.no-active-directory",
        facts=Facts(
            where=f"identity source of {identity_store_id}",
            found="no directory",
            expected=f"a described directory for the identity source {SourceKind.ACTIVE_DIRECTORY}",
        ),
    )


def write_directory(tx: Transaction, identity_store_id: str, directory: Directory) -> None:
    """Make this the directory; what AWS knows of it changes with the next synchronization."""
    document = _DOCUMENT.dump_python(directory, mode="json")
    tx.execute(delete(active_directories).where(_of_store(identity_store_id)))
    tx.execute(insert(active_directories).values(identity_store_id=identity_store_id, directory=document))


def _of_store(identity_store_id: str) -> ColumnElement[bool]:
    return active_directories.c.identity_store_id == identity_store_id
