"""The rules for naming the account that administers IAM Identity Center in place of the management account.

The texts are those of the Organizations API's own documentation of the reasons (botocore's service model).
"""

from sqlalchemy import select

from emulator.accounts.organization import (
    SERVICE_PRINCIPAL,
    account,
    has_trusted_access,
    management_account_id,
)
from emulator.guide.refusal import Facts, Refusal
from emulator.store.tables.accounts import delegated_administrators
from emulator.store.transaction import Transaction

_MAY_READ = ("Describe", "List")
# Every account of an organization may ask for these.
_FOR_EVERYBODY = frozenset({"DescribeOrganization", "LeaveOrganization"})


def check_registration(tx: Transaction, account_id: str) -> None:
    """Raise Refusal where the account must not become the delegated administrator of IAM Identity Center.

    unconfirmed: the order of the rules. That the account exists and is not the management account is checked by
    the Organizations service for all principals alike.
    """
    if not has_trusted_access(tx):
        raise _constraint(
            "SERVICE_ACCESS_NOT_ENABLED",
            "You attempted to register a delegated administrator before you enabled service access. Call the "
            "EnableAWSServiceAccess API first.",
            "delegated-admin.no-trusted-access",
            Facts(
                where=f"trusted access of {SERVICE_PRINCIPAL}",
                found="not enabled",
                expected="enabled with EnableAWSServiceAccess",
            ),
        )
    found = account(tx, account_id)
    if found is not None and found.status != "ACTIVE":
        raise _constraint(
            "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR",
            "You cannot register a suspended account as a delegated administrator.",
            "delegated-admin.suspended-account",
            Facts(where=f"account {account_id}", found=found.status, expected="ACTIVE"),
        )
    others = [number for number in _administrators(tx) if number != account_id]
    if others and found is not None and not found.is_management:
        # Only one member account at a time (facts/awsapi.md §4.5).
        raise _constraint(
            "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED",
            "You attempted to register more delegated administrators than allowed for the service principal.",
            "delegated-admin.already-registered",
            Facts(
                where=f"delegated administrators of {SERVICE_PRINCIPAL}",
                found=", ".join(others),
                expected="none; deregister the present one first",
            ),
        )


def check_removal(tx: Transaction, account_id: str) -> None:
    """Raise Refusal where an account that administers some service would leave the organization."""
    if _administers_something(tx, account_id):
        raise _constraint(
            "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
            "You attempted to remove an account that is registered as a delegated administrator for a service "
            "integrated with your organization. To complete this operation, you must first deregister this account "
            "as a delegated administrator.",
            "delegated-admin.leaves-organization",
            Facts(
                where=f"account {account_id}",
                found="a delegated administrator",
                expected="an account that administers no service",
            ),
        )


def account_for_organizations(tx: Transaction, account_id: str, operation: str) -> str:
    """The account in whose name the Organizations service answers: the management account.

    A member account may only look at the organization, and all of it only where it administers some service.
    Raises Refusal (organizations.member-account).
    """
    found = account(tx, account_id)
    if found is None or found.is_management or operation in _FOR_EVERYBODY:
        return account_id
    if operation.startswith(_MAY_READ) and _administers_something(tx, account_id):
        return management_account_id(tx)
    raise Refusal(
        "AccessDeniedException",
        "You don't have permissions to access this resource.",
        cause="organizations.member-account",
        facts=Facts(
            where=f"organizations:{operation}",
            found=f"a call from the member account {account_id}",
            expected="a call from the management account, or reading by a delegated administrator",
        ),
    )


def _administrators(tx: Transaction) -> list[str]:
    columns = delegated_administrators.c
    rows = tx.rows(select(columns.account_id).where(columns.service_principal == SERVICE_PRINCIPAL))
    return [row["account_id"] for row in rows]


def _administers_something(tx: Transaction, account_id: str) -> bool:
    column = delegated_administrators.c.account_id
    return tx.value(select(column).where(column == account_id).limit(1)) is not None


def _constraint(reason: str, message: str, cause: str, facts: Facts) -> Refusal:
    members = {"Reason": reason}
    return Refusal("ConstraintViolationException", message, cause=cause, facts=facts, members=members)
