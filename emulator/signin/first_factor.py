"""The first part of a sign-in whose password is typed here: user name, then password or mailed code."""

from dataclasses import replace

from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import Instance
from emulator.signin.credential_type import CredentialType
from emulator.signin.directory_password import user_of_typed_name
from emulator.signin.email_codes import is_code, mail_address, send_code
from emulator.signin.guessing import (
    count_failure,
    first_factor_of,
    first_factor_of_nobody,
    forget_failures,
    locked,
)
from emulator.signin.passwords.check import check_password
from emulator.signin.passwords.links import withdraw_password_links
from emulator.signin.passwords.standard_authentication import sends_email_otp
from emulator.signin.passwords.stored import present_password
from emulator.signin.passwords.update import update_password
from emulator.signin.progress import ask_for, end, go_on, right, wrong
from emulator.signin.visit import Outcome, Visit
from emulator.signin.workflow import State, Workflow, advance
from emulator.store.transaction import Transaction

# Nobody's user name is longer (facts/signin.md §3.11).
_LONGEST_USER_NAME = 128


def enter_user_name(tx: Transaction, visit: Visit, typed: str) -> Outcome:
    """Ask for the password; or mail a code, where the user has no password and the setting says so.

    Whether anybody has the user name does not show (unconfirmed).
    """
    name = typed.strip()[: _LONGEST_USER_NAME + 1]
    if not name:
        return visit.workflow
    user = user_of_typed_name(tx, visit.instance, name)
    visit = replace(visit, user=user)
    changes = {"user_name": name, "user_id": user.user_id if user else None}
    if user is None or not _begins_with_code(tx, visit.instance, user):
        return ask_for(tx, visit, State.AWAITING_PASSWORD, CredentialType.PASSWORD, **changes)
    refusal = locked(tx, visit.instance.identity_store_id, first_factor_of(user))
    if refusal is not None:
        return refusal
    outcome = ask_for(tx, visit, State.AWAITING_EMAIL_CODE, CredentialType.EMAIL_OTP, **changes)
    if isinstance(outcome, Workflow):
        send_code(tx, outcome, user)
    return outcome


def enter_other_user_name(tx: Transaction, visit: Visit) -> Outcome:
    """Back to the first page: the user name was mistyped."""
    moved = advance(tx, visit.workflow, State.AWAITING_USER_NAME, user_name=None, user_id=None)
    return moved or visit.workflow


def enter_password(tx: Transaction, visit: Visit, typed: str) -> Outcome:
    """To the second factor, or to a new password after a one-time one; a wrong password is counted."""
    store_id, guessed = visit.instance.identity_store_id, _guessed(visit)
    refusal = locked(tx, store_id, guessed)
    if refusal is not None:
        # A connected directory is not asked either: it would count the guess, and lock the account for every program.
        return wrong(tx, visit, CredentialType.PASSWORD, refusal)
    checked = check_password(tx, visit, typed)
    if checked.refusal is not None:
        if checked.hopeless:
            return end(tx, visit, CredentialType.PASSWORD, checked.refusal)
        count_failure(tx, store_id, guessed)
        return wrong(tx, visit, CredentialType.PASSWORD, checked.refusal)
    forget_failures(tx, store_id, guessed)
    visit = right(tx, visit, CredentialType.PASSWORD)
    return _to_new_password(tx, visit) if checked.must_change else go_on(tx, visit)


def enter_email_code(tx: Transaction, visit: Visit, typed: str) -> Outcome:
    """To a new password, which a user who signs in with a mailed code has to set; a wrong code is counted."""
    store_id, guessed = visit.instance.identity_store_id, _guessed(visit)
    refusal = locked(tx, store_id, guessed)
    if refusal is None and not is_code(tx, visit.workflow, typed):
        count_failure(tx, store_id, guessed)
        refusal = wrong_code()
    if refusal is not None:
        return wrong(tx, visit, CredentialType.EMAIL_OTP, refusal)
    forget_failures(tx, store_id, guessed)
    return _to_new_password(tx, right(tx, visit, CredentialType.EMAIL_OTP))


def mail_another_code(tx: Transaction, visit: Visit) -> Outcome:
    """Mail a new code; the one before is no longer valid."""
    if visit.user is not None:
        send_code(tx, visit.workflow, visit.user)
    return visit.workflow


def enter_new_password(tx: Transaction, visit: Visit, new: str, again: str) -> Outcome:
    """Set the password that the sign-in demands, and go on; it is over where another one was set meanwhile."""
    assert visit.user is not None, "only a known user is asked for a new password"
    overtaken = _overtaken(tx, visit.workflow, visit.user)
    if overtaken is not None:
        advance(tx, visit.workflow, State.BLOCKED)
        return overtaken
    refusal = update_password(tx, visit.instance, visit.user, new, again, origin=visit.origin)
    if refusal is not None:
        return refusal
    withdraw_password_links(tx, visit.user.user_id)
    return go_on(tx, visit)


def wrong_code() -> Refusal:
    """The refusal (sign-in.wrong-code) of a mailed code."""
    return Refusal(
        "AccessDeniedException",
        "The code is wrong",
        cause="sign-in.wrong-code",
        facts=Facts(where="verification code", found="another code", expected="the code of the latest message"),
    )


def _begins_with_code(tx: Transaction, instance: Instance, user: User) -> bool:
    return (
        user.active
        and identity_source(tx, instance.identity_store_id) is not SourceKind.ACTIVE_DIRECTORY
        and sends_email_otp(tx, instance.identity_store_id)
        and mail_address(user) is not None
        and present_password(tx, user.user_id) is None
    )


def _to_new_password(tx: Transaction, visit: Visit) -> Outcome:
    return advance(tx, visit.workflow, State.AWAITING_NEW_PASSWORD) or visit.workflow


def _overtaken(tx: Transaction, workflow: Workflow, user: User) -> Refusal | None:
    """The refusal where a password was set since the credential of this sign-in was right: it counts no more."""
    present = present_password(tx, user.user_id)
    if present is None or (present.one_time and present.set_at <= workflow.changed_at):
        return None
    return Refusal(
        "AccessDeniedException",
        "The sign-in cannot go on",
        cause="sign-in.workflow-expired",
        facts=Facts(
            where="sign-in workflow",
            found=f"another password of {user.user_name}, set at {present.set_at:%Y-%m-%dT%H:%M:%SZ}",
            expected="a sign-in with that password",
        ),
    )


def _guessed(visit: Visit) -> str:
    if visit.user is not None:
        return first_factor_of(visit.user)
    return first_factor_of_nobody(visit.workflow.user_name or "")
