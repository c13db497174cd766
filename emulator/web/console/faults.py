"""The faults: requests that fail on purpose, and how often they have."""

from typing import Any, get_args

from flask import Blueprint, Response, request

from emulator.seed.fault import SeedFault, Service
from emulator.web.console.frame import Console
from emulator.web.console.posted import field, fitting
from emulator.web.console.problem import Problem
from emulator.web.control import faults

_PATH = "/faults"
_FIELDS = ("service", "operation", "skip", "times", "status", "message", "delay_seconds")


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """List, inject, remove."""
    control = console.control

    @blueprint.get(_PATH)
    def injected_faults() -> Response:
        return _page(console)

    @blueprint.post(_PATH)
    def inject_fault() -> Response:
        def act() -> Response:
            faults.inject_fault(control, body=fitting(SeedFault, _fault()))
            return console.go(_PATH, done="fault-injected")

        return console.attempt(act, lambda problem: _page(console, problem))

    @blueprint.post(f"{_PATH}/remove")
    def remove_all_faults() -> Response:
        faults.remove_all_faults(control)
        return console.go(_PATH, done="deleted")

    @blueprint.post(f"{_PATH}/<fault_id>/remove")
    def remove_fault(fault_id: str) -> Response:
        def act() -> Response:
            faults.remove_fault(control, fault_id=fault_id)
            return console.go(_PATH, done="deleted")

        return console.attempt(act, lambda problem: _page(console, problem))


def _fault() -> dict[str, Any]:
    """The form in the words of a seed file; what is left empty is left out, except that no number of times is all."""
    named = {name: field(name) for name in ("service", "operation", "skip", "delay_seconds") if field(name)}
    error = {name: field(name) for name in ("status", "message") if field(name)}
    return {
        **named,
        "times": field("times") or None,
        "drop_after_commit": "drop_after_commit" in request.form,
        **({"error": error} if error else {}),
    }


def _page(console: Console, problem: Problem | None = None) -> Response:
    return console.page(
        "faults.html",
        problem,
        faults=faults.read_faults(console.control).faults,
        services=get_args(Service),
        typed={"times": "1"} | {name: field(name) for name in _FIELDS if name in request.form},
        drops="drop_after_commit" in request.form,
    )
