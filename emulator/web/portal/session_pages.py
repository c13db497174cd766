"""The person's active sessions, and ending one of them."""

from flask import Blueprint, Response, make_response, redirect, request

from emulator.signin.sessions import EndReason, end_session, live_sessions_of_user
from emulator.web.context import Context
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
        """unconfirmed: that no event is recorded; the console's is BatchDeleteSession, the portal's is unknown."""
        chosen = set(request.form.getlist("session_id"))
        with context.store.transaction() as tx:
            who = visitor(tx)
            check_form_token(who.secret, request.form.get(FORM_FIELD))
            for session in live_sessions_of_user(tx, who.instance.instance_arn, who.person.user.user_id):
                if session.session_id in chosen:
                    end_session(tx, session.session_id, EndReason.REVOKED)
        return protect(make_response(redirect(f"{context.public_url}/start/sessions", 303)))
