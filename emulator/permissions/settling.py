"""Finishes background work: that whose time has come, and that which a client has asked about often enough."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from emulator.accounts.roles import ProvisioningFailed
from emulator.permissions import account_instances, assignments, operations, provisioning_requests, regions
from emulator.permissions.operations import Kind, Operation, Status, find_operation
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
    # One at a time: what one does, such as deleting an instance, may take others away.
    while (operation := operations.next_due(tx)) is not None:
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
        operations.change(tx, operation, status=Status.SUCCEEDED)
        return replace(operation, status=Status.SUCCEEDED)
    except ProvisioningFailed as failure:
        told = {"status": Status.FAILED, "failure_reason": failure.reason, "failure_cause": failure.cause}
        operations.change(tx, operation, **told)
        return find_operation(tx, operation.kind, operation.instance_arn, operation.request_id)
