"""The emulator's clock: stop it, move it, let it run beside the machine's time."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response

from emulator.web.console.frame import Console
from emulator.web.console.posted import field, fitting
from emulator.web.console.problem import Problem
from emulator.web.control.clock import ClockChange, change_clock, read_clock
from emulator.web.control.route import Declined

_SECONDS = {"minutes": 60, "hours": 3600, "days": 86400}
# What is worth skipping: a clock that differs, a session, a link, the life of a token.
_STEPS = (("5 minutes", 300), ("1 hour", 3600), ("8 hours", 8 * 3600), ("7 days", 7 * 86400), ("1 year", 365 * 86400))


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The clock, and its forms."""

    @blueprint.get("/clock")
    def clock() -> Response:
        return _page(console)

    @blueprint.post("/clock/<any(freeze, resume, advance, skew, set):change>")
    def change(change: str) -> Response:
        def act() -> Response:
            change_clock(console.control, body=fitting(ClockChange, _change(change)))
            return console.go("/clock", done="clock-set")

        return console.attempt(act, lambda problem: _page(console, problem))


def _change(change: str) -> dict[str, Any]:
    """The form as the control API takes it; what is no number or no instant is refused there."""
    match change:
        case "freeze" | "resume":
            return {change: True}
        case "set":
            return {"freeze": _instant(field("instant"))}
        case _:
            amount, unit = field("amount"), _SECONDS.get(field("unit"), 1)
            sign = -1 if field("direction") == "back" else 1
            return {change: float(amount) * unit * sign if _is_number(amount) else amount}


def _instant(text: str) -> datetime:
    """What an input of type datetime-local sends, in UTC. Raises Declined."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError as mistake:
        raise Declined(400, "Write the instant as 2026-11-23T12:00; it is taken for UTC.") from mistake


def _is_number(text: str) -> bool:
    return text.isascii() and len(text) < 12 and text.replace(".", "", 1).isdigit()


def _page(console: Console, problem: Problem | None = None) -> Response:
    state = read_clock(console.control)
    return console.page("clock.html", problem, state=state, instant=_for_input(state.now), steps=_STEPS)


def _for_input(moment: datetime) -> str:
    """An instant as an input of type datetime-local has it."""
    return f"{moment:%Y-%m-%dT%H:%M}"
