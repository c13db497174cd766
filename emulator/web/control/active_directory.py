"""The Active Directory: what its administrators do to it, and the connection that AWS has to it."""

from dataclasses import replace
from datetime import datetime

from pydantic import Field

from emulator.identity_source.active_directory.contents import Account, DirectoryGroup
from emulator.identity_source.active_directory.directory import (
    Directory,
    find_directory,
    the_directory,
    write_directory,
)
from emulator.identity_source.active_directory.embedded import EmbeddedDirectory, ServiceAccount
from emulator.identity_source.active_directory.ldap.server import LdapDirectory
from emulator.identity_source.active_directory.left_out import LeftOut, read_left_out
from emulator.identity_source.active_directory.schedule import Schedule, pause, schedule_of
from emulator.identity_source.active_directory.synchronizing import synchronize
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import organization_instance
from emulator.seed.active_directory import SeedActiveDirectory, SeedLdapDirectory, SeedServiceAccount
from emulator.seed.directory import changed_service_account, described_directory, with_connector_password
from emulator.store.transaction import Transaction
from emulator.web.control.happened import Text
from emulator.web.control.route import Answer, Body, Control, Declined


class DirectoryUserInfo(Answer):
    """A user of a domain, as the directory has it."""

    name: str
    user_principal_name: str
    object_guid: str
    object_sid: str
    primary_group_sid: str
    enabled: bool
    has_password: bool
    attributes: dict[str, str]


class DirectoryGroupInfo(Answer):
    """A group of a domain; members of another domain are foreign security principals."""

    name: str
    object_guid: str
    object_sid: str
    member_sids: list[str]


class ServiceAccountInfo(Answer):
    """The service account of AD Connector."""

    user_name: str
    enabled: bool
    password_expires_at: datetime | None
    connector_knows_password: bool


class LdapInfo(Answer):
    """The connection to a real directory, without the password."""

    url: str
    base_dn: str
    user_name: str
    start_tls: bool


class DirectoryInfo(Answer):
    """The directory, empty while there is none; NetBIOS and DNS names of its domains, the connected one first.

    Of a real directory only the connection is told; what it has is read when it synchronizes.
    """

    domains: dict[str, str] = Field(default_factory=dict)
    users: list[DirectoryUserInfo] = Field(default_factory=list)
    groups: list[DirectoryGroupInfo] = Field(default_factory=list)
    service_account: ServiceAccountInfo | None = None
    ldap: LdapInfo | None = None


class ConnectorPassword(Body):
    """AWS Directory Service, Service account credentials, Update."""

    password: Text = Field(description="The password that AD Connector binds with from now on.")


class LeftOutInfo(Answer):
    """A user, or the member of a group, that did not arrive; `cause` is one of the catalogue."""

    name: str
    cause: str
    where: str
    found: str


class SynchronizationInfo(Answer):
    """What is in AWS after a synchronization: ids by object GUID."""

    users: dict[str, str]
    groups: dict[str, str]
    left_out: list[LeftOutInfo]


class FailedCycle(Answer):
    """Why the latest scheduled synchronization failed."""

    cause: str
    where: str
    found: str
    expected: str


class ScheduleInfo(Answer):
    """Settings, Manage sync: whether it is paused, when it ran and runs, what the latest run left out."""

    paused: bool
    attempted_at: datetime | None
    succeeded_at: datetime | None
    next_at: datetime | None
    failure: FailedCycle | None
    left_out: list[LeftOutInfo]


class Pause(Body):
    """Pause sync, or Resume sync."""

    paused: bool


def read_directory(control: Control) -> DirectoryInfo:
    """The Active Directory, without passwords."""
    with control.context.store.transaction() as tx:
        found = find_directory(tx, organization_instance(tx).identity_store_id)
    return DirectoryInfo() if found is None else _info(found)


def change_directory(control: Control, *, body: SeedActiveDirectory) -> DirectoryInfo:
    """Describe the embedded directory anew, in the words of a seed file; AWS learns of it when it synchronizes.

    The service account and what AD Connector holds of it stay, unless they are given; so do passwords left out.
    """
    with control.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
        found = find_directory(tx, store_id)
        directory = described_directory(body, found.source if found is not None else None)
        write_directory(tx, store_id, directory)
        return _info(directory)


def connect_ldap(control: Control, *, body: SeedLdapDirectory) -> DirectoryInfo:
    """Take a real directory, in the words of a seed file; it is read once, so that mistakes show at once."""
    with control.context.store.transaction() as tx:
        before = find_directory(tx, organization_instance(tx).identity_store_id)
    directory = described_directory(body, before.source if before else None)
    # The store is free meanwhile: a directory may be slow.
    directory.source.contents(control.context.clock.now())
    with control.context.store.transaction() as tx:
        write_directory(tx, organization_instance(tx).identity_store_id, directory)
    return _info(directory)


