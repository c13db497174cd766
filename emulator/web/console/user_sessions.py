"""The active sessions of a user, and ending them."""

from flask import Blueprint, Response, request

from emulator.signin.sessions import live_sessions_of_user
from emulator.web.console.directory_work import directory_work
from emulator.web.console.frame import Console
from emulator.web.console.user_profile import user_view


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The list and its form."""

    @blueprint.get("/users/<user_id>/sessions")
    def user_sessions(user_id: str) -> Response:
        with console.context.store.transaction() as tx:
            view = user_view(tx, user_id)
            alive = live_sessions_of_user(tx, directory_work(tx).instance.instance_arn, user_id)
        return console.page("user_sessions.html", view=view, sessions=alive)

    @blueprint.post("/users/<user_id>/sessions/end")
    def end_user_sessions(user_id: str) -> Response:
        with console.context.store.transaction() as tx:
            directory_work(tx).end_sessions(user_id, request.form.getlist("session_id"))
        return console.go(f"/users/{user_id}/sessions", done="sessions-ended")
