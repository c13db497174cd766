"""The synchronization by the clock: every hour, paused and resumed, and what 28 days without it do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from emulator.clock import Clock
from emulator.directory.users import list_users
from emulator.identity_source.active_directory.connecting import connect_active_directory
from emulator.identity_source.active_directory.directory import find_directory, write_directory
from emulator.identity_source.active_directory.schedule import pause, schedule_of
from emulator.identity_source.active_directory.synchronizing import synchronize_due
from emulator.identity_source.external_idp import change_identity_source
from emulator.identity_source.sources import SourceKind
from emulator.ids import Identifiers
from emulator.permissions.instances import create_organization_instance
from emulator.seed.active_directory import SeedActiveDirectory
from emulator.seed.directory import described_directory
from emulator.store.database import Store

START = datetime(2030, 3, 1, 9, tzinfo=UTC)
JANE = {"sam_account_name": "jane", "given_name": "Jane", "surname": "Doe"}
BO = {"sam_account_name": "bo", "given_name": "Bo", "surname": "Dahl"}


class House:
    """A store with a connected directory, and its clock."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.clock.freeze(START)
        self.store = Store(self.clock, Identifiers())
        with self.store.transaction() as tx:
            instance = create_organization_instance(tx, account_id="111122223333", region="eu-central-1")
        self.store_id = instance.identity_store_id
        self.describe(users=[JANE, BO])
        with self.store.transaction() as tx:
            connect_active_directory(tx, self.store_id)

    def describe(self, **parts: Any) -> None:
        given = SeedActiveDirectory.model_validate({"domain": "corp.example.com", "netbios_name": "CORP", **parts})
        with self.store.transaction() as tx:
            before = find_directory(tx, self.store_id)
            write_directory(tx, self.store_id, described_directory(given, before.source if before else None))

    def after(self, **time: float) -> dict[str, bool]:
        """Let time pass and the due cycle run; the users by account name, and whether they are enabled."""
        self.clock.advance(timedelta(**time))
        synchronize_due(self.store)
        with self.store.transaction() as tx:
            users = list_users(tx, self.store_id).items
        return {(user.user_name or "").partition("@")[0]: user.active for user in users}

    def pause(self, paused: bool) -> None:
        with self.store.transaction() as tx:
            pause(tx, self.store_id, paused)

    @property
    def schedule(self) -> Any:
        with self.store.transaction() as tx:
            return schedule_of(tx, self.store_id)


@pytest.fixture
def house() -> House:
    return House()


def test_a_cycle_runs_every_hour(house: House) -> None:
    house.describe(users=[JANE])
    assert set(house.after(minutes=59)) == {"jane", "bo"}
    assert set(house.after(minutes=1)) == {"jane"}
    assert house.schedule.next_at == START + timedelta(hours=2)


def test_a_clock_that_is_turned_back_does_not_stop_the_cycles(house: House) -> None:
    house.describe(users=[JANE])
    assert set(house.after(days=-400)) == {"jane"}


def test_a_pause_keeps_changes_away_until_the_cycle_after_it(house: House) -> None:
    house.pause(True)
    house.describe(users=[JANE])
    assert set(house.after(hours=5)) == {"jane", "bo"}
    assert house.schedule.next_at is None
    house.pause(False)
    assert set(house.after(minutes=1)) == {"jane", "bo"}
    assert set(house.after(hours=1)) == {"jane"}


def test_a_pause_of_more_than_28_days_disables_everybody(house: House) -> None:
    house.pause(True)
    assert house.after(days=28) == {"jane": True, "bo": True}
    assert house.after(hours=1) == {"jane": False, "bo": False}
    house.pause(False)
    assert house.after(hours=1) == {"jane": True, "bo": True}


def test_who_is_out_of_the_scope_is_disabled_after_28_days(house: House) -> None:
    house.describe(users=[JANE, BO], sync_scope={"users": ["bo"]})
    assert house.after(hours=1) == {"jane": True, "bo": True}
    assert house.after(days=27) == {"jane": True, "bo": True}
    assert house.after(days=1) == {"jane": False, "bo": True}
    house.describe(users=[JANE, BO])
    assert house.after(hours=1) == {"jane": True, "bo": True}


@pytest.mark.parametrize(
    ("parts", "cause"),
    [
        ({"reachable": False}, "ad-connector.unreachable"),
        ({"connector_password": "Wrong-1"}, "ad-connector.credentials-invalid"),
    ],
)
def test_a_failed_cycle_is_told_and_tried_again(house: House, parts: dict[str, Any], cause: str) -> None:
    house.describe(users=[JANE], **parts)
    assert set(house.after(days=40)) == {"jane", "bo"}
    assert house.schedule.failure[0] == cause
    assert house.schedule.succeeded_at == START
    house.describe(users=[JANE], service_account={})
    assert set(house.after(minutes=59)) == {"jane", "bo"}
    assert set(house.after(minutes=1)) == {"jane"}
    assert house.schedule.failure is None


def test_another_identity_source_ends_the_cycles(house: House) -> None:
    with house.store.transaction() as tx:
        change_identity_source(tx, house.store_id, SourceKind.IDENTITY_CENTER)
    assert house.after(hours=2) == {}
    assert house.schedule is None


def test_a_switch_while_the_directory_is_read_is_noticed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from emulator.identity_source.active_directory import embedded

    read: Callable[..., Any] = embedded.EmbeddedDirectory.contents

    def slow(self: embedded.EmbeddedDirectory, now: datetime) -> Any:
        monkeypatch.undo()
        with house.store.transaction() as tx:
            change_identity_source(tx, house.store_id, SourceKind.IDENTITY_CENTER)
        return read(self, now)

    monkeypatch.setattr(embedded.EmbeddedDirectory, "contents", slow)
    assert house.after(hours=2) == {}
