"""A store with an instance and a user, at a moment that stands still."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest

from emulator.clock import Clock
from emulator.directory.user import User
from emulator.guide.refusal import Refusal
from emulator.permissions.instances import Instance, create_organization_instance
from emulator.signin.mfa.events import Operator, administrator, person
from emulator.store.database import Store
from emulator.trail.administrator import account_root
from emulator.trail.event import Origin
from emulator.trail.trail import follow
from signin.conftest import add_user

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
ORIGIN = Origin(request_id="11111111-2222-4333-8444-555555555555", user_agent=CHROME)
# In the middle of a step of thirty seconds.
NOW = datetime(2026, 11, 23, 12, 0, 15, tzinfo=UTC)


@dataclass
class Home:
    """The user, alone with the store."""

    store: Store
    instance: Instance
    clock: Clock
    user: User
    other: User

    @property
    def by(self) -> Operator:
        return person(self.instance, self.user, credential_id="credential", origin=ORIGIN)

    @property
    def admin(self) -> Operator:
        return administrator(self.instance, account_root(self.instance.owner_account_id, ORIGIN))

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(seconds=seconds))

    def events(self) -> list[dict[str, Any]]:
        """Every recorded event, oldest first."""
        with self.store.transaction() as tx:
            return [dict(row["event"]) for row in follow(tx)]


@pytest.fixture
def home(store: Store) -> Home:
    with store.transaction() as tx:
        tx.clock.freeze(NOW)
        instance = create_organization_instance(tx, account_id="111122223333", region="eu-central-1")
        user = add_user(tx, instance, "ana@example.com", email="ana@example.com")
        other = add_user(tx, instance, "bo", email="bo@example.com")
    return Home(store, instance, tx.clock, user, other)


def code_of_step(secret: str, step: int) -> str:
    """The code that an app shows during that step of thirty seconds since 1970."""
    return pyotp.TOTP(secret).generate_otp(step)


def cause_of(caught: pytest.ExceptionInfo[Refusal]) -> str:
    """The cause that a refusal names."""
    return caught.value.cause
