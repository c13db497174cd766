"""The organization: accounts in order, their management account, delegated administrators."""

import pytest

from emulator.accounts import organization
from emulator.store.database import Store
from emulator.store.transaction import Transaction
from tests.accounts.given import MANAGEMENT, MEMBER, OTHER


def test_accounts_are_listed_in_the_order_in_which_they_joined(tx: Transaction) -> None:
    accounts = organization.accounts(tx)
    assert [account.account_id for account in accounts] == [MANAGEMENT, MEMBER, OTHER]
    assert [account.is_management for account in accounts] == [True, False, False]
    assert {account.status for account in accounts} == {"ACTIVE"}


def test_an_account_outside_the_organization_is_unknown(tx: Transaction) -> None:
    assert organization.account(tx, "999988887777") is None
    found = organization.account(tx, MEMBER)
    assert found is not None
    assert (found.name, found.email) == ("Production", "production@example.com")


def test_a_delegated_administrator_is_known_as_one(tx: Transaction) -> None:
    assert not organization.is_delegated_administrator(tx, MEMBER)
    organization.add_delegated_administrator(tx, MEMBER)
    assert organization.is_delegated_administrator(tx, MEMBER)
    assert not organization.is_delegated_administrator(tx, OTHER)


def test_trusted_access_is_on_in_a_new_organization(tx: Transaction) -> None:
    assert organization.has_trusted_access(tx)
    assert not organization.has_trusted_access(tx, "guardduty.amazonaws.com")


def test_before_the_first_seed_there_is_no_organization(store: Store) -> None:
    with store.transaction() as tx, pytest.raises(LookupError):
        organization.management_account_id(tx)
