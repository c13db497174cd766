"""Fixtures for tests of the SCIM API."""

from collections.abc import Iterator

import pytest

from tests.conftest import RunningEmulator
from tests.web.scim.client import ScimClient


@pytest.fixture
def scim(emulator: RunningEmulator) -> Iterator[ScimClient]:
    """A SCIM client of an emulator without users."""
    client = ScimClient(emulator.url, emulator.context)
    yield client
    client.close()
