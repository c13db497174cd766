"""What the operations on requests that take time have in common."""

from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.operations import Kind, Operation, find_operation, list_operations
from emulator.permissions.settling import poll
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.pagination import page_of
from emulator.web.aws_api.sso_admin.addressed import instance_with_permission_sets
from emulator.web.journal import note_refusal


def asked_operation(call: Call, kind: Kind, request_id: str) -> Operation:
    """The operation that a Describe call asks about, which the question may finish.

    No exception tells that it failed; the journal does, so that there is a diagnosis.
    """
    instance = instance_with_permission_sets(call)
    operation = poll(call.tx, find_operation(call.tx, kind, instance.instance_arn, request_id))
    if operation.failure_reason is not None and operation.failure_cause is not None:
        facts = Facts(where=f"{kind} in account {operation.subject or '(all)'}", found=operation.failure_reason)
        note_refusal(Refusal("FAILED", operation.failure_reason, cause=operation.failure_cause, facts=facts))
    return operation


def listed_operations(call: Call, kind: Kind, member: str) -> Json:
    """The output of a List call, under the name `member`."""
    instance = instance_with_permission_sets(call)
    status = call.input.get("Filter", {}).get("Status")
    items, next_token = page_of(
        call,
        lambda after, limit: list_operations(
            call.tx, kind, instance.instance_arn, status=status, after=after, limit=limit
        ),
    )
    return {member: [_metadata(item) for item in items], "NextToken": next_token}


def _metadata(operation: Operation) -> Json:
    return {
        "Status": operation.status.value,
        "RequestId": operation.request_id,
        "CreatedDate": operation.created_at,
    }
