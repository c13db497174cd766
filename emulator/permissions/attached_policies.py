"""The policies of a permission set: inline, AWS managed, those of the accounts, and the permissions boundary."""

from sqlalchemy import RowMapping, delete, func, insert, select

from emulator.accounts.aws_managed_policies import is_aws_managed_policy
from emulator.directory.paging import Page, page_of_rows
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.inline_policy import check_inline_policy
from emulator.permissions.permission_set import PermissionsBoundary, PermissionSet, PolicyReference
from emulator.permissions.permission_sets import change
from emulator.permissions.quotas import quota_exceeded
from emulator.store.tables.permissions import attached_policies
from emulator.store.transaction import Transaction

# AWS managed policies and those of the accounts together (facts/signin.md §6).
MAXIMUM_POLICIES = 25

_COLUMNS = attached_policies.c


def put_inline_policy(tx: Transaction, permission_set: PermissionSet, document: str) -> None:
    """Make the document the one inline policy. Raises ValidationException."""
    check_inline_policy(document)
    change(tx, permission_set, inline_policy=document)


def delete_inline_policy(tx: Transaction, permission_set: PermissionSet) -> None:
    """Remove the inline policy, if there is one."""
    if permission_set.inline_policy is not None:
        change(tx, permission_set, inline_policy=None)


def attach_managed_policy(tx: Transaction, permission_set: PermissionSet, policy_arn: str) -> None:
    """Attach an AWS managed policy.

    Raises ResourceNotFoundException for one that AWS does not have, ConflictException for one that is attached, and
    ServiceQuotaExceededException. unconfirmed: the text for an unknown one, which is that of moto, another emulator.
    """
    if not is_aws_managed_policy(policy_arn):
        raise Refusal(
            "ResourceNotFoundException",
            f"Policy does not exist with ARN: {policy_arn}",
            cause="permission-set.policy-unknown",
            facts=Facts(where="managedPolicyArn", found=policy_arn, expected="the ARN of an AWS managed policy"),
        )
    # The text, with its slip, is quoted by a program of 2024 that waits for it; others have it as well.
    attached = f"already has a typed link attachment to a manged policy with {policy_arn}"
    _check_not_attached(tx, permission_set, policy_arn, f"Permission set with id {_id(permission_set)} {attached}")
    _attach(tx, permission_set, policy_arn, aws_managed=True)


def detach_managed_policy(tx: Transaction, permission_set: PermissionSet, policy_arn: str) -> None:
    """Detach an AWS managed policy. Raises ResourceNotFoundException."""
    # unconfirmed: the text, which is that of moto, another emulator.
    _detach(tx, permission_set, policy_arn, f"Could not find ManagedPolicy with arn {policy_arn}")


def attach_policy_of_account(tx: Transaction, permission_set: PermissionSet, policy: PolicyReference) -> None:
    """Refer to a policy that every account must hold. Raises ConflictException, ServiceQuotaExceededException."""
    # unconfirmed: the text, which is that of moto, another emulator.
    named = f"Given customer managed policy with name: {policy.name}  and path {policy.path}"
    _check_not_attached(tx, permission_set, policy.full_name, f"{named} already attached")
    _attach(tx, permission_set, policy.full_name, aws_managed=False)


def detach_policy_of_account(tx: Transaction, permission_set: PermissionSet, policy: PolicyReference) -> None:
    """Take the reference away. Raises ResourceNotFoundException."""
    # unconfirmed: the text, which is that of moto, another emulator.
    named = f"Given managed policy with name: {policy.name}  and path {policy.path}"
    _detach(tx, permission_set, policy.full_name, f"{named} does not exist on PermissionSet")


def managed_policies(
    tx: Transaction, permission_set: PermissionSet, *, after: str | None = None, limit: int = MAXIMUM_POLICIES
) -> Page[str]:
    """A page of the ARNs of the AWS managed policies, in the order of attachment. Raises UnknownPosition."""
    page = _page(tx, permission_set, after, limit, aws_managed=True)
    return Page([row["reference"] for row in page.items], page.after)


