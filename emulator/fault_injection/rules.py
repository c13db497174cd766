"""The rules that are in force: added, listed, removed, and asked about every request."""

from dataclasses import replace

from sqlalchemy import RowMapping, bindparam, delete, insert, or_, select, update

from emulator.fault_injection.rule import FaultError, FaultRule
from emulator.store.tables.fault_injection import fault_rules
from emulator.store.transaction import Transaction

_COLUMNS = fault_rules.c
# Asked about every request, so it is put together once.
_MATCHING = select(fault_rules).where(
    _COLUMNS.service == bindparam("asked_service"),
    or_(_COLUMNS.operation.is_(None), _COLUMNS.operation == bindparam("asked_operation")),
)
_ANY = _MATCHING.limit(1)
_OLDEST_FIRST = _MATCHING.order_by(_COLUMNS.sequence).with_for_update()


def add_rule(tx: Transaction, rule: FaultRule) -> None:
    """Put a rule in force; older rules are asked first."""
    error = rule.error or FaultError()
    tx.execute(
        insert(fault_rules).values(
            rule_id=rule.rule_id,
            service=rule.service,
            operation=rule.operation,
            skip=rule.skip,
            times=rule.times,
            error_status=error.status,
            error_code=error.code,
            error_message=error.message,
            error_cause=error.cause,
            drop_after_commit=rule.drop_after_commit,
            delay_seconds=rule.delay_seconds,
            met=rule.met,
        )
    )


def list_rules(tx: Transaction) -> tuple[FaultRule, ...]:
    """Every rule, the spent ones included, oldest first."""
    return tuple(_rule(row) for row in tx.rows(select(fault_rules).order_by(_COLUMNS.sequence)))


def remove_rule(tx: Transaction, rule_id: str) -> None:
    """Take a rule back. LookupError where there is none of that id."""
    if not tx.execute(delete(fault_rules).where(_COLUMNS.rule_id == rule_id)):
        raise LookupError(f"there is no fault {rule_id!r}")


def remove_rules(tx: Transaction) -> None:
    """Take every rule back."""
    tx.execute(delete(fault_rules))


def strike(tx: Transaction, service: str, operation: str) -> FaultRule | None:
    """The rule that strikes this request, which now counts for it; None where the request passes.

    The first rule that is due takes the request. Those before it, which still let requests pass, count it as well.
    """
    asked = {"asked_service": service, "asked_operation": operation}
    if tx.row(_ANY.params(asked)) is None:
        return None
    for row in tx.rows(_OLDEST_FIRST.params(asked)):
        rule = _rule(row)
        tx.execute(update(fault_rules).where(_COLUMNS.rule_id == rule.rule_id).values(met=_COLUMNS.met + 1))
        if rule.is_due:
            return replace(rule, met=rule.met + 1)
    return None


def _rule(row: RowMapping) -> FaultRule:
    error = FaultError(
        status=row["error_status"], code=row["error_code"], message=row["error_message"], cause=row["error_cause"]
    )
    return FaultRule(
        rule_id=row["rule_id"],
        service=row["service"],
        operation=row["operation"],
        skip=row["skip"],
        times=row["times"],
        error=None if error == FaultError() else error,
        drop_after_commit=row["drop_after_commit"],
        delay_seconds=row["delay_seconds"],
        met=row["met"],
    )
