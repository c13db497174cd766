"""The embedded Active Directory: what its administrators do to it, and the connection that AWS has to it."""

from dataclasses import replace
from datetime import datetime

from pydantic import Field

from emulator.identity_source.active_directory.directory import (
    Account,
    Directory,
    DirectoryGroup,
    find_directory,
    the_directory,
    write_directory,
    write_service_account,
)
from emulator.identity_source.active_directory.sync import synchronize
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import organization_instance
from emulator.seed.active_directory import SeedActiveDirectory, SeedServiceAccount
from emulator.seed.directory import changed_service_account, described_directory
from emulator.directory.password_hashes import hash_password, matches
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


class DirectoryInfo(Answer):
    """The directory, empty while there is none; NetBIOS and DNS names of its domains, the connected one first."""

    domains: dict[str, str]
    users: list[DirectoryUserInfo]
    groups: list[DirectoryGroupInfo]
    service_account: ServiceAccountInfo | None


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


def read_directory(control: Control) -> DirectoryInfo:
    """The embedded Active Directory, without passwords."""
    with control.context.store.transaction() as tx:
        found = find_directory(tx, organization_instance(tx).identity_store_id)
    return DirectoryInfo(domains={}, users=[], groups=[], service_account=None) if found is None else _info(found)


def change_directory(control: Control, *, body: SeedActiveDirectory) -> DirectoryInfo:
    """Describe the directory anew, in the words of a seed file; AWS learns of it when it synchronizes.

    The service account and what AD Connector holds of it stay, unless they are given; so do passwords left out.
    """
    with control.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
        before = find_directory(tx, store_id)
        directory = described_directory(body, before)
        if before is not None and "service_account" not in body.model_fields_set:
            directory = replace(directory, service_account=before.service_account)
        write_directory(tx, store_id, directory)
        return _info(directory)


def change_service_account(control: Control, *, body: SeedServiceAccount) -> DirectoryInfo:
    """Change the service account in the domain; AD Connector holds what it held."""
    with control.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
        before = the_directory(tx, store_id).service_account
        write_service_account(tx, store_id, changed_service_account(body, before))
        return _info(the_directory(tx, store_id))


def update_connector(control: Control, *, body: ConnectorPassword) -> DirectoryInfo:
    """Update the service account credentials of AD Connector."""
    with control.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
        account = the_directory(tx, store_id).service_account
        updated = replace(
            account,
            connector_password_hash=hash_password(body.password),
            connector_knows_password=matches(account.password_hash, body.password),
        )
        write_service_account(tx, store_id, updated)
        return _info(the_directory(tx, store_id))


def synchronize_now(control: Control) -> SynchronizationInfo:
    """Synchronize the connected directory, which AWS does by itself every few hours."""
    with control.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
        source = identity_source(tx, store_id)
        if source is not SourceKind.ACTIVE_DIRECTORY:
            raise Declined(409, f"the identity source is {source}; PUT identity-source chooses active-directory")
        done = synchronize(tx, store_id)
    return SynchronizationInfo(
        users=done.user_ids,
        groups=done.group_ids,
        left_out=[
            LeftOutInfo(name=each.name, cause=each.cause, where=each.facts.where, found=each.facts.found)
            for each in done.left_out
        ],
    )


def _info(directory: Directory) -> DirectoryInfo:
    account = directory.service_account
    return DirectoryInfo(
        domains={domain.netbios_name: domain.name for domain in directory.domains},
        users=[_user(each) for each in directory.accounts],
        groups=[_group(each) for each in directory.groups],
        service_account=ServiceAccountInfo(
            user_name=account.user_name,
            enabled=account.enabled,
            password_expires_at=account.password_expires_at,
            connector_knows_password=account.connector_knows_password,
        ),
    )


def _user(account: Account) -> DirectoryUserInfo:
    return DirectoryUserInfo(
        name=account.down_level_name,
        user_principal_name=account.user_principal_name,
        object_guid=account.object_guid,
        object_sid=account.object_sid,
        primary_group_sid=account.primary_group_sid,
        enabled=account.enabled,
        has_password=account.password_hash is not None,
        attributes=account.attributes,
    )


def _group(group: DirectoryGroup) -> DirectoryGroupInfo:
    return DirectoryGroupInfo(
        name=group.down_level_name,
        object_guid=group.object_guid,
        object_sid=group.object_sid,
        member_sids=list(group.member_sids),
    )
