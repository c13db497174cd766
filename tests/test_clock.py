"""The clock can be frozen, moved and skewed, and nothing else tells the time."""

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

import emulator
from emulator.clock import Clock, in_range, system_now

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Machine:
    """A machine whose time the test sets."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def clock(machine: Machine) -> Clock:
    return Clock(machine)


def test_a_new_clock_shows_the_machines_time(clock: Clock, machine: Machine) -> None:
    machine.time += HOUR
    assert clock.now() == NOON + HOUR
    assert not clock.frozen
    assert clock.offset == timedelta()


def test_the_machines_time_is_aware_and_utc() -> None:
    assert system_now().utcoffset() == timedelta()


def test_a_frozen_clock_stands_still(clock: Clock, machine: Machine) -> None:
    assert clock.freeze() == NOON
    machine.time += HOUR
    assert clock.now() == NOON
    assert clock.frozen


def test_freezing_at_an_instant_converts_it_to_utc(clock: Clock) -> None:
    there = datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))
    assert clock.freeze(there) == datetime(2026, 1, 1, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_freezing_at_an_instant_without_time_zone_says_how_to_write_it(clock: Clock) -> None:
    with pytest.raises(ValueError, match="2026-01-01T00:00:00Z"):
        clock.freeze(datetime(2026, 1, 1))  # noqa: DTZ001


def test_advancing_moves_a_running_clock_that_then_runs_on(clock: Clock, machine: Machine) -> None:
    assert clock.advance(HOUR) == NOON + HOUR
    machine.time += HOUR
    assert clock.now() == NOON + 2 * HOUR
    assert clock.offset == HOUR


def test_advancing_moves_a_frozen_clock_that_stays_frozen(clock: Clock, machine: Machine) -> None:
    clock.freeze()
    assert clock.advance(-HOUR) == NOON - HOUR
    machine.time += HOUR
    assert clock.now() == NOON - HOUR


def test_skewing_replaces_the_offset_and_ends_a_freeze(clock: Clock) -> None:
    clock.advance(HOUR)
    clock.freeze()
    assert clock.skew(timedelta(minutes=-5)) == NOON - timedelta(minutes=5)
    assert not clock.frozen


def test_resuming_follows_the_machine_again(clock: Clock, machine: Machine) -> None:
    clock.advance(HOUR)
    clock.freeze()
    machine.time += HOUR
    assert clock.resume() == machine.time
    assert clock.offset == timedelta()


@pytest.mark.parametrize(
    "outside",
    [datetime(1969, 12, 31, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC), datetime.min.replace(tzinfo=UTC)],
)
def test_years_that_no_certificate_can_name_are_refused_and_change_nothing(clock: Clock, outside: datetime) -> None:
    with pytest.raises(ValueError, match="1970 to 2999"):
        clock.freeze(outside)
    with pytest.raises(ValueError, match="1970 to 2999"):
        clock.skew(outside - NOON)
    with pytest.raises(ValueError, match="1970 to 2999"):
        clock.advance(outside - NOON)
    assert clock.now() == NOON


def test_an_instant_at_the_edge_of_the_calendar_is_refused_not_an_overflow() -> None:
    edge = datetime.min.replace(tzinfo=timezone(timedelta(hours=5)))
    with pytest.raises(ValueError, match="1970 to 2999"):
        in_range(edge)


def test_only_the_clock_module_reads_the_time() -> None:
    source = Path(emulator.__file__).parent
    reading = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)\(")
    found = {
        str(file.relative_to(source))
        for file in source.rglob("*.py")
        if reading.search(file.read_text("utf-8")) and file != source / "clock.py"
    }
    assert found == set()
