"""The instance and the permission set that a call of an administrator names, and whether the caller may."""

from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.administration import check_may_administer, check_may_assign, check_may_change
from emulator.permissions.instances import Instance
from emulator.permissions.permission_set import PermissionSet
from emulator.permissions.permission_sets import find_permission_set
from emulator.web.aws_api.call import Call
from emulator.web.aws_api.sso_admin.called_instance import action_of, called_instance


def administered_instance(call: Call) -> Instance:
    """The instance that the call names. Raises Refusal also for callers who do not administer it."""
    instance = called_instance(call)
    check_may_administer(call.tx, instance, call.caller, action_of(call))
    return instance


def instance_with_permission_sets(call: Call) -> Instance:
    """The instance that the call names. Raises Refusal also where account instances lack what the call is about."""
    instance = administered_instance(call)
    if not instance.permission_sets_enabled:
        # unconfirmed: exception and text; that account instances lack them until enabled is documented.
        raise Refusal(
            "ValidationException",
            "The operation is not supported for account instances of IAM Identity Center.",
            cause="account-instance.unsupported-operation",
            facts=Facts(
                where="instanceArn",
                found="an account instance",
                expected="the organization instance, or an account instance whose permission sets are enabled",
            ),
        )
    return instance


def named_permission_set(call: Call) -> tuple[Instance, PermissionSet]:
    """Instance and permission set of a call that reads."""
    instance = instance_with_permission_sets(call)
    return instance, find_permission_set(call.tx, instance, call.input["PermissionSetArn"])


def changeable_permission_set(call: Call) -> PermissionSet:
    """The permission set of a call that changes it. Raises Refusal where that is left to the management account."""
    instance = instance_with_permission_sets(call)
    found = find_permission_set(call.tx, instance, call.input["PermissionSetArn"], lock=True)
    check_may_change(call.tx, instance, call.caller, action_of(call), found.permission_set_arn)
    return found


def assignable_permission_set(call: Call, account_id: str | None) -> tuple[Instance, PermissionSet]:
    """Instance and permission set of a call that brings it into an account, or takes it from there.

    Raises Refusal where that is left to the management account.
    """
    instance = instance_with_permission_sets(call)
    found = find_permission_set(call.tx, instance, call.input["PermissionSetArn"], lock=True)
    arn = found.permission_set_arn
    check_may_assign(call.tx, instance, call.caller, action_of(call), arn, account_id)
    return instance, found
