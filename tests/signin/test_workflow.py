"""The sign-in workflow moves forward only, once, and within its time."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from emulator.permissions.instances import Instance, create_organization_instance
from emulator.signin.workflow import LIFETIME, State, advance, start_workflow, workflow_of_request
from emulator.store.database import Store
from emulator.store.transaction import Transaction


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    with store.transaction() as transaction:
        transaction.clock.freeze()
        yield transaction


@pytest.fixture
def instance(tx: Transaction) -> Instance:
    return create_organization_instance(tx, account_id="111122223333", region="eu-central-1")


def test_new_workflow_waits_for_the_identity_provider(tx: Transaction, instance: Instance) -> None:
    workflow = start_workflow(tx, instance, "http://127.0.0.1/start")
    assert workflow.authn_request_id.startswith("aws_")
    assert workflow.waits_at(tx.now())
    assert workflow_of_request(tx, instance.instance_arn, workflow.authn_request_id) == workflow


def test_workflow_stops_waiting_when_its_time_is_over(tx: Transaction, instance: Instance) -> None:
    workflow = start_workflow(tx, instance, "http://127.0.0.1/start")
    assert workflow.waits_at(tx.now() + LIFETIME - timedelta(microseconds=1))
    assert not workflow.waits_at(tx.now() + LIFETIME)


def test_workflow_is_completed_once(tx: Transaction, instance: Instance) -> None:
    workflow = start_workflow(tx, instance, "http://127.0.0.1/start")
    completed = advance(tx, workflow, State.SIGNED_IN)
    assert completed is not None
    assert not completed.waits_at(tx.now())
    assert advance(tx, workflow, State.SIGNED_IN) is None


def test_workflow_does_not_go_back(tx: Transaction, instance: Instance) -> None:
    completed = advance(tx, start_workflow(tx, instance, "http://127.0.0.1/start"), State.SIGNED_IN)
    assert completed is not None
    with pytest.raises(ValueError, match="does not go from signed-in"):
        advance(tx, completed, State.AWAITING_IDENTITY_PROVIDER)


def test_request_of_another_instance_is_unknown(tx: Transaction, instance: Instance) -> None:
    workflow = start_workflow(tx, instance, "http://127.0.0.1/start")
    other = "arn:aws:sso:::instance/ssoins-0000000000000000"
    assert workflow_of_request(tx, other, workflow.authn_request_id) is None


def test_old_workflows_are_forgotten(tx: Transaction, instance: Instance) -> None:
    old = start_workflow(tx, instance, "http://127.0.0.1/start")
    tx.clock.advance(timedelta(days=2))
    start_workflow(tx, instance, "http://127.0.0.1/start")
    assert workflow_of_request(tx, instance.instance_arn, old.authn_request_id) is None
