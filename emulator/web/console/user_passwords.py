"""Reset password, as the console offers it; a one-time password is shown once."""

from flask import Blueprint, Response

from emulator.directory.user import User
from emulator.directory.users import find_user
from emulator.permissions.instances import organization_instance
from emulator.web.console.frame import Console
from emulator.web.console.posted import field, fitting
from emulator.web.console.user_profile import profile_page
from emulator.web.control.passwords import (
    PasswordReset,
    PasswordResetAnswer,
    reset_password,
    send_email_verification,
)


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The forms that lead to a password, and to a verified address."""

    @blueprint.post("/users/<user_id>/password")
    def reset_user_password(user_id: str) -> Response:
        def act() -> Response:
            given = give_password(console, user_id, field("mode"))
            if given.one_time_password is None:
                return console.go(f"/users/{user_id}", done="instructions-mailed")
            with console.context.store.transaction() as tx:
                user = find_user(tx, organization_instance(tx).identity_store_id, user_id)
            return password_page(console, user, given)

        return console.attempt(act, lambda problem: profile_page(console, user_id, problem))

    @blueprint.post("/users/<user_id>/email-verification")
    def verify_user_email(user_id: str) -> Response:
        def act() -> Response:
            send_email_verification(console.control, user_id=user_id)
            return console.go(f"/users/{user_id}", done="verification-mailed")

        return console.attempt(act, lambda problem: profile_page(console, user_id, problem))


def give_password(console: Console, user_id: str, mode: str) -> PasswordResetAnswer:
    """Mail instructions, or make a one-time password. Raises Refusal, and Declined for another mode."""
    return reset_password(console.control, user_id=user_id, body=fitting(PasswordReset, {"mode": mode}))


def password_page(console: Console, user: User, given: PasswordResetAnswer) -> Response:
    """The page that shows a one-time password, for once."""
    return console.page("one_time_password.html", user=user, given=given)
