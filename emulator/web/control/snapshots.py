"""Named snapshots: the whole state with the clock, kept in memory while the emulator runs."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from emulator.clock import Clock
from emulator.store.database import Snapshot, Store


@dataclass(frozen=True)
class Kept:
    """One snapshot with what the clock showed."""

    state: Snapshot
    taken_at: datetime
    offset: timedelta
    frozen: bool


@dataclass
class Snapshots:
    """The snapshots by name; a new one replaces an older one of the same name."""

    _kept: dict[str, Kept] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, name: str, store: Store, clock: Clock) -> Kept:
        """Keep the present state and clock under `name`."""
        kept = Kept(store.snapshot(), clock.now(), clock.offset, clock.frozen)
        with self._lock:
            self._kept[name] = kept
        return kept

    def restore(self, name: str, store: Store, clock: Clock) -> Kept:
        """Make state and clock what they were; KeyError where no snapshot has that name."""
        with self._lock:
            kept = self._kept[name]
        store.restore(kept.state)
        clock.skew(kept.offset)
        if kept.frozen:
            clock.freeze(kept.taken_at)
        return kept

    def discard(self, name: str) -> None:
        """Forget a snapshot; KeyError where no snapshot has that name."""
        with self._lock:
            del self._kept[name]

    def list(self) -> tuple[tuple[str, Kept], ...]:
        """Name and snapshot, in the order of their names."""
        with self._lock:
            return tuple(sorted(self._kept.items()))