def change_service_account(control: Control, *, body: SeedServiceAccount) -> DirectoryInfo:
    """Change the service account in the embedded domain; AD Connector holds what it held."""
    with control.context.store.transaction() as tx:
        before = _embedded(tx).service_account
        return _write_service_account(tx, changed_service_account(body, before))


def update_connector(control: Control, *, body: ConnectorPassword) -> DirectoryInfo:
    """Update the service account credentials of AD Connector."""
    with control.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
        directory = the_directory(tx, store_id)
        if isinstance(directory.source, LdapDirectory):
            directory = replace(directory, source=replace(directory.source, password=body.password))
            write_directory(tx, store_id, directory)
            return _info(directory)
        account = with_connector_password(directory.source.service_account, body.password)
        return _write_service_account(tx, account)


def synchronize_now(control: Control) -> SynchronizationInfo:
    """Synchronize the connected directory at once; by itself that happens every hour of the clock."""
    with control.context.store.transaction() as tx:
        store_id = _connected(tx)
        done = synchronize(tx, store_id)
    return SynchronizationInfo(
        users=done.user_ids, groups=done.group_ids, left_out=[_left_out(each) for each in done.left_out]
    )


def read_schedule(control: Control) -> ScheduleInfo:
    """Where the synchronization stands."""
    with control.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
        return _schedule(schedule_of(tx, store_id), read_left_out(tx, store_id))


def pause_synchronization(control: Control, *, body: Pause) -> ScheduleInfo:
    """Pause the synchronization or resume it; the next scheduled cycle brings what has changed meanwhile."""
    with control.context.store.transaction() as tx:
        store_id = _connected(tx)
        pause(tx, store_id, body.paused)
        return _schedule(schedule_of(tx, store_id), read_left_out(tx, store_id))


def _connected(tx: Transaction) -> str:
    store_id = organization_instance(tx).identity_store_id
    source = identity_source(tx, store_id)
    if source is not SourceKind.ACTIVE_DIRECTORY:
        raise Declined(409, f"the identity source is {source}; PUT identity-source chooses active-directory")
    return store_id


def _embedded(tx: Transaction) -> EmbeddedDirectory:
    source = the_directory(tx, organization_instance(tx).identity_store_id).source
    if isinstance(source, LdapDirectory):
        raise Declined(409, f"the directory is a real one; change the account {source.user_name} there")
    return source


def _write_service_account(tx: Transaction, account: ServiceAccount) -> DirectoryInfo:
    store_id = organization_instance(tx).identity_store_id
    changed = replace(the_directory(tx, store_id), source=replace(_embedded(tx), service_account=account))
    write_directory(tx, store_id, changed)
    return _info(changed)


def _schedule(found: Schedule | None, left_out: tuple[LeftOut, ...]) -> ScheduleInfo:
    if found is None:
        return ScheduleInfo(
            paused=False, attempted_at=None, succeeded_at=None, next_at=None, failure=None, left_out=[]
        )
    failure = None
    if found.failure is not None:
        cause, facts = found.failure
        failure = FailedCycle(cause=cause, where=facts.where, found=facts.found, expected=facts.expected)
    return ScheduleInfo(
        paused=found.paused,
        attempted_at=found.attempted_at,
        succeeded_at=found.succeeded_at,
        next_at=found.next_at,
        failure=failure,
        left_out=[_left_out(each) for each in left_out],
    )


def _left_out(each: LeftOut) -> LeftOutInfo:
    return LeftOutInfo(name=each.name, cause=each.cause, where=each.facts.where, found=each.facts.found)


def _info(directory: Directory) -> DirectoryInfo:
    source = directory.source
    if isinstance(source, LdapDirectory):
        ldap = LdapInfo(
            url=source.url, base_dn=source.base_dn, user_name=source.user_name, start_tls=source.start_tls
        )
        return DirectoryInfo(ldap=ldap)
    account = source.service_account
    return DirectoryInfo(
        domains={domain.netbios_name: domain.name for domain in source.held.domains},
        users=[_user(each, source) for each in source.held.accounts],
        groups=[_group(each) for each in source.held.groups],
        service_account=ServiceAccountInfo(
            user_name=account.user_name,
            enabled=account.enabled,
            password_expires_at=account.password_expires_at,
            connector_knows_password=account.connector_knows_password,
        ),
    )


def _user(account: Account, source: EmbeddedDirectory) -> DirectoryUserInfo:
    return DirectoryUserInfo(
        name=account.down_level_name,
        user_principal_name=account.user_principal_name,
        object_guid=account.object_guid,
        object_sid=account.object_sid,
        primary_group_sid=account.primary_group_sid,
        enabled=account.enabled,
        has_password=source.credentials[account.object_guid].password_hash is not None,
        attributes=account.attributes,
    )


def _group(group: DirectoryGroup) -> DirectoryGroupInfo:
    return DirectoryGroupInfo(
        name=group.down_level_name,
        object_guid=group.object_guid,
        object_sid=group.object_sid,
        member_sids=list(group.member_sids),
    )
