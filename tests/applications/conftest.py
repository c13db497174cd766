"""An instance with two users, a group and an application."""

from dataclasses import dataclass

import pytest

from emulator.accounts.organization import create_organization
from emulator.applications.application import Application, ApplicationDraft
from emulator.applications.applications import create_application
from emulator.applications.providers import CUSTOM_OAUTH
from emulator.directory.group import GroupDraft
from emulator.directory.groups import create_group
from emulator.directory.user import Name, UserDraft
from emulator.directory.users import create_user
from emulator.permissions.instances import Instance, create_organization_instance
from emulator.store.database import Store
from emulator.store.transaction import Transaction

MANAGEMENT, MEMBER = "111122223333", "444455556666"


@dataclass(frozen=True)
class World:
    """A running transaction, the instance and an application in it."""

    tx: Transaction
    instance: Instance
    application: Application

    def user(self, name: str) -> str:
        """A new user; returns the id."""
        draft = UserDraft(user_name=name, name=Name(given_name="Given", family_name="Family"), display_name=name)
        return create_user(self.tx, self.instance.identity_store_id, draft, actor="test").user_id

    def group(self, name: str) -> str:
        """A new group; returns the id."""
        draft = GroupDraft(display_name=name)
        return create_group(self.tx, self.instance.identity_store_id, draft, actor="test").group_id

    def another_application(self, name: str, account_id: str = MANAGEMENT) -> Application:
        """One more application."""
        draft = ApplicationDraft(provider_arn=CUSTOM_OAUTH.provider_arn, name=name)
        return create_application(self.tx, self.instance, draft, account_id=account_id, region="eu-central-1")


@pytest.fixture
def world(store: Store):  # type: ignore[no-untyped-def]
    with store.transaction() as tx:
        create_organization(tx, MANAGEMENT, name="management", email="management@example.com")
        instance = create_organization_instance(tx, account_id=MANAGEMENT, region="eu-central-1")
        draft = ApplicationDraft(provider_arn=CUSTOM_OAUTH.provider_arn, name="Reports")
        application = create_application(tx, instance, draft, account_id=MANAGEMENT, region="eu-central-1")
        yield World(tx, instance, application)
