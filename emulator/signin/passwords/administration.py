"""What an administrator does with passwords in the console: Users > the user > Reset password (facts §3.11)."""

from sqlalchemy import select

from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance
from emulator.signin.email_codes import mail_address
from emulator.signin.guessing import first_factor_of, forget_failures
from emulator.signin.passwords.check import check_kept_here
from emulator.signin.passwords.events import record_password_reset
from emulator.signin.passwords.messages import send_email_verification, send_invitation, send_password_reset
from emulator.signin.passwords.policy import check_policy
from emulator.signin.passwords.stored import (
    is_reused,
    new_one_time_password,
    present_password,
    store_one_time_password,
    store_password,
)
from emulator.store.tables.passwords import verified_emails
from emulator.store.transaction import Transaction
from emulator.trail.administrator import Administrator

_WHERE = "Reset password"


def generate_one_time_password(tx: Transaction, instance: Instance, user: User, *, by: Administrator) -> str:
    """A password to share with the user, who has to replace it at the next sign-in. Raises as `may_change` does."""
    may_change(tx, instance, user)
    password = new_one_time_password(tx.ids)
    store_one_time_password(tx, user.user_id, password)
    forget_failures(tx, instance.identity_store_id, first_factor_of(user))
    record_password_reset(tx, instance, user, by, mode="OTP")
    return password


def mail_instructions(tx: Transaction, instance: Instance, user: User, *, public_url: str, by: Administrator) -> str:
    """Mail the user a link to set a password: an invitation where there is none yet. Returns the message's id.

    Raises password-reset.no-email, and what `may_change` raises.
    """
    may_change(tx, instance, user)
    invited = present_password(tx, user.user_id) is None
    send = send_invitation if invited else send_password_reset
    message_id = send(tx, instance, user, public_url)
    record_password_reset(tx, instance, user, by, mode="EMAIL")
    return message_id


def mail_verification(tx: Transaction, instance: Instance, user: User, *, public_url: str) -> str:
    """Mail the user a link to verify the address; returns the message's id. Raises as `mail_instructions` does."""
    may_change(tx, instance, user)
    return send_email_verification(tx, instance, user, public_url)


def set_password(tx: Transaction, instance: Instance, user: User, password: str) -> None:
    """Give the user a password, as tests and seeds do; AWS has no such action. Raises password-reset.policy."""
    may_change(tx, instance, user)
    check_policy(password, reused=is_reused(tx, user.user_id, password))
    store_password(tx, user.user_id, password)
    forget_failures(tx, instance.identity_store_id, first_factor_of(user))


def email_is_verified(tx: Transaction, user: User) -> bool:
    """Whether the user has verified the present address."""
    verified = select(verified_emails.c.email).where(verified_emails.c.user_id == user.user_id)
    address = mail_address(user)
    return address is not None and bool(tx.value(verified) == address)


def may_change(tx: Transaction, instance: Instance, user: User) -> None:
    """Raises password-reset.other-source or password-reset.user-disabled where AWS offers no reset."""
    check_kept_here(tx, instance, where=_WHERE)
    if not user.active:
        raise Refusal(
            "ValidationException",
            # unconfirmed: AWS's words; the console does not offer the action
            "The password of this user cannot be changed here",
            cause="password-reset.user-disabled",
            facts=Facts(where=_WHERE, found=f"{user.user_name} is disabled", expected="a user who is enabled"),
        )
