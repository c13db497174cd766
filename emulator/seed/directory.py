"""Makes the Active Directory out of its description in a seed, or in the control API."""

import hashlib
import uuid
from dataclasses import replace

from emulator.directory.password_hashes import hash_password, matches
from emulator.identity_source.active_directory.connector import no_password
from emulator.identity_source.active_directory.contents import Account, Contents, DirectoryGroup, Domain
from emulator.identity_source.active_directory.directory import Directory
from emulator.identity_source.active_directory.embedded import Credentials, EmbeddedDirectory, ServiceAccount
from emulator.identity_source.active_directory.ldap.server import LdapDirectory
from emulator.identity_source.active_directory.mappings import check_mappings
from emulator.identity_source.active_directory.scope import SyncScope
from emulator.seed.active_directory import (
    PRIMARY_GROUP,
    SeedActiveDirectory,
    SeedDirectoryGroup,
    SeedDirectoryUser,
    SeedLdap,
    SeedLdapDirectory,
    SeedServiceAccount,
    SeedTrustedDomain,
    down_level,
)

_NAMESPACE = uuid.UUID("5f0d7b0e-8f0c-4f8a-9a57-3f1d2a8f6a11")
# The well-known RID of Domain Users; those below a thousand belong to the domain itself.
_RID_OF_DOMAIN_USERS = 513
_FIRST_RID = 1000


def described_directory(
    given: SeedActiveDirectory | SeedLdapDirectory, before: EmbeddedDirectory | LdapDirectory | None = None
) -> Directory:
    """The directory; passwords and a service account that are not given stay as they were `before`.

    Raises Refusal: active-directory.attribute-mapping, ad-connector.credentials-invalid where no password is known.
    """
    check_mappings(given.attribute_mappings)
    source: EmbeddedDirectory | LdapDirectory
    if isinstance(given, SeedLdapDirectory):
        source = _connection(given.ldap, before.password if isinstance(before, LdapDirectory) else None)
    else:
        source = _embedded(given, before if isinstance(before, EmbeddedDirectory) else None)
    return Directory(
        source=source,
        scope=_scope(given),
        attribute_mappings=dict(given.attribute_mappings),
    )


def _embedded(given: SeedActiveDirectory, before: EmbeddedDirectory | None) -> EmbeddedDirectory:
    groups = {group.down_level_name.lower(): group for domain in given.domains for group in _groups(domain, given)}
    hashes = {guid: kept.password_hash for guid, kept in before.credentials.items()} if before else {}
    users = [(domain, user) for domain in given.domains for user in domain.users]
    guids = [_guid(domain, user) for domain, user in users]
    return EmbeddedDirectory(
        held=Contents(
            domains=tuple(_domain(domain) for domain in given.domains),
            accounts=tuple(_account(domain, user, groups) for domain, user in users),
            groups=tuple(groups.values()),
        ),
        credentials={
            guid: _credentials(user, hashes.get(guid)) for guid, (_, user) in zip(guids, users, strict=True)
        },
        service_account=_service_account(given, before),
        reachable=given.reachable,
    )


def _connection(given: SeedLdap, password_before: str | None) -> LdapDirectory:
    password = given.password or password_before
    if password is None:
        raise no_password(given.user_name)
    return LdapDirectory(
        url=given.url.rstrip("/"),
        base_dn=given.base_dn,
        user_name=given.user_name,
        password=password,
        start_tls=given.start_tls,
        ca_certificates=given.authorities,
        timeout_seconds=given.timeout_seconds,
    )


def described_service_account(given: SeedServiceAccount, connector_password: str | None = None) -> ServiceAccount:
    """The service account, with a connector that holds its password, or another one."""
    held, password_hash = connector_password or given.password, hash_password(given.password)
    return ServiceAccount(
        user_name=given.user_name,
        enabled=given.enabled,
        password_expires_at=given.password_expires_at,
        password_hash=password_hash,
        connector_password_hash=password_hash if held == given.password else hash_password(held),
        connector_knows_password=held == given.password,
    )


def with_connector_password(account: ServiceAccount, password: str) -> ServiceAccount:
    """The account, where AD Connector holds this password."""
    return replace(
        account,
        connector_password_hash=hash_password(password),
        connector_knows_password=matches(account.password_hash, password),
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


def _service_account(given: SeedActiveDirectory, before: EmbeddedDirectory | None) -> ServiceAccount:
    """What a change does not mention stays: the account, and the password that AD Connector holds."""
    if before is None or "service_account" in given.model_fields_set:
        return described_service_account(given.service_account, given.connector_password)
    account = before.service_account
    held = given.connector_password
    return account if held is None else with_connector_password(account, held)


def _domain(given: SeedTrustedDomain) -> Domain:
    return Domain(name=given.domain, netbios_name=given.netbios_name)


def _account(domain: SeedTrustedDomain, user: SeedDirectoryUser, groups: dict[str, DirectoryGroup]) -> Account:
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
        object_guid=_guid(domain, user),
        object_sid=_sid(domain, user),
        primary_group_sid=groups[down_level(domain, user.primary_group).lower()].object_sid,
        enabled=user.enabled,
        attributes={name: value for name, value in written.items() if value},
    )


def _credentials(user: SeedDirectoryUser, hash_before: str | None) -> Credentials:
    return Credentials(
        password_hash=hash_before if user.password is None else hash_password(user.password),
        locked=user.locked,
        must_change_password=user.must_change_password,
        password_expires_at=user.password_expires_at,
        account_expires_at=user.account_expires_at,
        computers=user.log_on_to,
    )


def _groups(domain: SeedTrustedDomain, whole: SeedActiveDirectory) -> list[DirectoryGroup]:
    """The groups of a domain, Domain Users among them."""
    default: tuple[SeedDirectoryUser | SeedDirectoryGroup, ...] = (SeedDirectoryGroup(name=PRIMARY_GROUP),)
    sids = {
        down_level(each, _name(member)).lower(): _sid(each, member)
        for each in whole.domains
        for member in (*default, *each.users, *each.groups)
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


def _scope(given: SeedActiveDirectory | SeedLdapDirectory) -> SyncScope | None:
    scope = given.sync_scope
    return None if scope is None else SyncScope(users=scope.users, groups=scope.groups)


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
