"""A running emulator with an administrator at its console."""

from collections.abc import Callable
from typing import Any

import pytest

from emulator.seed.model import Seed
from emulator.server import Server
from emulator.trail.trail import LookupFilter, lookup
from tests.web.console.visitor import Visitor

Start = Callable[..., Visitor]

PEOPLE = {
    "identity_source": {"kind": "identity-center"},
    "users": [
        {"user_name": "ana", "given_name": "Ana", "family_name": "Lopes", "email": "ana@example.com"},
        {"user_name": "bo", "given_name": "Bo", "family_name": "Dahl", "email": "bo@example.com"},
    ],
    "groups": [{"display_name": "Engineers", "members": ["ana"]}],
    "permission_sets": [{"name": "Viewer"}],
}


@pytest.fixture
def start(server: Server) -> Start:
    """Starts the emulator afresh from a seed, and opens the console."""

    def start(**seed: Any) -> Visitor:
        assert server.emulator is not None
        server.emulator.reset(Seed.model_validate(seed))
        return Visitor(server.url).open("")

    return start


@pytest.fixture
def console(start: Start) -> Visitor:
    """The console of an instance with two people in its own directory, a group and a permission set."""
    return start(**PEOPLE)


@pytest.fixture
def events(server: Server) -> Callable[[str], list[dict[str, Any]]]:
    """The events of a name in the trail, newest first."""

    def events(name: str) -> list[dict[str, Any]]:
        assert server.emulator is not None
        with server.emulator.context.store.transaction() as tx:
            return [row["event"] for row in lookup(tx, LookupFilter(event_name=name))]

    return events
