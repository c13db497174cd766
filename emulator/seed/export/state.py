"""Puts the whole state together as a seed, and names what a seed cannot hold."""

from dataclasses import dataclass

from emulator.accounts.organization import accounts, is_delegated_administrator
from emulator.authorization.switch import is_enforced
from emulator.clock import ClockState
from emulator.identity_source.active_directory.directory import find_directory
from emulator.identity_source.external_idp import ExternalIdp, external_idp
from emulator.identity_source.scim_tenants import list_tokens, tenant_of_identity_store
from emulator.identity_source.scim_throttling import is_throttled
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import organization_instance
from emulator.permissions.operations import pace
from emulator.saml.idp_metadata import read_idp_metadata
from emulator.saml.writing import write_idp_metadata
from emulator.seed.active_directory import SeedActiveDirectory
from emulator.seed.export.active_directory import described_as_seed
from emulator.seed.export.applications import exported_applications
from emulator.seed.export.left_out import LeftOut
from emulator.seed.export.people import exported_groups, exported_users, people_of
from emulator.seed.export.permissions import (
    exported_access_control,
    exported_assignments,
    exported_permission_sets,
)
from emulator.seed.faults import exported_faults
from emulator.seed.model import (
    Seed,
    SeedAccount,
    SeedExternalIdp,
    SeedIdentitySource,
    SeedMfa,
    SeedOperations,
    SeedScim,
)
from emulator.signin.mfa.settings import mfa_settings_of
from emulator.signin.passwords.standard_authentication import sends_email_otp
from emulator.store.transaction import Transaction

_MOST_TOKENS = 2


@dataclass(frozen=True)
class Export:
    """The state as a seed, and in words what is there and not in it."""

    seed: Seed
    left_out: tuple[str, ...]


def export_state(tx: Transaction, clock: ClockState, test_idp_metadata: str) -> Export:
    """Everything that a seed can hold; secrets (passwords, MFA devices, tokens, keys) never are in it.

    Lists are in the order of their names, so that two exports of one state are the same.
    """
    instance = organization_instance(tx)
    store_id, left_out = instance.identity_store_id, LeftOut()
    directory = find_directory(tx, store_id)
    described = None if directory is None else described_as_seed(directory, left_out)
    source = _source(tx, store_id, test_idp_metadata)
    people = people_of(tx, store_id)
    synchronized = source.kind == "active-directory"
    embedded = described if isinstance(described, SeedActiveDirectory) else None
    named = people.but_known_to(embedded, left_out) if synchronized and embedded else people
    seed = Seed(
        clock=clock.frozen_at,
        identity_source=source,
        active_directory=described,
        mfa=_mfa(tx, store_id),
        scim=_scim(tx, store_id, source),
        users=() if synchronized else exported_users(people, store_id, left_out),
        groups=() if synchronized else exported_groups(tx, people, store_id, left_out),
        accounts=_accounts(tx, left_out),
        permission_sets=exported_permission_sets(tx, instance),
        assignments=exported_assignments(tx, instance, named, left_out),
        applications=exported_applications(tx, instance, named, left_out),
        send_email_otp=sends_email_otp(tx, store_id),
        access_control_attributes=exported_access_control(tx, instance, left_out),
        enabled_at=instance.created_at,
        account_instances_opted_in=instance.account_instances_opted_in,
        operations=SeedOperations(**vars(pace(tx))),
        # The usual settings of an emulator have neither; only what is on is worth a line.
        authorization=is_enforced(tx) or None,
        faults=exported_faults(tx),
        session_minutes=instance.session_minutes,
    )
    left_out.count_secrets_and_more(tx, instance)
    if clock.frozen_at is None and clock.offset:
        left_out.add(f"the clock runs {clock.offset} beside the machine's; a seed can only freeze it")
    return Export(seed, left_out.told)


def _source(tx: Transaction, identity_store_id: str, test_idp_metadata: str) -> SeedIdentitySource:
    kind = identity_source(tx, identity_store_id)
    connected = external_idp(tx, identity_store_id)
    if kind is not SourceKind.EXTERNAL_IDP or connected is None:
        return SeedIdentitySource(kind=kind.value)
    if _is_described_by(connected, test_idp_metadata):
        return SeedIdentitySource()
    metadata = write_idp_metadata(
        entity_id=connected.issuer,
        sign_in_url=connected.sign_in_url,
        certificates=tuple(imported.certificate.pem for imported in connected.certificates),
        name_id_formats=connected.name_id_formats,
        bindings=(connected.sign_in_binding,),
    )
    return SeedIdentitySource(kind="external-idp", idp=SeedExternalIdp(metadata=metadata))


def _is_described_by(connected: ExternalIdp, metadata: str) -> bool:
    described = read_idp_metadata(metadata)
    return (
        connected.issuer == described.issuer
        and connected.sign_in_url in described.sign_in_endpoints.values()
        and connected.name_id_formats == tuple(described.name_id_formats)
        and {imported.certificate.pem.strip() for imported in connected.certificates}
        == {pem.strip() for pem in described.certificates}
    )


def _mfa(tx: Transaction, identity_store_id: str) -> SeedMfa:
    settings = mfa_settings_of(tx, identity_store_id)
    return SeedMfa(
        prompt=settings.prompt.value,
        without_device=settings.without_device.value,
        device_types=tuple(each.value for each in settings.device_types),
        users_manage_devices=settings.users_manage_devices,
    )


def _scim(tx: Transaction, identity_store_id: str, source: SeedIdentitySource) -> SeedScim:
    if source.kind == "active-directory":
        return SeedScim()
    tenant = tenant_of_identity_store(tx, identity_store_id)
    if tenant is None:
        return SeedScim(enabled=False, throttling=is_throttled(tx) or None)
    tokens = list_tokens(tx, tenant.tenant_id)
    age = max(((tx.now() - token.created_at).days for token in tokens), default=0)
    return SeedScim(
        tokens=min(len(tokens), _MOST_TOKENS), token_age_days=max(age, 0), throttling=is_throttled(tx) or None
    )


def _accounts(tx: Transaction, left_out: LeftOut) -> tuple[SeedAccount, ...]:
    members = sorted(
        (account for account in accounts(tx) if not account.is_management), key=lambda account: account.account_id
    )
    for account in members:
        if account.status != "ACTIVE":
            left_out.add(f"account {account.account_id} is {account.status}")
    return tuple(
        SeedAccount(
            account_id=account.account_id,
            name=account.name,
            email=account.email,
            delegated_administrator=is_delegated_administrator(tx, account.account_id),
        )
        for account in members
    )
