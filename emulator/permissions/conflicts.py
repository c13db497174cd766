"""Which background work cannot go on at the same time.

Observed: an assignment that is being deleted cannot be created at the same time
(https://github.com/aws-samples/iam-identity-center-team/issues/513). unconfirmed: that different principals do not
disturb each other, and that provisioning and assigning the same permission set in the same account do.
"""

from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.operations import Kind, Operation, in_progress_on
from emulator.store.transaction import Transaction


def check_no_conflict(
    tx: Transaction, permission_set_arn: str, account_id: str | None, principal_id: str | None = None
) -> None:
    """Raise ConflictException when unfinished work concerns the same permission set and account.

    No account stands for all of them. Without principal it is about provisioning, with one about its assignment.
    """
    for other in in_progress_on(tx, permission_set_arn):
        if _same_account(other, account_id) and _same_matter(other, principal_id):
            # unconfirmed: the text.
            raise Refusal(
                "ConflictException",
                f"There is a conflicting operation in process with request id {other.request_id}",
                cause="operation.conflict",
                facts=Facts(
                    where=permission_set_arn.rpartition("/")[2],
                    found=f"unfinished {other.kind} in account {other.subject or '(all)'}",
                    expected="that it has finished; the request can be repeated then",
                ),
            )


def _same_account(other: Operation, account_id: str | None) -> bool:
    return account_id is None or other.subject in ("", account_id)


def _same_matter(other: Operation, principal_id: str | None) -> bool:
    return principal_id is None or other.kind is Kind.PROVISIONING or other.principal_id == principal_id
