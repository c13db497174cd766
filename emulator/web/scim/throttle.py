"""AWS's request rates (facts/scim.md §7, quotas); off unless the settings ask for them."""

import threading
from collections import defaultdict, deque
from datetime import datetime, timedelta

from emulator.clock import Clock
from emulator.web.scim.errors import throttled

_RATES = {"reads": 40, "writes": 25}
_WINDOW = timedelta(seconds=1)


class Throttle:
    """Counts the requests of each identity store over the last second of the emulator's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._recent: dict[tuple[str, str], deque[datetime]] = defaultdict(deque)

    def count(self, identity_store_id: str, *, read: bool) -> None:
        """Count one request. Raises Refusal above the rate; the refused request does not count."""
        kind, now = ("reads" if read else "writes"), self._clock.now()
        with self._lock:
            recent = self._recent[identity_store_id, kind]
            # A clock that was set back leaves instants in the future; they say nothing about this second.
            while recent and not now - _WINDOW < recent[0] <= now:
                recent.popleft()
            if len(recent) >= _RATES[kind]:
                raise throttled(_RATES[kind], kind)
            recent.append(now)
