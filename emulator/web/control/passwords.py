"""Users as an administrator sees them: passwords, addresses, and the setting for users without a password."""

from typing import Literal

from pydantic import Field

from emulator.directory.user import User
from emulator.directory.users import find_user, list_users, user_by_user_name
from emulator.identity_source.service_provider import portal_url
from emulator.permissions.instances import Instance, organization_instance
from emulator.seed.model import Text
from emulator.signin.email_codes import mail_address
from emulator.signin.passwords.administration import (
    email_is_verified,
    generate_one_time_password,
    mail_instructions,
    mail_verification,
    set_password,
)
from emulator.signin.passwords.standard_authentication import choose_email_otp, sends_email_otp
from emulator.signin.passwords.stored import present_password
from emulator.store.transaction import Transaction
from emulator.trail.administrator import account_root
from emulator.web.control import happened
from emulator.web.control.route import Answer, Body, Control
from emulator.web.journal import origin


class UserQuery(Body):
    """Which users; oldest first."""

    user_name: happened.Text | None = Field(None, description="Only the user of this name.")
    limit: int = Field(100, ge=1, le=10_000)


class UserInfo(Answer):
    """A user. `password`: `none`, `set`, or `one-time` while a one-time password waits to be replaced."""

    user_id: str
    user_name: str
    display_name: str | None
    active: bool
    email: str | None
    email_verified: bool
    password: Literal["none", "set", "one-time"]


class UserList(Answer):
    """Users, oldest first."""

    users: list[UserInfo]


class PasswordReset(Body):
    """How an administrator lets a user have a new password, as the console offers it."""

    mode: Literal["EMAIL", "OTP"] = Field(
        description="EMAIL: mail a link (an invitation, where there is no password yet). OTP: a one-time password."
    )


class PasswordResetAnswer(Answer):
    """The one-time password, which is shown only here, or the id of the message."""

    portal_url: str
    one_time_password: str | None
    message_id: str | None


class NewPassword(Body):
    """A password to set at once; it must keep the policy."""

    password: Text


class StandardAuthentication(Body):
    """Settings, Authentication, Standard authentication."""

    send_email_otp: bool = Field(
        description="Mail a code to users without a password who sign in for the first time."
    )


class Mailed(Answer):
    """The id of the message that was mailed."""

    message_id: str


def read_users(control: Control, *, query: UserQuery) -> UserList:
    """The users, with what an administrator can see of their passwords."""
    with control.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
        if query.user_name is not None:
            found = user_by_user_name(tx, store_id, query.user_name)
            users = [found] if found else []
        else:
            users = list(list_users(tx, store_id, limit=query.limit).items)
        return UserList(users=[_info(tx, user) for user in users])


def reset_password(control: Control, *, user_id: str, body: PasswordReset) -> PasswordResetAnswer:
    """Reset password: mail instructions, or generate a one-time password."""
    public_url = control.context.public_url
    with control.context.store.transaction() as tx:
        instance, user = _user(tx, user_id)
        by = account_root(instance.owner_account_id, origin())
        one_time, message_id = None, None
        if body.mode == "OTP":
            one_time = generate_one_time_password(tx, instance, user, by=by)
        else:
            message_id = mail_instructions(tx, instance, user, public_url=public_url, by=by)
    return PasswordResetAnswer(portal_url=portal_url(public_url), one_time_password=one_time, message_id=message_id)


def change_password(control: Control, *, user_id: str, body: NewPassword) -> UserInfo:
    """Set a password at once, which AWS does not offer; for tests."""
    with control.context.store.transaction() as tx:
        instance, user = _user(tx, user_id)
        set_password(tx, instance, user, body.password)
        return _info(tx, user)


def send_email_verification(control: Control, *, user_id: str) -> Mailed:
    """Send email verification link."""
    with control.context.store.transaction() as tx:
        instance, user = _user(tx, user_id)
        return Mailed(message_id=mail_verification(tx, instance, user, public_url=control.context.public_url))


def read_standard_authentication(control: Control) -> StandardAuthentication:
    """Whether users without a password are mailed a code."""
    with control.context.store.transaction() as tx:
        send = sends_email_otp(tx, organization_instance(tx).identity_store_id)
    return StandardAuthentication(send_email_otp=send)


def choose_standard_authentication(control: Control, *, body: StandardAuthentication) -> StandardAuthentication:
    """Switch `Send email OTP` on or off."""
    with control.context.store.transaction() as tx:
        choose_email_otp(tx, organization_instance(tx).identity_store_id, body.send_email_otp)
    return body


def _user(tx: Transaction, user_id: str) -> tuple[Instance, User]:
    instance = organization_instance(tx)
    return instance, find_user(tx, instance.identity_store_id, user_id)


def _info(tx: Transaction, user: User) -> UserInfo:
    stored = present_password(tx, user.user_id)
    return UserInfo(
        user_id=user.user_id,
        user_name=user.user_name,
        display_name=user.display_name,
        active=user.active,
        email=mail_address(user),
        email_verified=email_is_verified(tx, user),
        password="none" if stored is None else "one-time" if stored.one_time else "set",
    )
