"""Faults of a seed, and what is left of them in an export."""

from emulator.fault_injection.rule import FaultError
from emulator.fault_injection.rules import list_rules, strike
from emulator.seed.fault import SeedFault, SeedFaultError
from emulator.seed.faults import exported_faults, plant_faults
from emulator.store.database import Store

THIRD = SeedFault(service="scim", operation="ListUsers", skip=2, times=2, error=SeedFaultError(status=429))
LATE = SeedFault(service="sso", times=None, delay_seconds=0.5)


def test_faults_of_a_seed_are_in_force(store: Store) -> None:
    with store.transaction() as tx:
        plant_faults(tx, [THIRD, LATE])
        first, second = list_rules(tx)
    assert (first.service, first.skip, first.times, first.error) == ("scim", 2, 2, FaultError(status=429))
    assert (second.operation, second.times, second.delay_seconds, second.error) == (None, None, 0.5, None)
    assert first.rule_id != second.rule_id


def test_faults_come_out_as_they_went_in(store: Store) -> None:
    with store.transaction() as tx:
        plant_faults(tx, [THIRD, LATE])
        assert exported_faults(tx) == (THIRD, LATE)


def test_what_has_passed_and_failed_is_left_out(store: Store) -> None:
    with store.transaction() as tx:
        plant_faults(tx, [THIRD, LATE])
        for _ in range(3):
            strike(tx, "scim", "ListUsers")
        assert exported_faults(tx) == (THIRD.model_copy(update={"skip": 0, "times": 1}), LATE)
        strike(tx, "scim", "ListUsers")
        assert exported_faults(tx) == (LATE,)
