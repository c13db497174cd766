"""An organization with its instance, two member accounts, and what is needed to assign somebody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from emulator.accounts.caller import Caller, root_of
from emulator.accounts.organization import add_account, add_delegated_administrator, create_organization
from emulator.directory.group import GroupDraft
from emulator.directory.groups import create_group
from emulator.directory.memberships import add_member
from emulator.directory.user import Name, UserDraft
from emulator.directory.users import create_user
from emulator.guide.refusal import Refusal
from emulator.permissions.assignments import USER, Principal, assign
from emulator.permissions.instances import Instance, create_organization_instance
from emulator.permissions.permission_set import PermissionSet
from emulator.permissions.permission_sets import create_permission_set, find_permission_set
from emulator.store.database import Store
from emulator.store.transaction import Transaction

MANAGEMENT, PRODUCTION, SANDBOX = "111122223333", "222233334444", "333344445555"
START = datetime(2026, 11, 3, 12, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """A running transaction, the organization instance, and short ways to make things in it."""

    tx: Transaction
    instance: Instance

    def permission_set(self, name: str = "Viewer") -> PermissionSet:
        """A new permission set without policies."""
        return create_permission_set(self.tx, self.instance, name)

    def again(self, permission_set: PermissionSet) -> PermissionSet:
        """The permission set as it is now."""
        return find_permission_set(self.tx, self.instance, permission_set.permission_set_arn)

    def user(self, name: str = "jane") -> str:
        """A new user; returns the id."""
        draft = UserDraft(user_name=name, name=Name(given_name="Given", family_name="Family"), display_name=name)
        return create_user(self.tx, self.instance.identity_store_id, draft, actor="test").user_id

    def group(self, name: str = "Engineers", *members: str) -> str:
        """A new group with these users; returns the id."""
        store_id = self.instance.identity_store_id
        group_id = create_group(self.tx, store_id, GroupDraft(display_name=name), actor="test").group_id
        for user_id in members:
            add_member(self.tx, store_id, group_id, user_id, actor="test")
        return group_id

    def assign(self, permission_set: PermissionSet, account_id: str, principal_id: str, kind: str = USER) -> None:
        """Assign without delay."""
        assign(self.tx, self.instance, self.again(permission_set), account_id, Principal(kind, principal_id))

    def advance(self, moment: datetime) -> None:
        """Let the clock stand at another moment."""
        self.tx.clock.freeze(moment)

    def delegate(self, account_id: str) -> Caller:
        """Make the account the delegated administrator; returns its root user."""
        add_delegated_administrator(self.tx, account_id)
        return root_of(account_id)


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    with store.transaction() as tx:
        tx.clock.freeze(START)
        create_organization(tx, MANAGEMENT, name="Management", email="management@example.com")
        add_account(tx, PRODUCTION, name="Production", email="production@example.com")
        add_account(tx, SANDBOX, name="Sandbox", email="sandbox@example.com")
        yield World(tx, create_organization_instance(tx, account_id=MANAGEMENT, region="eu-central-1"))


Refused = Callable[[Callable[[], object]], Refusal]


@pytest.fixture
def refused() -> Refused:
    """Calls what must be refused; returns the refusal."""

    def call(action: Callable[[], object]) -> Refusal:
        with pytest.raises(Refusal) as caught:
            action()
        return caught.value

    return call
