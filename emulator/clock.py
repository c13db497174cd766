"""The only source of "now" in the emulator."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


def system_now() -> datetime:
    """The machine's own time, as an aware UTC datetime."""
    return datetime.now(UTC)


# Inside these, every date that is derived from the clock (certificates, expiries) can be written down.
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ClockState:
    """How a clock stands to the machine's time; `frozen_at` is None while it runs."""

    offset: timedelta
    frozen_at: datetime | None


class Clock:
    """A UTC clock that can be frozen, moved and skewed.

    While running, it shows the machine's time plus an offset; while frozen, one instant. All methods may be
    called from any thread. Setting it outside the years 1970 to 2999 raises ValueError.
    """

    def __init__(self, source: Callable[[], datetime] = system_now) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._offset = timedelta()
        self._frozen: datetime | None = None

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        with self._lock:
            return self._now()

    def _now(self) -> datetime:
        return self._frozen if self._frozen is not None else self._source() + self._offset

    @property
    def offset(self) -> timedelta:
        """How far the running clock is ahead of the machine's time (negative: behind)."""
        return self._offset

    @property
    def frozen(self) -> bool:
        """Whether the clock stands still."""
        return self._frozen is not None

    def freeze(self, at: datetime | None = None) -> datetime:
        """Stop the clock at `at` (aware), or at the present moment; returns the frozen instant."""
        if at is not None and at.tzinfo is None:
            raise ValueError(f"the instant {at.isoformat()} has no time zone; write it as {at.isoformat()}Z")
        with self._lock:
            self._frozen = in_range(self._now() if at is None else at).astimezone(UTC)
            return self._frozen

    def advance(self, by: timedelta) -> datetime:
        """Move the clock by `by` (may be negative), frozen or not; returns the new time."""
        with self._lock:
            moved = in_range(self._now() + by)
            if self._frozen is not None:
                self._frozen = moved
            else:
                self._offset += by
            return moved

    def skew(self, offset: timedelta) -> datetime:
        """Run `offset` ahead of the machine's time (negative: behind); ends a freeze."""
        with self._lock:
            skewed = in_range(self._source() + offset)
            self._frozen, self._offset = None, offset
            return skewed

    def state(self) -> ClockState:
        """What `set_state` needs to make the clock stand as it stands now."""
        with self._lock:
            return ClockState(self._offset, self._frozen)

    def set_state(self, state: ClockState) -> None:
        """Make the clock stand as it stood."""
        with self._lock:
            self._offset, self._frozen = state.offset, state.frozen_at

    def resume(self) -> datetime:
        """Follow the machine's time again, without offset."""
        return self.skew(timedelta())


def in_range(instant: datetime) -> datetime:
    """The instant, if the clock can be set to it; ValueError if not."""
    if not _EARLIEST <= instant < _LATEST:
        raise ValueError(f"the clock cannot be set to {instant.isoformat()}; it shows the years 1970 to 2999")
    return instant
