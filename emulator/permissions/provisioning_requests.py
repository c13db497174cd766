"""Requests to bring accounts up to date with a permission set."""

from emulator.accounts.roles import ProvisioningFailed
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions import operations
from emulator.permissions.conflicts import check_no_conflict
from emulator.permissions.instances import Instance, instance_of_arn
from emulator.permissions.operations import Kind, Operation
from emulator.permissions.permission_set import PermissionSet
from emulator.permissions.permission_sets import find_permission_set
from emulator.permissions.provisioning import every_account_with, provision
from emulator.permissions.quotas import quota_exceeded
from emulator.store.transaction import Transaction

# Accounts that one request for all may reach, and requests at a time (facts/signin.md §6).
MAXIMUM_ACCOUNTS = 3500
MAXIMUM_REQUESTS = 3


def request_provisioning(
    tx: Transaction, instance: Instance, permission_set: PermissionSet, account_id: str | None
) -> Operation:
    """Begin to provision into the account, or with None into every account that has the permission set.

    Raises ConflictException while other work on the same is under way, and for None ValidationException beyond the
    quotas of accounts and of requests.
    """
    arn = permission_set.permission_set_arn
    if account_id is None:
        _check_quotas(tx, instance, arn)
    check_no_conflict(tx, arn, account_id)
    return operations.begin(tx, Kind.PROVISIONING, instance.instance_arn, account_id or "", permission_set_arn=arn)


def finish_provisioning(tx: Transaction, operation: Operation) -> None:
    """Provision. Raises ProvisioningFailed with the reason of the first account that failed; the others are done."""
    assert operation.permission_set_arn is not None
    instance = instance_of_arn(tx, operation.instance_arn)
    permission_set = find_permission_set(tx, instance, operation.permission_set_arn)
    wanted = [operation.subject] if operation.subject else every_account_with(tx, operation.permission_set_arn)
    failures = []
    for account_id in wanted:
        try:
            provision(tx, instance, permission_set, account_id)
        except ProvisioningFailed as failure:
            failures.append(failure)
    if failures:
        raise failures[0]


def _check_quotas(tx: Transaction, instance: Instance, permission_set_arn: str) -> None:
    """unconfirmed: the exceptions; the service model does not declare ServiceQuotaExceededException here."""
    under_way = operations.in_progress_in(tx, instance.instance_arn, Kind.PROVISIONING)
    running = [operation for operation in under_way if not operation.subject]
    if len(running) >= MAXIMUM_REQUESTS:
        raise throttled(f"{len(running)} requests for all accounts", f"at most {MAXIMUM_REQUESTS} at a time")
    if len(every_account_with(tx, permission_set_arn)) > MAXIMUM_ACCOUNTS:
        raise quota_exceeded("account", MAXIMUM_ACCOUNTS, permission_set_arn, code="ValidationException")


def throttled(found: str, expected: str) -> Refusal:
    """The refusal for more work at a time than AWS takes on; the text is AWS's for every kind of throttling."""
    return Refusal(
        "ThrottlingException",
        "Rate exceeded",
        cause="operation.too-many",
        facts=Facts(where="unfinished work", found=found, expected=expected),
    )
