"""These tests handle moto themselves, so nobody may rely on what it holds afterwards."""

from collections.abc import Iterator

import pytest

from emulator.accounts.moto_adapter import process


@pytest.fixture(autouse=True)
def _moto_is_given_back() -> Iterator[None]:
    yield
    process.forget()
