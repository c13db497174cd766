"""IAM Identity Center instances."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, insert, select

from emulator.store.tables.permissions import instances
from emulator.store.transaction import Transaction

DEFAULT_SESSION_MINUTES = 480


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One instance. `session_minutes` is the length of a portal session (facts/signin.md §3.5)."""

    instance_arn: str
    kind: str
    name: str | None
    status: str
    owner_account_id: str
    region: str
    identity_store_id: str
    saml_tenant_id: str
    session_minutes: int
    created_at: datetime

    @property
    def identity_store_arn(self) -> str:
        """The ARN that sign-in events name the identity store by."""
        return f"arn:aws:identitystore::{self.owner_account_id}:identitystore/{self.identity_store_id}"


def create_organization_instance(tx: Transaction, *, account_id: str, region: str) -> Instance:
    """The instance that enabling IAM Identity Center in the management account makes."""
    instance = Instance(
        instance_arn=tx.ids.instance_arn(),
        kind="organization",
        name=None,
        status="ACTIVE",
        owner_account_id=account_id,
        region=region,
        identity_store_id=tx.ids.identity_store_id(),
        saml_tenant_id=tx.ids.saml_tenant_id(region),
        session_minutes=DEFAULT_SESSION_MINUTES,
        created_at=tx.now(),
    )
    tx.execute(insert(instances).values(**vars(instance)))
    return instance


def organization_instance(tx: Transaction) -> Instance:
    """The organization instance; there is always exactly one. LookupError before the store was seeded."""
    return _one(tx, instances.c.kind == "organization", "the store has no organization instance")


def list_instances(tx: Transaction) -> list[Instance]:
    """All instances, oldest first."""
    return [_instance(row) for row in tx.rows(select(instances).order_by(instances.c.created_at))]


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
