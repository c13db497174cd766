"""Named snapshots: the whole state with the clock, kept in memory while the emulator runs."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from emulator.accounts.moto_adapter import process
from emulator.clock import ClockState
from emulator.store.database import Snapshot
from emulator.web.context import Context


@dataclass(frozen=True)
class Kept:
    """One snapshot: the state, what the clock showed and how it was set, and where the identifiers stood."""

    state: Snapshot
    taken_at: datetime
    clock: ClockState
    ids: Any


@dataclass
class Snapshots:
    """The snapshots by name; a new one replaces an older one of the same name."""

    _kept: dict[str, Kept] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, name: str, context: Context) -> Kept:
        """Keep the present state and clock under `name`."""
        clock = context.clock
        kept = Kept(context.store.snapshot(), clock.now(), clock.state(), context.ids.state())
        with self._lock:
            self._kept[name] = kept
        return kept

    def restore(self, name: str, context: Context) -> Kept:
        """Make state and clock what they were; KeyError where no snapshot has that name."""
        with self._lock:
            kept = self._kept[name]
        context.store.restore(kept.state)
        process.forget()
        context.clock.set_state(kept.clock)
        context.ids.set_state(kept.ids)
        return kept

    def discard(self, name: str) -> None:
        """Forget a snapshot; KeyError where no snapshot has that name."""
        with self._lock:
            del self._kept[name]

    def list(self) -> tuple[tuple[str, Kept], ...]:
        """Name and snapshot, in the order of their names."""
        with self._lock:
            return tuple(sorted(self._kept.items()))
