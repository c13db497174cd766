"""The embedded Active Directory as a seed describes it."""

from collections.abc import Mapping

from emulator.identity_source.active_directory.directory import Account, Directory, DirectoryGroup, Domain
from emulator.seed.active_directory import (
    SeedActiveDirectory,
    SeedDirectoryGroup,
    SeedDirectoryUser,
    SeedServiceAccount,
    SeedSyncScope,
    SeedTrustedDomain,
)
from emulator.seed.export.left_out import LeftOut

# The passwords are not known, only whether AD Connector holds the right one.
_ANOTHER_PASSWORD = "not that of the account"


def described_as_seed(directory: Directory, left_out: LeftOut) -> SeedActiveDirectory:
    """Domains, users and groups with their ids, the service account, scope and mappings; no passwords."""
    names = {account.object_sid: account for account in directory.accounts}
    passwords = sum(account.password_hash is not None for account in directory.accounts)
    if passwords:
        left_out.add(f"passwords in Active Directory: {passwords}")
    connected, *trusted = (_domain(directory, domain, names) for domain in directory.domains)
    service = directory.service_account
    return SeedActiveDirectory(
        **dict(connected),
        service_account=SeedServiceAccount(
            user_name=service.user_name, enabled=service.enabled, password_expires_at=service.password_expires_at
        ),
        connector_password=None if service.connector_knows_password else _ANOTHER_PASSWORD,
        trusted_domains=tuple(trusted),
        sync_scope=_scope(directory),
        attribute_mappings=dict(sorted(directory.attribute_mappings.items())),
    )


def _domain(directory: Directory, domain: Domain, by_sid: Mapping[str, Account]) -> SeedTrustedDomain:
    users = sorted((each for each in directory.accounts if each.domain == domain), key=lambda a: a.sam_account_name)
    groups = sorted((each for each in directory.groups if each.domain == domain), key=lambda group: group.name)
    names = {group.object_sid: group.name for group in groups}
    return SeedTrustedDomain(
        domain=domain.name,
        netbios_name=domain.netbios_name,
        users=tuple(_user(user, names[user.primary_group_sid]) for user in users),
        groups=tuple(_group(group, by_sid) for group in groups),
    )


def _user(account: Account, primary_group: str) -> SeedDirectoryUser:
    given, surname = account.attributes.get("givenname"), account.attributes.get("sn")
    display_name = account.attributes.get("displayname")
    usual_upn = f"{account.sam_account_name}@{account.domain.name}"
    return SeedDirectoryUser(
        sam_account_name=account.sam_account_name,
        user_principal_name=None if account.user_principal_name == usual_upn else account.user_principal_name,
        given_name=given,
        surname=surname,
        initials=account.attributes.get("initials"),
        display_name=None if display_name == " ".join(filter(None, (given, surname))) else display_name,
        mail=account.attributes.get("mail"),
        enabled=account.enabled,
        primary_group=primary_group,
        object_guid=account.object_guid,
        object_sid=account.object_sid,
    )


def _group(group: DirectoryGroup, by_sid: Mapping[str, Account]) -> SeedDirectoryGroup:
    members = [by_sid[sid] for sid in group.member_sids]
    return SeedDirectoryGroup(
        name=group.name,
        members=tuple(
            sorted(
                account.sam_account_name if account.domain == group.domain else account.down_level_name
                for account in members
            )
        ),
        object_guid=group.object_guid,
        object_sid=group.object_sid,
    )


def _scope(directory: Directory) -> SeedSyncScope | None:
    scope = directory.scope
    if scope is None:
        return None
    return SeedSyncScope(
        users=tuple(sorted(a.down_level_name for a in directory.accounts if a.object_guid in scope.user_guids)),
        groups=tuple(sorted(g.down_level_name for g in directory.groups if g.object_guid in scope.group_guids)),
    )
