"""The operations on assignments of accounts."""

from emulator.guide.refusal import Facts, Refusal
from emulator.permissions import assignments
from emulator.permissions.assignments import Assignment, Principal
from emulator.permissions.instances import Instance
from emulator.permissions.operations import Kind, Operation
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.pagination import page_of
from emulator.web.aws_api.sso_admin.addressed import (
    assignable_permission_set,
    instance_with_permission_sets,
    named_permission_set,
)
from emulator.web.aws_api.sso_admin.statuses import asked_operation, listed_operations


def create_account_assignment(call: Call) -> Json:
    """CreateAccountAssignment"""
    account_id: str = call.input["TargetId"]
    instance, permission_set = assignable_permission_set(call, account_id)
    _check_is_target(instance, account_id)
    begun = assignments.request_creation(call.tx, instance, permission_set, account_id, _principal(call))
    return {"AccountAssignmentCreationStatus": _status(begun)}


def delete_account_assignment(call: Call) -> Json:
    """DeleteAccountAssignment"""
    account_id: str = call.input["TargetId"]
    instance, permission_set = assignable_permission_set(call, account_id)
    begun = assignments.request_deletion(call.tx, instance, permission_set, account_id, _principal(call))
    return {"AccountAssignmentDeletionStatus": _status(begun)}


def describe_creation_status(call: Call) -> Json:
    """DescribeAccountAssignmentCreationStatus"""
    request_id: str = call.input["AccountAssignmentCreationRequestId"]
    operation = asked_operation(call, Kind.ASSIGNMENT_CREATION, request_id)
    return {"AccountAssignmentCreationStatus": _status(operation)}


def describe_deletion_status(call: Call) -> Json:
    """DescribeAccountAssignmentDeletionStatus"""
    request_id: str = call.input["AccountAssignmentDeletionRequestId"]
    operation = asked_operation(call, Kind.ASSIGNMENT_DELETION, request_id)
    return {"AccountAssignmentDeletionStatus": _status(operation)}


def list_creation_status(call: Call) -> Json:
    """ListAccountAssignmentCreationStatus"""
    return listed_operations(call, Kind.ASSIGNMENT_CREATION, "AccountAssignmentsCreationStatus")


def list_deletion_status(call: Call) -> Json:
    """ListAccountAssignmentDeletionStatus"""
    return listed_operations(call, Kind.ASSIGNMENT_DELETION, "AccountAssignmentsDeletionStatus")


def list_account_assignments(call: Call) -> Json:
    """ListAccountAssignments"""
    _, permission_set = named_permission_set(call)
    account_id: str = call.input["AccountId"]
    items, next_token = page_of(
        call,
        lambda after, limit: assignments.list_assignments(
            call.tx, permission_set, account_id, after=after, limit=limit
        ),
    )
    return {"AccountAssignments": [_members(item) for item in items], "NextToken": next_token}


def list_account_assignments_for_principal(call: Call) -> Json:
    """ListAccountAssignmentsForPrincipal: for a user also those of its groups.

    unconfirmed: that a delegated administrator may ask as well as the management account.
    """
    instance = instance_with_permission_sets(call)
    if not instance.is_of_organization:
        # unconfirmed: exception and text; the rule is in the service model's documentation.
        raise Refusal(
            "ValidationException",
            "The operation is not supported for account instances of IAM Identity Center.",
            cause="account-instance.unsupported-operation",
            facts=Facts(where="instanceArn", found="an account instance", expected="the organization instance"),
        )
    account_id = call.input.get("Filter", {}).get("AccountId")
    items, next_token = page_of(
        call,
        lambda after, limit: assignments.assignments_of_principal(
            call.tx, instance, _principal(call), account_id=account_id, after=after, limit=limit
        ),
    )
    return {"AccountAssignments": [_members(item) for item in items], "NextToken": next_token}


def _principal(call: Call) -> Principal:
    return Principal(call.input["PrincipalType"], call.input["PrincipalId"])


def _check_is_target(instance: Instance, account_id: str) -> None:
    if instance.is_of_organization or account_id == instance.owner_account_id:
        return
    # unconfirmed: exception and text.
    raise Refusal(
        "ValidationException",
        "An account instance of IAM Identity Center can only assign access to its own account.",
        cause="account-instance.unsupported-operation",
        facts=Facts(where="targetId", found=account_id, expected=instance.owner_account_id),
    )


def _members(assignment: Assignment) -> Json:
    return {
        "AccountId": assignment.account_id,
        "PermissionSetArn": assignment.permission_set_arn,
        "PrincipalType": assignment.principal.type,
        "PrincipalId": assignment.principal.id,
    }


def _status(operation: Operation) -> Json:
    return {
        "Status": operation.status.value,
        "RequestId": operation.request_id,
        "FailureReason": operation.failure_reason,
        "TargetId": operation.subject,
        "TargetType": "AWS_ACCOUNT",
        "PermissionSetArn": operation.permission_set_arn,
        "PrincipalType": operation.principal_type,
        "PrincipalId": operation.principal_id,
        "CreatedDate": operation.created_at,
    }
