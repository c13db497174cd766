"""The pages on which a person signs in with user name and password, and the steps that they post."""

from flask import Blueprint, Response, make_response, redirect, request

from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import Instance
from emulator.signin.destination import safe_destination
from emulator.signin.email_codes import DIGITS
from emulator.signin.first_factor import (
    enter_email_code,
    enter_new_password,
    enter_other_user_name,
    enter_password,
    enter_user_name,
    mail_another_code,
)
from emulator.signin.passwords.forgotten import ask_for_reset
from emulator.signin.passwords.policy import RULES
from emulator.signin.visit import Outcome, Visit
from emulator.signin.workflow import State, start_workflow
from emulator.store.transaction import Transaction
from emulator.web.context import Context
from emulator.web.pages import protect
from emulator.web.signin.browser import browser_sha256, read_browser, write_browser
from emulator.web.signin.steps import Pages, Step, address, posted, show_step, take_step

_FIRST_CREDENTIAL = (State.AWAITING_PASSWORD, State.AWAITING_EMAIL_CODE)


def start_interactive_sign_in(context: Context, tx: Transaction, instance: Instance) -> Response:
    """A new workflow of this browser, and the way to its first page."""
    browser = read_browser(request) or context.ids.secret()
    workflow = start_workflow(
        tx,
        instance,
        safe_destination(request.args.get("destination"), context.public_url),
        state=State.AWAITING_USER_NAME,
        browser_sha256=browser_sha256(browser),
    )
    response = protect(make_response(redirect(address(context, workflow.workflow_id), 302)))
    write_browser(response, browser, public_url=context.public_url)
    return response


def _user_name_page(step: Step) -> Response:
    return step.page("signin/user_name.html")


def _password_page(step: Step) -> Response:
    with step.context.store.transaction() as tx:
        source = identity_source(tx, step.visit.instance.identity_store_id)
    # Passwords of a connected directory are not reset here.
    return step.page("signin/password.html", resettable=source is SourceKind.IDENTITY_CENTER)


def _email_code_page(step: Step) -> Response:
    return step.page("signin/email_code.html", digits=DIGITS)


def _new_password_page(step: Step) -> Response:
    return step.page("signin/new_password.html", rules=RULES)


INTERACTIVE_PAGES: Pages = {
    State.AWAITING_USER_NAME: _user_name_page,
    State.AWAITING_PASSWORD: _password_page,
    State.AWAITING_EMAIL_CODE: _email_code_page,
    State.AWAITING_NEW_PASSWORD: _new_password_page,
}


def add_interactive_routes(blueprint: Blueprint, context: Context, pages: Pages) -> None:
    """The posts of the first part of a sign-in, each named after its form."""

    @blueprint.post("/login/user-name")
    def user_name() -> Response:
        def act(tx: Transaction, visit: Visit) -> Outcome:
            return enter_user_name(tx, visit, posted("user_name"))

        return take_step(context, pages, act, during=(State.AWAITING_USER_NAME,))

    @blueprint.post("/login/other-user-name")
    def other_user_name() -> Response:
        return take_step(context, pages, enter_other_user_name, during=_FIRST_CREDENTIAL)

    @blueprint.post("/login/password")
    def password() -> Response:
        def act(tx: Transaction, visit: Visit) -> Outcome:
            return enter_password(tx, visit, posted("password"))

        return take_step(context, pages, act, during=(State.AWAITING_PASSWORD,))

    @blueprint.post("/login/email-code")
    def email_code() -> Response:
        def act(tx: Transaction, visit: Visit) -> Outcome:
            return enter_email_code(tx, visit, posted("code"))

        return take_step(context, pages, act, during=(State.AWAITING_EMAIL_CODE,))

    @blueprint.post("/login/another-email-code")
    def another_email_code() -> Response:
        return take_step(context, pages, mail_another_code, during=(State.AWAITING_EMAIL_CODE,))

    @blueprint.post("/login/new-password")
    def new_password() -> Response:
        def act(tx: Transaction, visit: Visit) -> Outcome:
            return enter_new_password(tx, visit, posted("new_password"), posted("new_password_again"))

        return take_step(context, pages, act, during=(State.AWAITING_NEW_PASSWORD,))

    @blueprint.get("/login/forgot-password")
    def forgot_password() -> Response:
        forgotten: Pages = {State.AWAITING_PASSWORD: lambda step: step.page("signin/forgot_password.html")}
        return show_step(context, {**pages, **forgotten})

    @blueprint.post("/login/forgot-password")
    def send_reset() -> Response:
        sent: Pages = {State.AWAITING_PASSWORD: lambda step: step.page("signin/reset_sent.html")}

        def act(tx: Transaction, visit: Visit) -> Outcome:
            ask_for_reset(tx, visit, context.public_url)
            return visit.workflow

        return take_step(context, pages, act, during=(State.AWAITING_PASSWORD,), afterwards=sent)
