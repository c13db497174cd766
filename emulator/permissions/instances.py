"""IAM Identity Center instances: what one is, and how to find it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, insert, select

from emulator.store.tables.permissions import instances
from emulator.store.transaction import Transaction

DEFAULT_SESSION_MINUTES = 480


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One instance. `session_minutes` is the length of a portal session (facts/signin.md §3.5).

    `account_instances_opted_in` says, for the organization instance, whether the management account has allowed
    member accounts to have instances of their own (guide entry 1). Without `kms_key_arn` AWS's own key encrypts it.
    """

    instance_arn: str
    kind: str
    name: str | None
    status: str
    owner_account_id: str
    region: str
    identity_store_id: str
    saml_tenant_id: str
    session_minutes: int
    permission_sets_enabled: bool
    account_instances_opted_in: bool
    kms_key_arn: str | None
    created_at: datetime

    @property
    def identity_store_arn(self) -> str:
        """The ARN that sign-in events name the identity store by."""
        return f"arn:aws:identitystore::{self.owner_account_id}:identitystore/{self.identity_store_id}"

    @property
    def is_of_organization(self) -> bool:
        """Whether this is the organization instance, not one that an account has for itself."""
        return self.kind == "organization"


def create_organization_instance(
    tx: Transaction, *, account_id: str, region: str, enabled_at: datetime | None = None
) -> Instance:
    """The instance that enabling IAM Identity Center in the management account makes, now or at `enabled_at`."""
    instance = new_instance(
        tx, kind="organization", account_id=account_id, region=region, status="ACTIVE", created_at=enabled_at
    )
    tx.execute(insert(instances).values(**vars(instance)))
    return instance


def new_instance(
    tx: Transaction,
    *,
    kind: str,
    account_id: str,
    region: str,
    status: str,
    name: str | None = None,
    created_at: datetime | None = None,
) -> Instance:
    """An instance with fresh ids and AWS's defaults, not stored yet. Only an organization has permission sets."""
    return Instance(
        instance_arn=tx.ids.instance_arn(),
        kind=kind,
        name=name,
        status=status,
        owner_account_id=account_id,
        region=region,
        identity_store_id=tx.ids.identity_store_id(),
        saml_tenant_id=tx.ids.saml_tenant_id(region),
        session_minutes=DEFAULT_SESSION_MINUTES,
        permission_sets_enabled=kind == "organization",
        account_instances_opted_in=False,
        kms_key_arn=None,
        created_at=created_at or tx.now(),
    )


def organization_instance(tx: Transaction) -> Instance:
    """The organization instance; there is always exactly one. LookupError before the store was seeded."""
    return _one(tx, instances.c.kind == "organization", "the store has no organization instance")


def list_instances(tx: Transaction) -> list[Instance]:
    """All instances, oldest first."""
    return [_instance(row) for row in tx.rows(select(instances).order_by(instances.c.created_at))]


def instance_of_arn(tx: Transaction, instance_arn: str) -> Instance:
    """The instance of that ARN; LookupError where there is none."""
    return _one(tx, instances.c.instance_arn == instance_arn, f"there is no instance {instance_arn}")


def instance_of_account(tx: Transaction, account_id: str) -> Instance | None:
    """The instance that an account owns, whatever its Region; there is at most one."""
    row = tx.row(select(instances).where(instances.c.owner_account_id == account_id))
    return None if row is None else _instance(row)


def instance_of_identity_store(tx: Transaction, identity_store_id: str) -> Instance:
    """The instance whose directory this is; LookupError where there is none."""
    return _one(tx, instances.c.identity_store_id == identity_store_id, f"no instance has {identity_store_id}")


def instance_of_saml_tenant(tx: Transaction, saml_tenant_id: str) -> Instance:
    """The instance whose ACS URL ends in this id; LookupError where there is none."""
    return _one(tx, instances.c.saml_tenant_id == saml_tenant_id, f"no instance has {saml_tenant_id}")


def _one(tx: Transaction, condition: Any, missing: str) -> Instance:
    row = tx.row(select(instances).where(condition))
    if row is None:
        raise LookupError(missing)
    return _instance(row)


def _instance(row: RowMapping) -> Instance:
    return Instance(**{name: row[name] for name in Instance.__dataclass_fields__})
