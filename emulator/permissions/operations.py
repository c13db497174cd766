"""Work that AWS does in the background: assignments, provisioning, instances, Regions.

A request begins an operation, which is IN_PROGRESS until a client has asked for its status a number of times or the
clock has moved on, whichever is first. `settling` then does the work.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, insert, select, update

from emulator.directory.paging import Page, page_of_rows
from emulator.guide.refusal import Facts, Refusal
from emulator.store.tables.permissions import operation_pace, operations
from emulator.store.transaction import Transaction

_COLUMNS = operations.c


class Kind(StrEnum):
    """What an operation does."""

    ASSIGNMENT_CREATION = "assignment-creation"
    ASSIGNMENT_DELETION = "assignment-deletion"
    PROVISIONING = "provisioning"
    INSTANCE_CREATION = "instance-creation"
    INSTANCE_DELETION = "instance-deletion"
    REGION_ADDITION = "region-addition"
    REGION_REMOVAL = "region-removal"


class Status(StrEnum):
    """How far an operation has come, in AWS's words."""

    IN_PROGRESS = "IN_PROGRESS"
    FAILED = "FAILED"
    SUCCEEDED = "SUCCEEDED"


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How long operations take: until the `polls`-th question about one, or `seconds` of the clock.

    unconfirmed: AWS takes seconds to minutes; one question and one second keep clients from waiting.
    """

    polls: int = 1
    seconds: int = 1


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One piece of work. `subject` is the account or the Region that it is about, or empty for all accounts.

    `failure_cause` is an id of the catalogue.
    """

    request_id: str
    kind: Kind
    instance_arn: str
    status: Status
    failure_reason: str | None
    failure_cause: str | None
    permission_set_arn: str | None
    subject: str
    principal_type: str | None
    principal_id: str | None
    polls: int
    due_at: datetime
    created_at: datetime


def begin(
    tx: Transaction,
    kind: Kind,
    instance_arn: str,
    subject: str = "",
    *,
    permission_set_arn: str | None = None,
    principal_type: str | None = None,
    principal_id: str | None = None,
) -> Operation:
    """Note the work; it is done later."""
    now = tx.now()
    operation = Operation(
        request_id=tx.ids.uuid(),
        kind=kind,
        instance_arn=instance_arn,
        status=Status.IN_PROGRESS,
        failure_reason=None,
        failure_cause=None,
        permission_set_arn=permission_set_arn,
        subject=subject,
        principal_type=principal_type,
        principal_id=principal_id,
        polls=0,
        due_at=now + timedelta(seconds=pace(tx).seconds),
        created_at=now,
    )
    tx.execute(insert(operations).values(**vars(operation)))
    return operation


def find_operation(tx: Transaction, kind: Kind, instance_arn: str, request_id: str) -> Operation:
    """The operation that a request began. Raises ResourceNotFoundException."""
    row = tx.row(select(operations).where(_COLUMNS.request_id == request_id))
    if row is None or row["kind"] != kind or row["instance_arn"] != instance_arn:
        # unconfirmed: the text.
        raise Refusal(
            "ResourceNotFoundException",
            f"Could not find request with id {request_id}",
            cause="operation.unknown-request",
            facts=Facts(where="request id", found=request_id, expected=f"the id that a request for {kind} returned"),
        )
    return _operation(row)


def list_operations(
    tx: Transaction,
    kind: Kind,
    instance_arn: str,
    *,
    status: str | None = None,
    after: str | None = None,
    limit: int = 100,
) -> Page[Operation]:
    """A page of the operations of one kind, oldest first. Raises UnknownPosition."""
    statement = select(operations).where(_COLUMNS.instance_arn == instance_arn, _COLUMNS.kind == kind)
    if status is not None:
        statement = statement.where(_COLUMNS.status == status)
    page = page_of_rows(tx, statement, (_COLUMNS.created_at, _COLUMNS.request_id), after=after, limit=limit)
    return Page([_operation(row) for row in page.items], page.after)


def newest_of_principals(
    tx: Transaction, kind: Kind, subject: str, permission_set_arns: Collection[str], principal_ids: Collection[str]
) -> Operation | None:
    """The newest operation of one kind that is about any of these permission sets and principals, if there is one."""
    statement = select(operations).where(
        _COLUMNS.kind == kind,
        _COLUMNS.subject == subject,
        _COLUMNS.permission_set_arn.in_(permission_set_arns),
        _COLUMNS.principal_id.in_(principal_ids),
    )
    row = tx.row(statement.order_by(_COLUMNS.created_at.desc()).limit(1))
    return None if row is None else _operation(row)


def newest_operations(
    tx: Transaction, instance_arn: str, subject: str, *kinds: Kind, limit: int
) -> Sequence[Operation]:
    """The newest operations of these kinds that are about `subject`, newest first."""
    statement = select(operations).where(
        _COLUMNS.instance_arn == instance_arn, _COLUMNS.subject == subject, _COLUMNS.kind.in_(kinds)
    )
    newest = statement.order_by(_COLUMNS.created_at.desc(), _COLUMNS.request_id).limit(limit)
    return [_operation(row) for row in tx.rows(newest)]


def next_due(tx: Transaction) -> Operation | None:
    """The oldest operation whose time has come, if any; locked, so that nobody else does it as well."""
    statement = select(operations).where(_COLUMNS.status == Status.IN_PROGRESS, _COLUMNS.due_at <= tx.now())
    first = statement.order_by(_COLUMNS.due_at, _COLUMNS.created_at).limit(1).with_for_update(skip_locked=True)
    row = tx.row(first)
    return None if row is None else _operation(row)


def in_progress_on(tx: Transaction, permission_set_arn: str) -> list[Operation]:
    """The unfinished operations about a permission set, oldest first."""
    return _in_progress(tx, _COLUMNS.permission_set_arn == permission_set_arn)


def in_progress_in(tx: Transaction, instance_arn: str, *kinds: Kind) -> list[Operation]:
    """The unfinished operations of these kinds in an instance, oldest first."""
    return _in_progress(tx, (_COLUMNS.instance_arn == instance_arn) & _COLUMNS.kind.in_(kinds))


def change(tx: Transaction, operation: Operation, **values: Any) -> None:
    """Write down how far the operation has come."""
    tx.execute(update(operations).where(_COLUMNS.request_id == operation.request_id).values(**values))


def pace(tx: Transaction) -> Pace:
    """How long operations take."""
    row = tx.row(select(operation_pace))
    return Pace() if row is None else Pace(polls=row["polls"], seconds=row["seconds"])


def set_pace(tx: Transaction, wanted: Pace) -> None:
    """Let operations that begin from now on take that long; those under way keep their time, and heed the polls."""
    tx.execute(delete(operation_pace))
    tx.execute(insert(operation_pace).values(**vars(wanted)))


def _in_progress(tx: Transaction, condition: ColumnElement[bool]) -> list[Operation]:
    statement = select(operations).where(_COLUMNS.status == Status.IN_PROGRESS, condition)
    return [_operation(row) for row in tx.rows(statement.order_by(_COLUMNS.created_at))]


def _operation(row: RowMapping) -> Operation:
    values = {name: row[name] for name in Operation.__dataclass_fields__}
    return Operation(**values | {"kind": Kind(row["kind"]), "status": Status(row["status"])})
