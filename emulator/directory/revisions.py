"""Optimistic locking: a change that names a revision is done only while that revision is the current one.

Source: the Identity Store API's model, members `Revision` of UpdateUser, DeleteUser, UpdateGroup and DeleteGroup.
"""

from emulator.directory.group import Group
from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal


def check_revision(resource: User | Group, expected: str | None) -> None:
    """Raise ConflictException when `expected` is given and the resource has changed since; unconfirmed: the text."""
    if expected is None or expected == str(resource.revision):
        return
    raise Refusal(
        "ConflictException",
        "The revision does not match the current revision of the resource.",
        cause="identity-store.concurrent-modification",
        facts=Facts(where="revision", found=expected, expected=f"{resource.revision}, the current one"),
        members={"Reason": "CONCURRENT_MODIFICATION"},
    )
