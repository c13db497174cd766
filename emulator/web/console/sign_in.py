"""Entering the admin token, where one is set, and leaving the console."""

from urllib.parse import quote

from flask import Blueprint, Response, request

from emulator.web.console.frame import Console
from emulator.web.console.navigation import PREFIX
from emulator.web.console.posted import field
from emulator.web.console.problem import Problem

OPEN_ENDPOINTS = {"console.sign_in", "console.enter"}


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The form for the token, and signing out."""

    @blueprint.get("/sign-in")
    def sign_in() -> Response:
        if not console.admission.asks_for_token:
            return console.go("")
        return console.page("sign_in.html", to=_destination(request.args.get("to", "")))

    @blueprint.post("/sign-in")
    def enter() -> Response:
        to = _destination(field("to"))
        if console.admission.enter(field("admin_token")):
            return console.go(to)
        return console.page("sign_in.html", Problem("That is not the admin token of this emulator.", 401), to=to)

    @blueprint.post("/sign-out")
    def sign_out() -> Response:
        response = console.go("/sign-in")
        console.admission.forget(response)
        return response


def to_sign_in(console: Console) -> Response:
    """Off to the form for the token, which leads back to the page that was asked for."""
    asked = request.path.removeprefix(PREFIX) if request.method == "GET" else ""
    return console.go(f"/sign-in?to={quote(asked)}" if asked else "/sign-in")


def _destination(path: str) -> str:
    """A path below the console; nothing else is led to."""
    return path if path.startswith("/") and not path.startswith("//") and "\\" not in path else ""
