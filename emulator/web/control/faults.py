"""Faults: rules by which requests fail."""

from emulator.fault_injection.rule import FaultRule
from emulator.fault_injection.rules import add_rule, list_rules, remove_rule, remove_rules
from emulator.seed.fault import SeedFault
from emulator.seed.faults import described_rule
from emulator.store.transaction import Transaction
from emulator.web.control.route import Answer, Control, Declined


class FaultErrorInfo(Answer):
    """The error that a fault answers with; what is null follows from the rest."""

    status: int | None
    code: str | None
    message: str | None
    cause: str | None


class FaultInfo(Answer):
    """A fault. `met` counts the requests that matched, `struck` those that failed."""

    fault_id: str
    service: str
    operation: str | None
    skip: int
    times: int | None
    error: FaultErrorInfo | None
    drop_after_commit: bool
    delay_seconds: float
    met: int
    struck: int


class FaultList(Answer):
    """All faults, oldest first; older ones are asked first. Spent ones stay until they are removed."""

    faults: list[FaultInfo]


def read_faults(control: Control) -> FaultList:
    """The faults, with how often each has struck."""
    with control.context.store.transaction() as tx:
        return _listed(tx)


def inject_fault(control: Control, *, body: SeedFault) -> FaultInfo:
    """Let requests fail: with an error, late, or carried out without an answer."""
    with control.context.store.transaction() as tx:
        rule = described_rule(tx, body)
        add_rule(tx, rule)
    return _described(rule)


def remove_all_faults(control: Control) -> FaultList:
    """Remove every fault."""
    with control.context.store.transaction() as tx:
        remove_rules(tx)
        return _listed(tx)


def remove_fault(control: Control, *, fault_id: str) -> FaultList:
    """Remove a fault; answers those that are left."""
    with control.context.store.transaction() as tx:
        try:
            remove_rule(tx, fault_id)
        except LookupError as missing:
            raise Declined(404, str(missing)) from missing
        return _listed(tx)


def _listed(tx: Transaction) -> FaultList:
    return FaultList(faults=[_described(rule) for rule in list_rules(tx)])


def _described(rule: FaultRule) -> FaultInfo:
    error = None
    if rule.error is not None:
        error = FaultErrorInfo(**vars(rule.error))
    return FaultInfo(
        fault_id=rule.rule_id,
        service=rule.service,
        operation=rule.operation,
        skip=rule.skip,
        times=rule.times,
        error=error,
        drop_after_commit=rule.drop_after_commit,
        delay_seconds=rule.delay_seconds,
        met=rule.met,
        struck=rule.struck,
    )
