"""Which accounts may administer an instance, and what a delegated administrator may not (facts/awsapi.md §4.5).

These rules hold for every caller, whatever its policies say.
"""

from emulator.accounts.caller import Caller
from emulator.accounts.organization import account, is_delegated_administrator
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance
from emulator.permissions.provisioning import role_name_of
from emulator.store.transaction import Transaction


def is_visible(tx: Transaction, instance: Instance, account_id: str) -> bool:
    """Whether an account sees the instance: its own, and the organization instance as a member."""
    if account_id == instance.owner_account_id:
        return True
    return instance.is_of_organization and account(tx, account_id) is not None


def check_may_administer(tx: Transaction, instance: Instance, caller: Caller, action: str) -> None:
    """Raise AccessDeniedException unless the caller's account owns the instance, or administers it by delegation."""
    owner = instance.owner_account_id
    delegated = instance.is_of_organization and is_delegated_administrator(tx, caller.account_id)
    if caller.account_id != owner and not delegated:
        # unconfirmed: the text; it is worded like those for delegated administrators.
        raise denied(
            caller,
            action,
            instance.instance_arn,
            cause="instance.not-administered",
            found=f"a caller of account {caller.account_id}",
            expected=f"the owner, {owner}, or a delegated administrator of the organization",
        )


def check_may_change(
    tx: Transaction, instance: Instance, caller: Caller, action: str, permission_set_arn: str
) -> None:
    """Raise AccessDeniedException where the permission set is left to the management account (guide entry 19).

    That is so while it is provisioned in the management account, for whatever account it is to be changed.
    """
    owner = instance.owner_account_id
    if caller.account_id != owner and role_name_of(tx, permission_set_arn, owner) is not None:
        raise _left_to_management(caller, action, permission_set_arn, "a permission set that is provisioned there")


def check_may_assign(
    tx: Transaction, instance: Instance, caller: Caller, action: str, permission_set_arn: str, account_id: str | None
) -> None:
    """As `check_may_change`, and also where the management account itself is the target; None is no certain one."""
    if caller.account_id != instance.owner_account_id and account_id == instance.owner_account_id:
        raise _left_to_management(
            caller, action, f"arn:aws:sso:::account/{account_id}", "the management account as target"
        )
    check_may_change(tx, instance, caller, action, permission_set_arn)


def denied(caller: Caller, action: str, resource: str, *, cause: str, found: str, expected: str) -> Refusal:
    """The refusal of a caller who is not authorized, without a reason, as the rules of accounts have it."""
    return Refusal(
        "AccessDeniedException",
        f"User: {caller.arn} is not authorized to perform: {action} on resource: {resource}",
        cause=cause,
        facts=Facts(where=resource, found=found, expected=expected),
    )


def _left_to_management(caller: Caller, action: str, resource: str, what: str) -> Refusal:
    return denied(
        caller,
        action,
        resource,
        cause="delegated-admin.management-account-permission-set",
        found=f"{what}, by a delegated administrator ({caller.account_id})",
        expected="credentials of the management account",
    )