def policies_of_account(
    tx: Transaction, permission_set: PermissionSet, *, after: str | None = None, limit: int = MAXIMUM_POLICIES
) -> Page[PolicyReference]:
    """A page of the references to policies of the accounts, in the order of attachment. Raises UnknownPosition."""
    page = _page(tx, permission_set, after, limit, aws_managed=False)
    return Page([_reference(row["reference"]) for row in page.items], page.after)


def put_permissions_boundary(tx: Transaction, permission_set: PermissionSet, boundary: PermissionsBoundary) -> None:
    """Limit the roles by a policy, in place of the one that did so before."""
    change(tx, permission_set, permissions_boundary=boundary)


def permissions_boundary(permission_set: PermissionSet) -> PermissionsBoundary:
    """The boundary. Raises ResourceNotFoundException where there is none."""
    if permission_set.permissions_boundary is None:
        # unconfirmed: the text; that it is this exception, Terraform's provider relies on.
        raise Refusal(
            "ResourceNotFoundException",
            f"PermissionsBoundary not found for PermissionSet with id {_id(permission_set)}",
            cause="permission-set.no-permissions-boundary",
            facts=Facts(
                where=permission_set.name, found="no permissions boundary", expected="one that was put before"
            ),
        )
    return permission_set.permissions_boundary


def delete_permissions_boundary(tx: Transaction, permission_set: PermissionSet) -> None:
    """Take the boundary away. Raises ResourceNotFoundException where there is none."""
    permissions_boundary(permission_set)
    change(tx, permission_set, permissions_boundary=None)


def _attach(tx: Transaction, permission_set: PermissionSet, reference: str, *, aws_managed: bool) -> None:
    of_set = _COLUMNS.permission_set_arn == permission_set.permission_set_arn
    if tx.value(select(func.count()).select_from(attached_policies).where(of_set)) >= MAXIMUM_POLICIES:
        raise quota_exceeded("ManagedPolicy", MAXIMUM_POLICIES, _id(permission_set))
    tx.execute(
        insert(attached_policies).values(
            permission_set_arn=permission_set.permission_set_arn,
            reference=reference,
            aws_managed=aws_managed,
            attached_at=tx.now(),
        )
    )
    change(tx, permission_set)


def _detach(tx: Transaction, permission_set: PermissionSet, reference: str, missing: str) -> None:
    of_set = _COLUMNS.permission_set_arn == permission_set.permission_set_arn
    if not tx.execute(delete(attached_policies).where(of_set, _COLUMNS.reference == reference)):
        raise Refusal(
            "ResourceNotFoundException",
            missing,
            cause="permission-set.policy-not-attached",
            facts=Facts(where=permission_set.name, found=reference, expected="a policy that is attached"),
        )
    change(tx, permission_set)


def _check_not_attached(tx: Transaction, permission_set: PermissionSet, reference: str, message: str) -> None:
    of_set = _COLUMNS.permission_set_arn == permission_set.permission_set_arn
    if tx.row(select(_COLUMNS.reference).where(of_set, _COLUMNS.reference == reference)) is not None:
        raise Refusal(
            "ConflictException",
            message,
            cause="permission-set.policy-attached",
            facts=Facts(where=permission_set.name, found=reference, expected="a policy that is not attached yet"),
        )


def _page(
    tx: Transaction, permission_set: PermissionSet, after: str | None, limit: int, *, aws_managed: bool
) -> Page[RowMapping]:
    statement = select(attached_policies).where(
        _COLUMNS.permission_set_arn == permission_set.permission_set_arn, _COLUMNS.aws_managed == aws_managed
    )
    return page_of_rows(tx, statement, (_COLUMNS.attached_at, _COLUMNS.reference), after=after, limit=limit)


def _reference(full_name: str) -> PolicyReference:
    path, slash, name = full_name.rpartition("/")
    return PolicyReference(name, path + slash)


def _id(permission_set: PermissionSet) -> str:
    return permission_set.permission_set_arn.rpartition("/")[2]
