"""The operations on the policies of a permission set."""

from collections.abc import Mapping

from emulator.guide.refusal import Facts, Refusal
from emulator.permissions import attached_policies
from emulator.permissions.permission_set import PermissionsBoundary, PolicyReference
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.pagination import page_of
from emulator.web.aws_api.sso_admin.addressed import changeable_permission_set, named_permission_set


def put_inline_policy(call: Call) -> Json:
    """PutInlinePolicyToPermissionSet"""
    attached_policies.put_inline_policy(call.tx, changeable_permission_set(call), call.input["InlinePolicy"])
    return {}


def get_inline_policy(call: Call) -> Json:
    """GetInlinePolicyForPermissionSet: without a policy the answer has none."""
    return {"InlinePolicy": named_permission_set(call)[1].inline_policy}


def delete_inline_policy(call: Call) -> Json:
    """DeleteInlinePolicyFromPermissionSet"""
    attached_policies.delete_inline_policy(call.tx, changeable_permission_set(call))
    return {}


def attach_managed_policy(call: Call) -> Json:
    """AttachManagedPolicyToPermissionSet"""
    arn: str = call.input["ManagedPolicyArn"]
    attached_policies.attach_managed_policy(call.tx, changeable_permission_set(call), arn)
    return {}


def detach_managed_policy(call: Call) -> Json:
    """DetachManagedPolicyFromPermissionSet"""
    arn: str = call.input["ManagedPolicyArn"]
    attached_policies.detach_managed_policy(call.tx, changeable_permission_set(call), arn)
    return {}


def list_managed_policies(call: Call) -> Json:
    """ListManagedPoliciesInPermissionSet"""
    _, permission_set = named_permission_set(call)
    items, next_token = page_of(
        call,
        lambda after, limit: attached_policies.managed_policies(call.tx, permission_set, after=after, limit=limit),
    )
    attached = [{"Name": arn.rpartition("/")[2], "Arn": arn} for arn in items]
    return {"AttachedManagedPolicies": attached, "NextToken": next_token}


def attach_customer_managed_policy(call: Call) -> Json:
    """AttachCustomerManagedPolicyReferenceToPermissionSet"""
    attached_policies.attach_policy_of_account(call.tx, changeable_permission_set(call), _named_policy(call))
    return {}


def detach_customer_managed_policy(call: Call) -> Json:
    """DetachCustomerManagedPolicyReferenceFromPermissionSet"""
    attached_policies.detach_policy_of_account(call.tx, changeable_permission_set(call), _named_policy(call))
    return {}


def list_customer_managed_policies(call: Call) -> Json:
    """ListCustomerManagedPolicyReferencesInPermissionSet"""
    _, permission_set = named_permission_set(call)
    items, next_token = page_of(
        call,
        lambda after, limit: attached_policies.policies_of_account(call.tx, permission_set, after=after, limit=limit),
    )
    return {"CustomerManagedPolicyReferences": [_reference(item) for item in items], "NextToken": next_token}


def put_permissions_boundary(call: Call) -> Json:
    """PutPermissionsBoundaryToPermissionSet"""
    boundary = _boundary(call.input["PermissionsBoundary"])
    attached_policies.put_permissions_boundary(call.tx, changeable_permission_set(call), boundary)
    return {}


def get_permissions_boundary(call: Call) -> Json:
    """GetPermissionsBoundaryForPermissionSet"""
    boundary = attached_policies.permissions_boundary(named_permission_set(call)[1])
    if isinstance(boundary, PolicyReference):
        return {"PermissionsBoundary": {"CustomerManagedPolicyReference": _reference(boundary)}}
    return {"PermissionsBoundary": {"ManagedPolicyArn": boundary}}


def delete_permissions_boundary(call: Call) -> Json:
    """DeletePermissionsBoundaryFromPermissionSet"""
    attached_policies.delete_permissions_boundary(call.tx, changeable_permission_set(call))
    return {}


def _named_policy(call: Call) -> PolicyReference:
    return _policy(call.input["CustomerManagedPolicyReference"])


def _policy(members: Mapping[str, str]) -> PolicyReference:
    return PolicyReference(members["Name"], members.get("Path", "/"))


def _reference(policy: PolicyReference) -> Json:
    return {"Name": policy.name, "Path": policy.path}


def _boundary(members: Json) -> PermissionsBoundary:
    if len(members) != 1:
        # unconfirmed: the text; the rule is in the service model's documentation.
        raise Refusal(
            "ValidationException",
            "Specify either CustomerManagedPolicyReference or ManagedPolicyArn for PermissionsBoundary",
            cause="permission-set.permissions-boundary",
            facts=Facts(
                where="permissionsBoundary", found=" and ".join(members) or "neither", expected="one of the two"
            ),
        )
    if "ManagedPolicyArn" in members:
        arn: str = members["ManagedPolicyArn"]
        return arn
    return _policy(members["CustomerManagedPolicyReference"])
