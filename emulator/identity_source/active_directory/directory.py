"""The embedded Active Directory as data, and where it is kept."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, delete, insert, select

from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.sources import SourceKind
from emulator.store.tables.active_directory import active_directories
from emulator.store.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class Domain:
    """A domain: DNS name and NetBIOS name."""

    name: str
    netbios_name: str


@dataclass(frozen=True, kw_only=True)
class Account:
    """A user of a domain. `attributes` are those that mappings can name, under their names in small letters."""

    domain: Domain
    sam_account_name: str
    user_principal_name: str
    object_guid: str
    object_sid: str
    primary_group_sid: str
    enabled: bool
    password_hash: str | None
    attributes: dict[str, str]

    @property
    def down_level_name(self) -> str:
        r"""`CORP\jane`."""
        return f"{self.domain.netbios_name}\\{self.sam_account_name}"


@dataclass(frozen=True, kw_only=True)
class DirectoryGroup:
    """A group of a domain. `member_sids` of another domain are its foreign security principals."""

    domain: Domain
    name: str
    object_guid: str
    object_sid: str
    member_sids: tuple[str, ...]

    @property
    def down_level_name(self) -> str:
        r"""`CORP\Developers`."""
        return f"{self.domain.netbios_name}\\{self.name}"


@dataclass(frozen=True, kw_only=True)
class ServiceAccount:
    """The account that AD Connector binds with; `connector_knows_password` compares what both sides hold."""

    user_name: str
    enabled: bool
    password_expires_at: datetime | None
    password_hash: str
    connector_password_hash: str
    connector_knows_password: bool


@dataclass(frozen=True, kw_only=True)
class SyncScope:
    """The object ids that are synchronized; a group brings its members along."""

    user_guids: frozenset[str]
    group_guids: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Everything: the connected domain comes first; no `scope` means all of it."""

    domains: tuple[Domain, ...]
    accounts: tuple[Account, ...]
    groups: tuple[DirectoryGroup, ...]
    service_account: ServiceAccount
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


def write_service_account(tx: Transaction, identity_store_id: str, account: ServiceAccount) -> None:
    """Change the service account, or what AD Connector holds of it, and nothing else."""
    write_directory(tx, identity_store_id, replace(the_directory(tx, identity_store_id), service_account=account))


def _of_store(identity_store_id: str) -> ColumnElement[bool]:
    return active_directories.c.identity_store_id == identity_store_id
