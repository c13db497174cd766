"""An organization with two member accounts in an empty store."""

from collections.abc import Iterator

import pytest

from emulator.accounts.organization import add_account, create_organization
from emulator.permissions.instances import create_organization_instance
from emulator.store.database import Store
from emulator.store.transaction import Transaction
from tests.accounts.given import MANAGEMENT, MEMBER, OTHER


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    """A transaction in which the organization has just been made."""
    with store.transaction() as tx:
        create_organization(tx, MANAGEMENT, name="Management", email="management@example.com")
        create_organization_instance(tx, account_id=MANAGEMENT, region="us-east-1")
        add_account(tx, MEMBER, name="Production", email="production@example.com")
        add_account(tx, OTHER, name="Sandbox", email="sandbox@example.com")
        yield tx
