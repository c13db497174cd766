"""Finishes background work: that whose time has come, and that which a client has asked about often enough."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from emulator.accounts.roles import ProvisioningFailed
from emulator.permissions import account_instances, assignments, operations, provisioning_requests, regions
from emulator.permissions.operations import Kind, Operation, Status
from emulator.store.transaction import Transaction

Work = Callable[[Transaction, Operation], None]

_WORK: Mapping[Kind, Work] = {
    Kind.ASSIGNMENT_CREATION: assignments.finish_creation,
    Kind.ASSIGNMENT_DELETION: assignments.finish_deletion,
    Kind.PROVISIONING: provisioning_requests.finish_provisioning,
    Kind.INSTANCE_CREATION: account_instances.finish_creation,
    Kind.INSTANCE_DELETION: account_instances.finish_deletion,
    Kind.REGION_ADDITION: regions.finish_addition,
    Kind.REGION_REMOVAL: regions.finish_removal,
}


def carry_out_due(tx: Transaction) -> None:
    """Finish every operation whose time has come by the clock; to be called before its effects are looked at."""
    for operation in operations.due(tx):
        _finish(tx, operation)


def poll(tx: Transaction, operation: Operation) -> Operation:
    """Count a question about the operation, finish it if that was the last one needed, and tell how it stands."""
    if operation.status is not Status.IN_PROGRESS:
        return operation
    asked = operation.polls + 1
    if asked >= operations.pace(tx).polls:
        return _finish(tx, operation)
    operations.change(tx, operation, polls=asked)
    return replace(operation, polls=asked)


def _finish(tx: Transaction, operation: Operation) -> Operation:
    try:
        _WORK[operation.kind](tx, operation)
        done = replace(operation, status=Status.SUCCEEDED)
    except ProvisioningFailed as failure:
        done = replace(operation, status=Status.FAILED, failure_reason=failure.reason)
    operations.change(tx, operation, status=done.status, failure_reason=done.failure_reason)
    return done
