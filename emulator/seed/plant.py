"""Puts a seed's state into an empty store."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from emulator.accounts.organization import add_account, add_delegated_administrator, create_organization
from emulator.authorization.switch import enforce
from emulator.directory.external_ids import scim_issuer
from emulator.directory.groups import create_group, groups_of_ids
from emulator.directory.memberships import add_members
from emulator.directory.users import create_user, users_of_ids
from emulator.identity_source.active_directory.connecting import connect_active_directory
from emulator.identity_source.active_directory.directory import write_directory
from emulator.identity_source.active_directory.sync import not_synchronized
from emulator.identity_source.external_idp import connect_external_idp
from emulator.identity_source.scim_tenants import ScimTenant, ScimToken, create_token, enable_provisioning
from emulator.identity_source.scim_throttling import throttle
from emulator.permissions.instances import Instance, create_organization_instance
from emulator.permissions.session_duration import set_session_minutes
from emulator.seed.applications import plant_applications
from emulator.seed.directory import described_directory
from emulator.seed.faults import plant_faults
from emulator.seed.mfa import plant_mfa
from emulator.seed.model import Seed, SeedAccount, SeedGroup, SeedIdentitySource
from emulator.seed.passwords import plant_passwords
from emulator.seed.people import invented_people
from emulator.seed.people_drafts import group_draft, user_draft
from emulator.seed.permissions import plant_permissions
from emulator.settings import Settings
from emulator.store.transaction import Transaction

_ACTOR = "seed"


@dataclass(frozen=True)
class Planted:
    """What was made. `tokens` pairs each SCIM token with its secret, which can be read nowhere else."""

    instance: Instance
    tenant: ScimTenant | None
    tokens: tuple[tuple[ScimToken, str], ...]


def plant(tx: Transaction, seed: Seed, settings: Settings, test_idp_metadata: str) -> Planted:
    """Make the instance and everything that `seed` asks for, without events.

    Raises Refusal where a documented rule forbids it.
    """
    instance = create_organization_instance(
        tx, account_id=settings.account_id, region=settings.region, enabled_at=seed.enabled_at
    )
    _plant_accounts(tx, settings.account_id, seed.accounts)
    set_session_minutes(tx, instance.instance_arn, seed.session_minutes)
    enforce(tx, settings.authorization if seed.authorization is None else seed.authorization)
    throttle(tx, settings.scim_throttling if seed.scim.throttling is None else seed.scim.throttling)
    plant_faults(tx, seed.faults)
    store_id = instance.identity_store_id
    if seed.active_directory is not None:
        write_directory(tx, store_id, described_directory(seed.active_directory))
    _plant_identity_source(tx, store_id, seed.identity_source, test_idp_metadata)
    tenant, tokens = _plant_provisioning(tx, store_id, seed)
    user_ids = {
        user.user_name: create_user(tx, store_id, user_draft(user, scim_issuer(store_id)), actor=_ACTOR).user_id
        for user in (*seed.users, *invented_people(tx.ids, seed.generate_users))
    }
    plant_passwords(tx, store_id, seed.users, user_ids, send_email_otp=seed.send_email_otp)
    plant_mfa(tx, store_id, seed.mfa, seed.users, user_ids)
    group_ids = {
        group.display_name: _plant_group(tx, store_id, group, [user_ids[name] for name in group.members])
        for group in seed.groups
    }
    if seed.identity_source.kind == "active-directory":
        user_ids, group_ids = _synchronized(tx, store_id)
        _check_synchronized(seed, {*user_ids, *group_ids})
    plant_permissions(tx, instance, seed, user_ids, group_ids)
    plant_applications(tx, instance, seed, user_ids, group_ids)
    return Planted(instance, tenant, tokens)


def _plant_accounts(tx: Transaction, management_account_id: str, members: tuple[SeedAccount, ...]) -> None:
    create_organization(tx, management_account_id, name="Management", email="management@example.com")
    for member in members:
        # The setting may name an account that the seed lists as well; it can be one of them only.
        if member.account_id != management_account_id:
            add_account(tx, member.account_id, name=member.name, email=member.email)
            if member.delegated_administrator:
                add_delegated_administrator(tx, member.account_id)


def _plant_identity_source(
    tx: Transaction, identity_store_id: str, source: SeedIdentitySource, test_idp_metadata: str
) -> None:
    if source.kind != "external-idp":
        return
    if source.idp == "test-idp":
        connect_external_idp(tx, identity_store_id, metadata=test_idp_metadata)
    else:
        connect_external_idp(tx, identity_store_id, **dict(source.idp))


def _plant_provisioning(
    tx: Transaction, identity_store_id: str, seed: Seed
) -> tuple[ScimTenant | None, tuple[tuple[ScimToken, str], ...]]:
    scim = seed.scim
    if not scim.enabled or seed.identity_source.kind == "active-directory":
        return None, ()
    tenant, age = enable_provisioning(tx, identity_store_id), timedelta(days=scim.token_age_days)
    return tenant, tuple(create_token(tx, tenant.tenant_id, age=age) for _ in range(scim.tokens))


def _synchronized(tx: Transaction, identity_store_id: str) -> tuple[dict[str, str], dict[str, str]]:
    """What comes of the directory: user and group ids by the names that they have in AWS."""
    synchronized = connect_active_directory(tx, identity_store_id)
    users = users_of_ids(tx, identity_store_id, synchronized.user_ids.values())
    groups = groups_of_ids(tx, identity_store_id, synchronized.group_ids.values())
    return (
        {user.user_name: user.user_id for user in users},
        {group.display_name: group.group_id for group in groups},
    )


def _check_synchronized(seed: Seed, known: set[str]) -> None:
    """Raise Refusal (active-directory.not-synchronized) for an assignment of what did not arrive."""
    named = [(each.users, each.groups) for each in seed.assignments]
    named += [(each.users, each.groups) for each in seed.applications]
    for users, groups in named:
        for name in (*users, *groups):
            if name not in known:
                raise not_synchronized(name)


def _plant_group(tx: Transaction, store_id: str, group: SeedGroup, user_ids: Iterable[str]) -> str:
    made = create_group(tx, store_id, group_draft(group, scim_issuer(store_id)), actor=_ACTOR)
    add_members(tx, store_id, made.group_id, list(user_ids), actor=_ACTOR)
    return made.group_id
