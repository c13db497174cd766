"""Service control policies: what is attached where, and which of them bear on an account."""

import json

from sqlalchemy import insert, select

from emulator.store.tables import accounts as tables
from emulator.store.transaction import Transaction

_FULL_ACCESS = {
    "p-FullAWSAccess": (
        "FullAWSAccess",
        "Allows access to every operation",
        "SERVICE_CONTROL_POLICY",
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
    ),
    "p-RCPFullAWSAccess": (
        "RCPFullAWSAccess",
        "Allows access to every resource",
        "RESOURCE_CONTROL_POLICY",
        {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
    ),
}


def service_control_policies(tx: Transaction, account_id: str) -> tuple[tuple[str, ...], ...]:
    """The policy documents that limit an account, level by level from the root down to the account itself.

    An action needs an Allow on every level. The management account is limited by none, and neither is anybody
    while the policy type is disabled: then there are no levels.
    """
    row = tx.row(select(tables.organization))
    if row is None or account_id == row["management_account_id"] or not _enabled(row["policy_types"]):
        return ()
    return tuple(_documents(tx, target_id) for target_id in path_from_root(tx, account_id))


def path_from_root(tx: Transaction, account_id: str) -> tuple[str, ...]:
    """The ids of root, organizational units and account, from the top; empty for an account of no organization."""
    accounts, units = tables.accounts.c, tables.organizational_units.c
    path, parent = [account_id], tx.value(select(accounts.parent_id).where(accounts.account_id == account_id))
    if parent is None:
        return ()
    while parent is not None:
        path.append(parent)
        parent = tx.value(select(units.parent_id).where(units.organizational_unit_id == parent))
    return tuple(reversed(path))


def create_full_access_policies(tx: Transaction) -> None:
    """Make the policies that AWS attaches to everything in a new organization."""
    for position, (policy_id, (name, description, kind, statement)) in enumerate(_FULL_ACCESS.items()):
        tx.execute(
            insert(tables.organization_policies).values(
                policy_id=policy_id,
                name=name,
                description=description,
                type=kind,
                content=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
                aws_managed=True,
                tags={},
                position=position,
            )
        )


def attach_full_access(tx: Transaction, target_id: str) -> None:
    """Attach them to a root or an account."""
    for position, policy_id in enumerate(_FULL_ACCESS):
        tx.execute(
            insert(tables.policy_attachments).values(target_id=target_id, policy_id=policy_id, position=position)
        )


def _documents(tx: Transaction, target_id: str) -> tuple[str, ...]:
    attached, policies = tables.policy_attachments.c, tables.organization_policies.c
    rows = tx.rows(
        select(policies.content)
        .join(tables.policy_attachments, attached.policy_id == policies.policy_id)
        .where(attached.target_id == target_id, policies.type == "SERVICE_CONTROL_POLICY")
        .order_by(attached.position, policies.policy_id)
    )
    return tuple(row["content"] for row in rows)


def _enabled(policy_types: list[dict[str, str]]) -> bool:
    return {"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"} in policy_types
