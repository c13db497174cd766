"""The person's active sessions, and ending one of them."""

from flask import Blueprint, Response, make_response, redirect, request

from emulator.signin.portal_access import end_own_sessions
from emulator.signin.sessions import live_sessions_of_user
from emulator.web.context import Context
from emulator.web.journal import origin
from emulator.web.pages import protect
from emulator.web.portal.visitor import visitor
from emulator.web.session_cookie import FORM_FIELD, check_form_token


def add_session_pages(blueprint: Blueprint, context: Context) -> None:
    """The page Active sessions and its form."""

    @blueprint.get("/sessions")
    def active_sessions() -> Response:
        with context.store.transaction() as tx:
            who = visitor(tx)
            alive = live_sessions_of_user(tx, who.instance.instance_arn, who.person.user.user_id)
        return who.page("portal/sessions.html", sessions=alive)

    @blueprint.post("/sessions/end")
    def end_chosen_sessions() -> Response:
        with context.store.transaction() as tx:
            who = visitor(tx)
            check_form_token(who.secret, request.form.get(FORM_FIELD))
            chosen = request.form.getlist("session_id")
            end_own_sessions(tx, who.instance, who.person, chosen, origin=origin())
        return protect(make_response(redirect(f"{context.public_url}/start/sessions", 303)))
