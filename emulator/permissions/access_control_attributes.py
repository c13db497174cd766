"""Attributes for access control: whether they are enabled (facts/signin.md §2.7)."""

from sqlalchemy import select, update

from emulator.store.tables.permissions import instances
from emulator.store.transaction import Transaction


def access_control_attributes_enabled(tx: Transaction, instance_arn: str) -> bool:
    """Whether attributes are passed on to accounts, and so whether the rules for incoming attributes hold."""
    column = instances.c.access_control_attributes
    return tx.value(select(column).where(instances.c.instance_arn == instance_arn)) is not None


def set_access_control_attributes(tx: Transaction, instance_arn: str, enabled: bool) -> None:
    """Switch them on, without a mapping yet, or off; switching off deletes every mapping."""
    if enabled == access_control_attributes_enabled(tx, instance_arn):
        return
    mappings: list[object] | None = [] if enabled else None
    tx.execute(
        update(instances).where(instances.c.instance_arn == instance_arn).values(access_control_attributes=mappings)
    )
