"""The Active Directory as a seed describes it."""

from collections.abc import Mapping

from emulator.identity_source.active_directory.contents import Account, Contents, DirectoryGroup, Domain
from emulator.identity_source.active_directory.directory import Directory
from emulator.identity_source.active_directory.embedded import Credentials, EmbeddedDirectory
from emulator.identity_source.active_directory.ldap.server import LdapDirectory
from emulator.seed.active_directory import (
    SeedActiveDirectory,
    SeedDirectoryGroup,
    SeedDirectoryUser,
    SeedLdap,
    SeedLdapDirectory,
    SeedServiceAccount,
    SeedSyncScope,
    SeedTrustedDomain,
)
from emulator.seed.export.left_out import LeftOut

# The passwords are not known, only whether AD Connector holds the right one.
_ANOTHER_PASSWORD = "not that of the account"


def described_as_seed(directory: Directory, left_out: LeftOut) -> SeedActiveDirectory | SeedLdapDirectory:
    """Domains, users and groups with their ids, the service account, scope and mappings; no passwords.

    Of a real directory, only how it is reached.
    """
    mappings = dict(sorted(directory.attribute_mappings.items()))
    source = directory.source
    if isinstance(source, LdapDirectory):
        left_out.add("password of AD Connector's service account in the real Active Directory")
        return SeedLdapDirectory(ldap=_ldap(source), sync_scope=_scope(directory), attribute_mappings=mappings)
    passwords = sum(kept.password_hash is not None for kept in source.credentials.values())
    if passwords:
        left_out.add(f"passwords in Active Directory: {passwords}")
    connected, *trusted = (_domain(source, domain) for domain in source.held.domains)
    service = source.service_account
    return SeedActiveDirectory(
        **dict(connected),
        reachable=source.reachable,
        service_account=SeedServiceAccount(
            user_name=service.user_name, enabled=service.enabled, password_expires_at=service.password_expires_at
        ),
        connector_password=None if service.connector_knows_password else _ANOTHER_PASSWORD,
        trusted_domains=tuple(trusted),
        sync_scope=_scope(directory),
        attribute_mappings=mappings,
    )


def _ldap(source: LdapDirectory) -> SeedLdap:
    return SeedLdap(
        url=source.url,
        base_dn=source.base_dn,
        user_name=source.user_name,
        start_tls=source.start_tls,
        ca_certificates=source.ca_certificates,
        timeout_seconds=source.timeout_seconds,
    )


def _domain(source: EmbeddedDirectory, domain: Domain) -> SeedTrustedDomain:
    held = source.held
    users = sorted((each for each in held.accounts if each.domain == domain), key=lambda a: a.sam_account_name)
    groups = sorted((each for each in held.groups if each.domain == domain), key=lambda group: group.name)
    names = {group.object_sid: group.name for group in groups}
    return SeedTrustedDomain(
        domain=domain.name,
        netbios_name=domain.netbios_name,
        users=tuple(
            _user(user, names[user.primary_group_sid], source.credentials[user.object_guid]) for user in users
        ),
        groups=tuple(_group(group, held) for group in groups),
    )


def _user(account: Account, primary_group: str, kept: Credentials) -> SeedDirectoryUser:
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
        locked=kept.locked,
        must_change_password=kept.must_change_password,
        password_expires_at=kept.password_expires_at,
        account_expires_at=kept.account_expires_at,
        log_on_to=kept.computers,
        primary_group=primary_group,
        object_guid=account.object_guid,
        object_sid=account.object_sid,
    )


def _group(group: DirectoryGroup, held: Contents) -> SeedDirectoryGroup:
    by_sid: Mapping[str, Account | DirectoryGroup] = {**held.account_by_sid, **held.group_by_sid}
    members = [by_sid[sid] for sid in group.member_sids]
    return SeedDirectoryGroup(
        name=group.name,
        members=tuple(
            sorted(_name(each) if each.domain == group.domain else each.down_level_name for each in members)
        ),
        object_guid=group.object_guid,
        object_sid=group.object_sid,
    )


def _name(member: Account | DirectoryGroup) -> str:
    return member.sam_account_name if isinstance(member, Account) else member.name


def _scope(directory: Directory) -> SeedSyncScope | None:
    scope = directory.scope
    return None if scope is None else SeedSyncScope(users=scope.users, groups=scope.groups)
