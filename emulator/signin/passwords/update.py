"""A person chooses a new password: after an invitation, a reset, a one-time password or a mailed code."""

import regex

from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance
from emulator.signin.guessing import first_factor_of, forget_failures
from emulator.signin.passwords.events import record_password_update
from emulator.signin.passwords.policy import WHERE, check_policy
from emulator.signin.passwords.stored import is_reused, store_password
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin

# unconfirmed: which user names AWS's internal call mangles. The guide says "very long" and "special characters"
# (facts/signin.md §1.8). Here: more than the 100 characters that the console permits, and anything but letters,
# digits and the signs of e-mail addresses.
LONGEST_SAFE_NAME = 100
_UNSAFE = regex.compile(r"[^\p{L}\p{M}\p{N}.@_+=,-]")


def update_password(
    tx: Transaction, instance: Instance, user: User, new: str, again: str, *, origin: Origin
) -> Refusal | None:
    """Make `new` the user's password and record it. Returns the refusal where that is not done.

    password-reset.policy and password-reset.no-match leave no event (unconfirmed); password-reset.internal-failure
    is the event that guide entry 8 tells to look for.
    """
    try:
        _check_same(new, again)
        check_policy(new, reused=is_reused(tx, user.user_id, new))
    except Refusal as refusal:
        return refusal
    failure = _internal_failure(user.user_name)
    record_password_update(tx, instance, user, origin=origin, failure=failure)
    if failure is None:
        store_password(tx, user.user_id, new)
        forget_failures(tx, instance.identity_store_id, first_factor_of(user))
    return failure


def _check_same(new: str, again: str) -> None:
    if new != again:
        raise Refusal(
            "ValidationException",
            "The passwords do not match",
            cause="password-reset.no-match",
            facts=Facts(where=WHERE, found="two different passwords", expected="the same password twice"),
        )


def _internal_failure(user_name: str) -> Refusal | None:
    lost = "".join(dict.fromkeys(_UNSAFE.findall(user_name)))
    if not lost and len(user_name) <= LONGEST_SAFE_NAME:
        return None
    return Refusal(
        "InternalFailure",
        "An unknown error occurred",
        cause="password-reset.internal-failure",
        facts=Facts(
            where="user name",
            found=f"special characters: {lost}" if lost else f"{len(user_name)} characters",
            expected=f"at most {LONGEST_SAFE_NAME} letters, digits and . @ _ + = , -",
        ),
    )
