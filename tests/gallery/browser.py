"""The browser of the gallery, and the emulator that it is pointed at."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from emulator.app import Emulator
from emulator.server import Server
from emulator.settings import Settings


@contextmanager
def emulator_at(
    port: int | None = None, *, diagnosis_panel: bool = True, seed_random: int | None = None
) -> Iterator[Emulator]:
    """An emulator that browsers reach as localhost: they offer WebAuthn at no IP address."""
    if port is None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    settings = Settings(
        port=port, public_url=f"http://localhost:{port}", seed_random=seed_random, diagnosis_panel=diagnosis_panel
    )
    with Server(settings) as server:
        assert server.emulator is not None
        yield server.emulator
