"""A small client of the control API."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from emulator.ids import Identifiers
from emulator.store.keys import new_key_pair
from tests.conftest import RunningEmulator


class ControlClient:
    """Sends requests below /_emulator and gives their answers."""

    def __init__(self, url: str) -> None:
        self.url = f"{url}/_emulator"

    def send(self, method: str, path: str, **parts: Any) -> requests.Response:
        return requests.request(method, f"{self.url}/{path}", timeout=10, **parts)

    def get(self, path: str, **parts: Any) -> Any:
        answer = self.send("GET", path, **parts)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def do(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.send(method, path, **({} if body is None else {"json": body}))
        assert answer.status_code in (200, 201), answer.text
        return answer.json()


@pytest.fixture
def control(emulator: RunningEmulator) -> ControlClient:
    return ControlClient(emulator.url)


def make_certificate(start: datetime, days: int) -> str:
    """A certificate as an identity provider has it, PEM."""
    pair = new_key_pair(Identifiers(), "idp.example.com", not_before=start, lifetime=timedelta(days=days))
    return pair.certificate_pem


@pytest.fixture(scope="session")
def certificate() -> str:
    """A certificate that is valid for long."""
    return make_certificate(datetime(2020, 1, 1, tzinfo=UTC), 9000)
