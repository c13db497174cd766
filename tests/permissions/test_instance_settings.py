"""Settings of an instance: attributes for access control, length of portal sessions."""

from collections.abc import Iterator

import pytest

from emulator.guide.refusal import Refusal
from emulator.permissions.access_control_attributes import (
    AccessControlAttribute,
    access_control_attributes_enabled,
    configuration,
    create_configuration,
    set_access_control_attributes,
)
from emulator.permissions.instances import create_organization_instance, organization_instance
from emulator.permissions.session_duration import set_session_minutes
from emulator.store.database import Store
from emulator.store.transaction import Transaction


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    with store.transaction() as transaction:
        create_organization_instance(transaction, account_id="111122223333", region="eu-central-1")
        yield transaction


def test_attributes_for_access_control_are_off_until_enabled(tx: Transaction) -> None:
    arn = organization_instance(tx).instance_arn
    assert not access_control_attributes_enabled(tx, arn)
    set_access_control_attributes(tx, arn, True)
    assert access_control_attributes_enabled(tx, arn)
    set_access_control_attributes(tx, arn, False)
    assert not access_control_attributes_enabled(tx, arn)


def test_enabling_twice_keeps_the_mappings(tx: Transaction) -> None:
    arn = organization_instance(tx).instance_arn
    mapping = AccessControlAttribute("CostCenter", "${path:enterprise.costCenter}")
    create_configuration(tx, arn, [mapping])
    set_access_control_attributes(tx, arn, True)
    assert configuration(tx, arn).attributes == (mapping,)


@pytest.mark.parametrize("minutes", [15, 480, 129_600])
def test_session_lasts_from_15_minutes_to_90_days(tx: Transaction, minutes: int) -> None:
    set_session_minutes(tx, organization_instance(tx).instance_arn, minutes)
    assert organization_instance(tx).session_minutes == minutes


@pytest.mark.parametrize("minutes", [-1, 0, 14, 129_601])
def test_other_lengths_are_refused(tx: Transaction, minutes: int) -> None:
    with pytest.raises(Refusal) as caught:
        set_session_minutes(tx, organization_instance(tx).instance_arn, minutes)
    assert caught.value.cause == "session.duration"
