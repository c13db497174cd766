"""The operations that bring permission sets into accounts, and those that tell where they are."""

from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.operations import Kind, Operation
from emulator.permissions.provisioning import Freshness, accounts_with, permission_sets_in
from emulator.permissions.provisioning_requests import request_provisioning
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.pagination import page_of
from emulator.web.aws_api.sso_admin.addressed import (
    assignable_permission_set,
    instance_with_permission_sets,
    named_permission_set,
)
from emulator.web.aws_api.sso_admin.statuses import asked_operation, listed_operations


def provision_permission_set(call: Call) -> Json:
    """ProvisionPermissionSet"""
    account_id = _target(call)
    instance, permission_set = assignable_permission_set(call, account_id)
    begun = request_provisioning(call.tx, instance, permission_set, account_id)
    return {"PermissionSetProvisioningStatus": _status(begun)}


def describe_provisioning_status(call: Call) -> Json:
    """DescribePermissionSetProvisioningStatus"""
    operation = asked_operation(call, Kind.PROVISIONING, call.input["ProvisionPermissionSetRequestId"])
    return {"PermissionSetProvisioningStatus": _status(operation)}


def list_provisioning_status(call: Call) -> Json:
    """ListPermissionSetProvisioningStatus"""
    return listed_operations(call, Kind.PROVISIONING, "PermissionSetsProvisioningStatus")


def list_accounts_for_provisioned_permission_set(call: Call) -> Json:
    """ListAccountsForProvisionedPermissionSet"""
    _, permission_set = named_permission_set(call)
    arn = permission_set.permission_set_arn
    items, next_token = page_of(
        call,
        lambda after, limit: accounts_with(call.tx, arn, freshness=_freshness(call), after=after, limit=limit),
    )
    return {"AccountIds": list(items), "NextToken": next_token}


def list_permission_sets_provisioned_to_account(call: Call) -> Json:
    """ListPermissionSetsProvisionedToAccount"""
    instance = instance_with_permission_sets(call)
    account_id: str = call.input["AccountId"]
    items, next_token = page_of(
        call,
        lambda after, limit: permission_sets_in(
            call.tx, instance, account_id, freshness=_freshness(call), after=after, limit=limit
        ),
    )
    return {"PermissionSets": list(items), "NextToken": next_token}


def _target(call: Call) -> str | None:
    """The account, or None for all. Raises ValidationException where type and account do not go together."""
    account_id: str | None = call.input.get("TargetId")
    wants_one = call.input["TargetType"] == "AWS_ACCOUNT"
    if wants_one != (account_id is not None):
        # unconfirmed: the text, and that an account beside ALL_PROVISIONED_ACCOUNTS is refused.
        raise Refusal(
            "ValidationException",
            "TargetId is required for target type AWS_ACCOUNT and not allowed for ALL_PROVISIONED_ACCOUNTS",
            cause="provisioning.target",
            facts=Facts(
                where="targetId", found=account_id or "no account", expected="an account" if wants_one else "none"
            ),
        )
    return account_id


def _freshness(call: Call) -> Freshness | None:
    wanted = call.input.get("ProvisioningStatus")
    return None if wanted is None else Freshness(wanted)


def _status(operation: Operation) -> Json:
    return {
        "Status": operation.status.value,
        "RequestId": operation.request_id,
        "AccountId": operation.subject or None,
        "PermissionSetArn": operation.permission_set_arn,
        "FailureReason": operation.failure_reason,
        "CreatedDate": operation.created_at,
    }
