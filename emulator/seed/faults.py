"""Plants fault rules."""

from collections.abc import Iterable

from emulator.fault_injection.rule import FaultError, FaultRule
from emulator.fault_injection.rules import add_rule
from emulator.seed.fault import SeedFault
from emulator.store.transaction import Transaction


def described_rule(tx: Transaction, described: SeedFault) -> FaultRule:
    """The rule that a seed, or the control API in its words, describes; with an id of its own."""
    return FaultRule(
        rule_id=tx.ids.uuid(),
        service=described.service,
        operation=described.operation,
        skip=described.skip,
        times=described.times,
        error=None if described.error is None else FaultError(**dict(described.error)),
        drop_after_commit=described.drop_after_commit,
        delay_seconds=described.delay_seconds,
    )


def plant_faults(tx: Transaction, faults: Iterable[SeedFault]) -> None:
    """Put the rules in force."""
    for fault in faults:
        add_rule(tx, described_rule(tx, fault))
