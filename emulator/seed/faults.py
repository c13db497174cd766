"""Plants fault rules, and writes down what is left of them."""

from collections.abc import Iterable

from emulator.fault_injection.rule import FaultError, FaultRule
from emulator.fault_injection.rules import add_rule, list_rules
from emulator.seed.fault import SeedFault, SeedFaultError
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


def exported_faults(tx: Transaction) -> tuple[SeedFault, ...]:
    """The rules that will still strike, with what is left of the requests that pass and fail."""
    return tuple(_left(rule) for rule in list_rules(tx) if rule.times is None or rule.struck < rule.times)


def _left(rule: FaultRule) -> SeedFault:
    return SeedFault.model_validate(
        {
            "service": rule.service,
            "operation": rule.operation,
            "skip": max(0, rule.skip - rule.met),
            "times": None if rule.times is None else rule.times - rule.struck,
            "error": None if rule.error is None else SeedFaultError(**vars(rule.error)),
            "drop_after_commit": rule.drop_after_commit,
            "delay_seconds": rule.delay_seconds,
        }
    )
