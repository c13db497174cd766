"""Fixtures that every test may use."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import settings as hypothesis_settings

from emulator.clock import Clock
from emulator.ids import Identifiers
from emulator.seed.model import Seed
from emulator.server import Server
from emulator.settings import Settings
from emulator.store.database import Store
from emulator.web.context import Context

pytest_plugins = ["tests.browser.chromium"]

# Examples are the same in every run, and a busy machine is no failure.
hypothesis_settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis_settings.load_profile("suite")


@dataclass(frozen=True)
class RunningEmulator:
    """An emulator on a real socket, in this process."""

    url: str
    context: Context


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty store in memory."""
    store = Store(Clock(), Identifiers())
    yield store
    store.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for the session, on a free port."""
    with Server(Settings(port=0)) as server:
        yield server


@pytest.fixture
def emulator(server: Server) -> RunningEmulator:
    """The session's server with its state as after enabling IAM Identity Center: no users, SCIM enabled."""
    assert server.emulator is not None
    server.emulator.reset(Seed())
    return RunningEmulator(server.url, server.emulator.context)
