"""Makes the embedded Active Directory out of its description in a seed, or in the control API."""

import hashlib
import uuid

from emulator.directory.password_hashes import hash_password, matches
from emulator.identity_source.active_directory.directory import (
    Account,
    Directory,
    DirectoryGroup,
    Domain,
    ServiceAccount,
    SyncScope,
)
from emulator.identity_source.active_directory.mappings import check_mappings
from emulator.seed.active_directory import (
    PRIMARY_GROUP,
    SeedActiveDirectory,
    SeedDirectoryGroup,
    SeedDirectoryUser,
    SeedServiceAccount,
    SeedTrustedDomain,
    down_level,
)

_NAMESPACE = uuid.UUID("5f0d7b0e-8f0c-4f8a-9a57-3f1d2a8f6a11")
# The well-known RID of Domain Users; those below a thousand belong to the domain itself.
_RID_OF_DOMAIN_USERS = 513
_FIRST_RID = 1000


def described_directory(given: SeedActiveDirectory, before: Directory | None = None) -> Directory:
    """The directory; passwords of users that are not given stay as they were `before`.

    Raises Refusal (active-directory.attribute-mapping).
    """
    check_mappings(given.attribute_mappings)
    hashes = {account.object_guid: account.password_hash for account in before.accounts} if before else {}
    groups = {group.down_level_name.lower(): group for domain in given.domains for group in _groups(domain, given)}
    accounts = tuple(_account(domain, user, groups, hashes) for domain in given.domains for user in domain.users)
    return Directory(
        domains=tuple(_domain(domain) for domain in given.domains),
        accounts=accounts,
        groups=tuple(groups.values()),
        service_account=described_service_account(given.service_account, given.connector_password),
        scope=_scope(given, accounts, groups),
        attribute_mappings=dict(given.attribute_mappings),
    )


def described_service_account(given: SeedServiceAccount, connector_password: str | None = None) -> ServiceAccount:
    """The service account, with a connector that holds its password, or another one."""
    held = connector_password or given.password
    return ServiceAccount(
        user_name=given.user_name,
        enabled=given.enabled,
        password_expires_at=given.password_expires_at,
        password_hash=hash_password(given.password),
        connector_password_hash=hash_password(held),
        connector_knows_password=held == given.password,
    )


def changed_service_account(given: SeedServiceAccount, before: ServiceAccount) -> ServiceAccount:
    """What the domain's administrator makes of the account; the connector holds what it held."""
    return ServiceAccount(
        user_name=given.user_name,
        enabled=given.enabled,
        password_expires_at=given.password_expires_at,
        password_hash=hash_password(given.password),
        connector_password_hash=before.connector_password_hash,
        connector_knows_password=matches(before.connector_password_hash, given.password),
    )


def _domain(given: SeedTrustedDomain) -> Domain:
    return Domain(name=given.domain, netbios_name=given.netbios_name)


def _account(
    domain: SeedTrustedDomain,
    user: SeedDirectoryUser,
    groups: dict[str, DirectoryGroup],
    hashes: dict[str, str | None],
) -> Account:
    guid, sid = _guid(domain, user), _sid(domain, user)
    upn = f"{user.sam_account_name}@{domain.domain}"
    principal_name = upn if user.user_principal_name is None else user.user_principal_name
    written = {
        "samaccountname": user.sam_account_name,
        "userprincipalname": principal_name,
        "windowsupn": upn,
        "givenname": user.given_name,
        "sn": user.surname,
        "initials": user.initials,
        "displayname": user.display_name or " ".join(filter(None, (user.given_name, user.surname))),
        "mail": user.mail,
    }
    return Account(
        domain=_domain(domain),
        sam_account_name=user.sam_account_name,
        user_principal_name=principal_name,
        object_guid=guid,
        object_sid=sid,
        primary_group_sid=groups[down_level(domain, user.primary_group).lower()].object_sid,
        enabled=user.enabled,
        password_hash=hashes.get(guid) if user.password is None else hash_password(user.password),
        attributes={name: value for name, value in written.items() if value},
    )


def _groups(domain: SeedTrustedDomain, whole: SeedActiveDirectory) -> list[DirectoryGroup]:
    """The groups of a domain, Domain Users among them."""
    sids = {
        down_level(each, user.sam_account_name).lower(): _sid(each, user)
        for each in whole.domains
        for user in each.users
    }
    listed = {group.name.lower() for group in domain.groups}
    own = () if PRIMARY_GROUP.lower() in listed else (SeedDirectoryGroup(name=PRIMARY_GROUP),)
    return [
        DirectoryGroup(
            domain=_domain(domain),
            name=group.name,
            object_guid=_guid(domain, group),
            object_sid=_sid(domain, group),
            member_sids=tuple(sids[down_level(domain, member).lower()] for member in group.members),
        )
        for group in (*own, *domain.groups)
    ]


def _scope(
    given: SeedActiveDirectory, accounts: tuple[Account, ...], groups: dict[str, DirectoryGroup]
) -> SyncScope | None:
    if given.sync_scope is None:
        return None
    users = {account.down_level_name.lower(): account.object_guid for account in accounts}
    return SyncScope(
        user_guids=frozenset(users[down_level(given, name).lower()] for name in given.sync_scope.users),
        group_guids=frozenset(
            groups[down_level(given, name).lower()].object_guid for name in given.sync_scope.groups
        ),
    )


def _guid(domain: SeedTrustedDomain, given: SeedDirectoryUser | SeedDirectoryGroup) -> str:
    return given.object_guid or str(uuid.uuid5(_NAMESPACE, f"{domain.domain}/{_name(given)}"))


def _sid(domain: SeedTrustedDomain, given: SeedDirectoryUser | SeedDirectoryGroup) -> str:
    if given.object_sid is not None:
        return given.object_sid
    digest = hashlib.sha256(domain.domain.encode()).digest()
    of_domain = "-".join(str(int.from_bytes(digest[start : start + 4])) for start in (0, 4, 8))
    name = _name(given)
    of_name = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % 2**30
    rid = _RID_OF_DOMAIN_USERS if name == PRIMARY_GROUP.lower() else _FIRST_RID + of_name
    return f"S-1-5-21-{of_domain}-{rid}"


def _name(given: SeedDirectoryUser | SeedDirectoryGroup) -> str:
    name = given.sam_account_name if isinstance(given, SeedDirectoryUser) else given.name
    return name.lower()
