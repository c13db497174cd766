"""Service control policies come level by level, from the root down to the account."""

import json

from sqlalchemy import insert, update

from emulator.accounts.organization import organization
from emulator.accounts.service_control_policies import path_from_root, service_control_policies
from emulator.store.tables import accounts as tables
from emulator.store.transaction import Transaction
from tests.accounts.given import MANAGEMENT, MEMBER

DENY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "sso:*", "Resource": "*"}]})


def move_below_a_unit(tx: Transaction, account_id: str) -> str:
    root_id = organization(tx).root_id
    unit = {"organizational_unit_id": "ou-abcd-12345678", "name": "Workloads", "parent_id": root_id}
    tx.execute(insert(tables.organizational_units).values(**unit, tags={}, position=0))
    tx.execute(
        update(tables.accounts)
        .where(tables.accounts.c.account_id == account_id)
        .values(parent_id=unit["organizational_unit_id"])
    )
    return unit["organizational_unit_id"]


def test_a_new_organization_allows_everything_on_every_level(tx: Transaction) -> None:
    levels = service_control_policies(tx, MEMBER)
    assert len(levels) == 2
    for [document] in levels:
        assert json.loads(document)["Statement"] == [{"Effect": "Allow", "Action": "*", "Resource": "*"}]


def test_units_are_levels_of_their_own(tx: Transaction) -> None:
    unit_id = move_below_a_unit(tx, MEMBER)
    policy = {"policy_id": "p-12345678", "name": "No sso", "description": "", "type": "SERVICE_CONTROL_POLICY"}
    tx.execute(
        insert(tables.organization_policies).values(**policy, content=DENY, aws_managed=False, tags={}, position=2)
    )
    tx.execute(insert(tables.policy_attachments).values(target_id=unit_id, policy_id="p-12345678", position=0))
    assert path_from_root(tx, MEMBER) == (organization(tx).root_id, unit_id, MEMBER)
    assert [list(level) for level in service_control_policies(tx, MEMBER)][1] == [DENY]


def test_the_management_account_is_limited_by_none(tx: Transaction) -> None:
    assert service_control_policies(tx, MANAGEMENT) == ()


def test_without_the_policy_type_nobody_is_limited(tx: Transaction) -> None:
    tx.execute(update(tables.organization).values(policy_types=[]))
    assert service_control_policies(tx, MEMBER) == ()


def test_an_account_of_no_organization_has_no_levels(tx: Transaction) -> None:
    assert service_control_policies(tx, "999988887777") == ()
