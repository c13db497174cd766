"""Passwords: forgotten, one-time, by invitation; and verifying an e-mail address."""

from typing import Any

from tests.gallery.shown_page import ShownPage
from tests.gallery.visit import JANE, Visit

_NEW = {key: value for key, value in JANE.items() if key != "password"}


def _forgot(visit: Visit) -> None:
    visit.start()
    visit.enter_user_name()
    visit.page.locator("#forgot-password").click()


def _reset_sent(visit: Visit) -> None:
    _forgot(visit)
    visit.press("Next")


def _reset(visit: Visit) -> None:
    _by_link(visit, JANE, "password", {"mode": "EMAIL"})


def _policy(visit: Visit) -> None:
    _reset(visit)
    _choose(visit, "P@ssw0rd123")


def _updated(visit: Visit) -> None:
    _reset(visit)
    _choose(visit, "Battery-Staple-9")


def _one_time(visit: Visit) -> None:
    visit.start(users=[_NEW | {"one_time_password": "Once-Only-77"}])
    visit.walk({"user_name": "jane.doe"}, {"password": "Once-Only-77"})


def _email_code(visit: Visit) -> None:
    visit.start(users=[_NEW], send_email_otp=True)
    visit.enter_user_name()


def _invitation(visit: Visit) -> None:
    _by_link(visit, _NEW, "password", {"mode": "EMAIL"})


def _verify(visit: Visit) -> None:
    _by_link(visit, JANE, "email-verification")


def _verified(visit: Visit) -> None:
    _verify(visit)
    visit.press("Verify")


def _link_used(visit: Visit) -> None:
    _verified(visit)
    visit.open(visit.mail()["link"])


def _by_link(visit: Visit, user: dict[str, str], path: str, body: Any = None) -> None:
    visit.start(users=[user])
    visit.control("POST", f"users/{visit.user().user_id}/{path}", body)
    visit.open(visit.mail()["link"])


def _choose(visit: Visit, password: str) -> None:
    visit.page.locator("#new-password").fill(password)
    visit.page.locator("#new-password-again").fill(password)
    visit.press("Set new password")


PAGES = (
    ShownPage("password-forgot", "Asking for a link to set a new password", "Forgot password", _forgot),
    ShownPage("password-reset-sent", "What follows: look into the mailbox", "Check your email", _reset_sent),
    ShownPage("password-reset", "The page behind the mailed link", "Reset your password", _reset),
    ShownPage("password-policy", "A new password that breaks a rule of the policy", "Reset your password", _policy),
    ShownPage("password-updated", "The password has been replaced", "Your password has been updated", _updated),
    ShownPage("password-one-time", "A one-time password has to be replaced", "Set new password", _one_time),
    ShownPage("password-email-code", "The first sign-in of a user made by the API", "Check your email", _email_code),
    ShownPage("password-invitation", "The page behind an invitation", "New user sign up", _invitation),
    ShownPage("email-verify", "The page behind a verification link", "Verify your email address", _verify),
    ShownPage("email-verified", "The address is verified", "Your email address is verified", _verified),
    ShownPage("email-link-used", "A link that was used already", "This link is no longer valid", _link_used),
)
