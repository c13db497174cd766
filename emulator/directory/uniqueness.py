"""What must be unique in an identity store, and the refusal of a second one (facts/scim.md §7).

User names, primary e-mail addresses and group names are compared without regard to case, external ids exactly.
unconfirmed: AWS publishes `caseExact: false` for user names, but not how it compares them.
"""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from emulator.directory.constraints import shown
from emulator.directory.external_ids import GROUP, USER, resource_of_external_id
from emulator.directory.group import GroupDraft
from emulator.directory.user import UserDraft
from emulator.guide.refusal import Facts, Refusal
from emulator.store.tables.directory import groups, users
from emulator.store.transaction import Transaction

Result = TypeVar("Result")


def comparison_key(text: str) -> str:
    """What two values have in common that count as the same."""
    return text.casefold()


def check_user_unique(
    tx: Transaction, identity_store_id: str, draft: UserDraft, *, except_user_id: str | None = None
) -> None:
    """Raise ConflictException when another user has the user name, primary e-mail or an external id of the draft."""
    columns = users.c
    candidates = (
        (columns.user_name_key, draft.user_name, "userName", "duplicate.user-name", "Duplicate UserName"),
        # unconfirmed: the text; formed like the documented one for group names, as are the one above and the next.
        (columns.primary_email_key, draft.primary_email, "emails", "duplicate.primary-email", "Duplicate Email"),
    )
    for column, value, path, cause, message in candidates:
        if value is None:
            continue
        holder = tx.value(
            select(columns.user_id).where(
                columns.identity_store_id == identity_store_id, column == comparison_key(value)
            )
        )
        if holder not in (None, except_user_id):
            raise _duplicate(message, cause, path, value, holder)
    _check_external_ids(tx, identity_store_id, USER, draft, except_user_id)


def check_group_unique(
    tx: Transaction, identity_store_id: str, draft: GroupDraft, *, except_group_id: str | None = None
) -> None:
    """Raise ConflictException when another group has the display name or an external id of the draft."""
    assert draft.display_name is not None
    holder = tx.value(
        select(groups.c.group_id).where(
            groups.c.identity_store_id == identity_store_id,
            groups.c.display_name_key == comparison_key(draft.display_name),
        )
    )
    if holder not in (None, except_group_id):
        cause, message = "duplicate.group-display-name", "Duplicate GroupDisplayName"
        raise _duplicate(message, cause, "displayName", draft.display_name, holder)
    _check_external_ids(tx, identity_store_id, GROUP, draft, except_group_id)


def write_unique(tx: Transaction, check: Callable[[], None], write: Callable[[], Result]) -> Result:
    """Check, then write; where a concurrent writer was faster, check again, so that its refusal is the answer."""
    check()
    try:
        with tx.connection.begin_nested():
            return write()
    except IntegrityError:
        check()
        raise


def _check_external_ids(
    tx: Transaction, identity_store_id: str, resource_type: str, draft: UserDraft | GroupDraft, own_id: str | None
) -> None:
    for external_id in draft.external_ids:
        holder = resource_of_external_id(tx, identity_store_id, resource_type, external_id)
        if holder not in (None, own_id):
            raise _duplicate("Duplicate ExternalId", "duplicate.external-id", "externalId", external_id.id, holder)


def _duplicate(message: str, cause: str, path: str, value: str, holder: str | None) -> Refusal:
    return Refusal(
        "ConflictException",
        message,
        cause=cause,
        facts=Facts(
            where=path, found=shown(value), expected="a value that is not taken", more={"taken by": str(holder)}
        ),
        members={"Reason": "UNIQUENESS_CONSTRAINT_VIOLATION"},
    )
