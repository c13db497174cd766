"""The pages that mailed links open: invitation, new password, verification of an e-mail address."""

from flask import Blueprint, Response, request

from emulator.guide.refusal import Refusal
from emulator.identity_source.service_provider import portal_url
from emulator.permissions.instances import organization_instance
from emulator.signin.passwords.by_link import accept_invitation, reset_password, user_of_link, verify_email
from emulator.signin.passwords.links import Purpose
from emulator.signin.passwords.policy import RULES
from emulator.web.context import Context
from emulator.web.journal import origin
from emulator.web.pages import page
from emulator.web.session_cookie import FORM_FIELD, form_token
from emulator.web.signin.browser import browser_sha256, checked_browser, read_browser, write_browser
from emulator.web.signin.problem import problem_values
from emulator.web.signin.steps import arrive, posted

_SECRET = "token"


def add_link_routes(blueprint: Blueprint, context: Context) -> None:
    """A page for each purpose of a link, and what its form posts."""

    @blueprint.get("/invitation")
    def invitation() -> Response:
        return _form(context, Purpose.INVITATION)

    @blueprint.post("/invitation")
    def accept() -> Response:
        browser = checked_browser(request)
        with context.store.transaction() as tx:
            outcome = accept_invitation(
                tx,
                organization_instance(tx),
                posted(_SECRET),
                posted("new_password"),
                posted("new_password_again"),
                destination=portal_url(context.public_url),
                browser_sha256=browser_sha256(browser),
                origin=origin(),
            )
        if isinstance(outcome, Refusal):
            return _form(context, Purpose.INVITATION, outcome)
        return arrive(context, outcome)

    @blueprint.get("/password-reset")
    def reset() -> Response:
        return _form(context, Purpose.PASSWORD_RESET)

    @blueprint.post("/password-reset")
    def set_new_password() -> Response:
        checked_browser(request)
        with context.store.transaction() as tx:
            refusal = reset_password(
                tx,
                organization_instance(tx),
                posted(_SECRET),
                posted("new_password"),
                posted("new_password_again"),
                origin=origin(),
            )
        if refusal is not None:
            return _form(context, Purpose.PASSWORD_RESET, refusal)
        return page("signin/password_set.html", portal_url=portal_url(context.public_url))

    @blueprint.get("/email-verification")
    def email_verification() -> Response:
        return _form(context, Purpose.EMAIL_VERIFICATION)

    @blueprint.post("/email-verification")
    def verify() -> Response:
        checked_browser(request)
        with context.store.transaction() as tx:
            verify_email(tx, organization_instance(tx), posted(_SECRET), origin=origin())
        return page("signin/email_verified.html", portal_url=portal_url(context.public_url))


_TEMPLATES = {
    Purpose.INVITATION: "signin/sign_up.html",
    Purpose.PASSWORD_RESET: "signin/reset_password.html",
    Purpose.EMAIL_VERIFICATION: "signin/verify_email.html",
}


def _form(context: Context, purpose: Purpose, problem: Refusal | None = None) -> Response:
    """The form behind a link; a link that cannot be used raises its refusal. `problem`: why the last try failed."""
    secret = request.values.get(_SECRET, "").replace("\0", " ")
    with context.store.transaction() as tx:
        user = user_of_link(tx, organization_instance(tx), purpose, secret)
    browser = read_browser(request) or context.ids.secret()
    response = page(
        _TEMPLATES[purpose],
        fields={FORM_FIELD: form_token(browser), _SECRET: secret},
        user_name=user.user_name,
        rules=RULES,
        **problem_values(context, problem),
    )
    write_browser(response, browser, public_url=context.public_url)
    return response
