"""The browser of the gallery, and the emulator that it is pointed at."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from unittest import mock

from emulator import app
from emulator.app import Emulator
from emulator.clock import Clock
from emulator.server import Server
from emulator.settings import Settings
from tests.gallery.visit import NOW

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def emulator_at(
    port: int | None = None, *, diagnosis_panel: bool = True, repeatable: bool = False
) -> Iterator[Emulator]:
    """An emulator that browsers reach as localhost: they offer WebAuthn at no IP address.

    A repeatable one makes the same identifiers, keys and certificates each time.
    """
    if port is None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    settings = Settings(
        port=port,
        public_url=f"http://localhost:{port}",
        seed_random=1 if repeatable else None,
        diagnosis_panel=diagnosis_panel,
    )
    # The keys of the test identity provider are older than the first seed, which could stop the clock.
    clock = Clock(lambda: datetime.fromisoformat(NOW)) if repeatable else Clock()
    with mock.patch.object(app, "Clock", return_value=clock), Server(settings) as server:
        assert server.emulator is not None
        yield server.emulator
