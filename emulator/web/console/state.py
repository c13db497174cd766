"""The whole state at once: snapshots, starting afresh, seed files in and out."""

from flask import Blueprint, Response, make_response, request

from emulator.seed.default import first_seed
from emulator.seed.document import DocumentUnreadable, parse_document
from emulator.seed.model import Seed
from emulator.web.console.frame import Console
from emulator.web.console.posted import field, fitting, sent_text
from emulator.web.console.problem import Problem
from emulator.web.control import state
from emulator.web.control.exchange import read_export
from emulator.web.control.route import Declined
from emulator.web.control.state import ResetAnswer, ResetRequest, SnapshotRequest
from emulator.web.journal import leave_body_out
from emulator.web.pages import protect


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Snapshots, reset, load, export."""
    control = console.control

    @blueprint.get("/state")
    def whole_state() -> Response:
        return _page(console)

    @blueprint.post("/state/snapshots")
    def take_snapshot() -> Response:
        def act() -> Response:
            state.take_snapshot(control, body=fitting(SnapshotRequest, {"name": field("name")}))
            return console.go("/state", done="snapshot-taken")

        return console.attempt(act, lambda problem: _page(console, problem))

    @blueprint.post("/state/snapshots/<name>/<any(restore, discard):work>")
    def use_snapshot(name: str, work: str) -> Response:
        def act() -> Response:
            if work == "restore":
                state.restore_snapshot(control, name=name)
                return console.go("/state", done="snapshot-restored")
            state.discard_snapshot(control, name=name)
            return console.go("/state", done="deleted")

        return console.attempt(act, lambda problem: _page(console, problem))

    @blueprint.post("/state/reset")
    def start_afresh() -> Response:
        # The seed may hold passwords.
        leave_body_out()
        return console.attempt(
            lambda: _page(console, made=state.reset(control, body=ResetRequest(seed=_wanted_seed(console)))),
            lambda problem: _page(console, problem, seed_text=request.form.get("seed_text", "")),
        )

    @blueprint.get("/state/export")
    def exported_state() -> Response:
        return console.page("export.html", exported=read_export(control))

    @blueprint.get("/state/seed.yaml")
    def export_as_seed() -> Response:
        response = make_response(read_export(control).text)
        response.headers["Content-Type"] = "application/yaml; charset=utf-8"
        response.headers["Content-Disposition"] = 'attachment; filename="seed.yaml"'
        return protect(response)


def _wanted_seed(console: Console) -> Seed:
    """The seed that the form asks for. Raises Declined for a document that is none."""
    try:
        match field("start"):
            case "first":
                return first_seed(console.context.settings)
            case "document":
                return parse_document(sent_text("seed_file", "seed_text"), Seed, name="line")
            case _:
                return Seed()
    except DocumentUnreadable as mistake:
        raise Declined(400, str(mistake)) from mistake


def _page(
    console: Console, problem: Problem | None = None, *, made: ResetAnswer | None = None, seed_text: str = ""
) -> Response:
    return console.page(
        "state.html",
        problem,
        snapshots=state.list_snapshots(console.control).snapshots,
        made=made,
        seed_text=seed_text,
        seed_file=console.context.settings.seed,
    )
