"""A mail server in this process, and a store whose clock stands still."""

from collections.abc import Iterator

import pytest

from emulator.scenario.post_office import PostOffice
from emulator.store.database import Store


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    post_office = PostOffice()
    yield post_office
    post_office.close()


@pytest.fixture
def mail_url(post_office: PostOffice) -> str:
    return post_office.open()


@pytest.fixture
def frozen(store: Store) -> Store:
    """The store, with a clock that stands still."""
    with store.transaction() as tx:
        tx.clock.freeze()
    return store
