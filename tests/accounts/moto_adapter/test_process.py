"""moto is one per process: it is filled for the store that asks, and knows what it holds."""

import threading

import pytest

from emulator.accounts.moto_adapter import process
from emulator.accounts.organization import create_organization
from emulator.clock import Clock
from emulator.ids import Identifiers
from emulator.permissions.instances import create_organization_instance
from emulator.store.database import Store
from emulator.store.transaction import Transaction
from tests.accounts.given import MANAGEMENT, MEMBER, iam, provisioned


def test_it_is_filled_once(tx: Transaction) -> None:
    iam(tx).create_user(region_name="us-east-1", user_name="bob")
    assert list(iam(tx).users) == ["bob"]


def test_provisioning_leaves_what_lives_in_moto_only(tx: Transaction) -> None:
    iam(tx).create_user(region_name="us-east-1", user_name="bob")
    provisioned(tx)
    assert list(iam(tx).users) == ["bob"]


def test_another_store_gets_its_own_state(tx: Transaction) -> None:
    wanted = provisioned(tx)
    iam(tx).create_user(region_name="us-east-1", user_name="bob")
    other = Store(Clock(), Identifiers())
    with other.transaction() as foreign:
        create_organization(foreign, MANAGEMENT, name="M", email="m@example.com")
        create_organization_instance(foreign, account_id=MANAGEMENT, region="us-east-1")
        assert not process.is_filled(foreign)
        assert not iam(foreign).roles
        assert not process.is_filled(tx)
    other.close()
    assert iam(tx).get_role(wanted.role_name)
    assert not iam(tx).users


def test_a_role_keeps_its_id_when_moto_is_filled_anew(tx: Transaction) -> None:
    wanted = provisioned(tx)
    before = iam(tx).get_role(wanted.role_name)
    process.forget()
    after = iam(tx).get_role(wanted.role_name)
    assert after is not before
    assert (after.id, after.create_date) == (before.id, before.create_date)


def test_what_a_transaction_undoes_is_undone_in_moto(store: Store) -> None:
    with store.transaction() as tx:
        create_organization(tx, MANAGEMENT, name="M", email="m@example.com")
        create_organization_instance(tx, account_id=MANAGEMENT, region="us-east-1")
        iam(tx, MANAGEMENT)

    def provision_and_fail() -> None:
        with store.transaction() as tx:
            wanted = provisioned(tx, MANAGEMENT)
            assert iam(tx, MANAGEMENT).get_role(wanted.role_name)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        provision_and_fail()
    with store.transaction() as tx:
        assert not iam(tx, MANAGEMENT).roles


def test_a_policy_that_is_gone_does_not_keep_the_role_from_coming_back(tx: Transaction) -> None:
    from emulator.accounts.roles import CustomerManagedPolicy
    from tests.accounts.given import ADMINISTRATOR, ALLOW_LISTING

    iam(tx).create_policy("", "/", ALLOW_LISTING, "Team", [])
    wanted = provisioned(tx, customer_managed_policies=(CustomerManagedPolicy(name="Team"),))
    process.forget()
    assert list(iam(tx).get_role(wanted.role_name).managed_policies) == [ADMINISTRATOR]


def test_threads_take_turns(tx: Transaction) -> None:
    iam(tx, MEMBER)
    inside, waited = threading.Event(), threading.Event()

    def other() -> None:
        inside.wait(5)
        with process.serialized():
            waited.set()

    thread = threading.Thread(target=other)
    thread.start()
    with process.serialized():
        inside.set()
        assert not waited.wait(0.05)
    thread.join(5)
    assert waited.is_set()
