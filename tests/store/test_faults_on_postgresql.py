"""Fault rules in PostgreSQL, where requests really run side by side."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from emulator.clock import Clock
from emulator.fault_injection.rule import FaultError, FaultRule
from emulator.fault_injection.rules import add_rule, list_rules, strike
from emulator.ids import Identifiers
from emulator.store.database import Store, database_url


@pytest.fixture
def store(postgresql_url: str) -> Iterator[Store]:
    store = Store(Clock(), Identifiers(), database_url(None, postgresql_url))
    yield store
    store.close()


def test_requests_at_the_same_moment_are_struck_as_often_as_the_rule_says(store: Store) -> None:
    with store.transaction() as tx:
        add_rule(tx, FaultRule(rule_id="some", service="scim", skip=3, times=5, error=FaultError(status=429)))

    def ask(_: int) -> bool:
        with store.transaction() as tx:
            return strike(tx, "scim", "CreateUser") is not None

    with ThreadPoolExecutor(8) as pool:
        struck = list(pool.map(ask, range(24)))
    assert sum(struck) == 5
    with store.transaction() as tx:
        (rule,) = list_rules(tx)
    assert (rule.met, rule.struck) == (24, 5)
