"""What member accounts may do with applications of the organization instance (service model, ListApplications)."""

from emulator.accounts.caller import Caller
from emulator.accounts.organization import is_delegated_administrator
from emulator.applications.application import Application
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.administration import check_may_administer
from emulator.permissions.instances import Instance
from emulator.store.transaction import Transaction


def check_lists_own_applications(
    tx: Transaction, instance: Instance, caller_account_id: str, application_account_id: str | None
) -> None:
    """Raise ValidationException when a member account lists more than the applications that it created itself."""
    if _sees_all(tx, instance, caller_account_id) or application_account_id == caller_account_id:
        return
    found = "no filter" if application_account_id is None else f"a filter for account {application_account_id}"
    raise _filter_required("ApplicationAccount", found, f"a filter for the own account, {caller_account_id}")


def check_lists_one_application(
    tx: Transaction, instance: Instance, caller_account_id: str, application_arn: str | None
) -> None:
    """Raise ValidationException when a member account lists what a principal is assigned to anywhere."""
    if application_arn is None and not _sees_all(tx, instance, caller_account_id):
        raise _filter_required("ApplicationArn", "no filter", "a filter for one application")


def check_may_reach(
    tx: Transaction, instance: Instance, application: Application, caller: Caller, action: str
) -> None:
    """Raise AccessDeniedException unless the caller's account made the application or administers the instance.

    unconfirmed: that a member account cannot reach applications of others; that it does not list them is documented.
    """
    if caller.account_id != application.account_id:
        check_may_administer(tx, instance, caller, action)


def _sees_all(tx: Transaction, instance: Instance, account_id: str) -> bool:
    """Whether the account needs no filter; unconfirmed: that a delegated administrator is one such account."""
    return account_id == instance.owner_account_id or is_delegated_administrator(tx, account_id)


def _filter_required(member: str, found: str, expected: str) -> Refusal:
    # unconfirmed: the exception and the text.
    return Refusal(
        "ValidationException",
        f"Member accounts of the organization must filter by {member}",
        cause="application.filter-required",
        facts=Facts(where=f"filter.{member[0].lower()}{member[1:]}", found=found, expected=expected),
    )
