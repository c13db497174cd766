"""The table of the control API: every route below /_emulator."""

from emulator.web.control import clock, happened, health, info, openapi, state
from emulator.web.control.route import Route

ROUTES: tuple[Route, ...] = (
    Route("GET", "livez", health.livez, open=True),
    Route("GET", "readyz", health.readyz, open=True),
    Route("GET", "info", info.info),
    Route("GET", "openapi.json", openapi.openapi),
    Route("GET", "clock", clock.read_clock),
    Route("POST", "clock", clock.change_clock),
    Route("POST", "reset", state.reset),
    Route("GET", "snapshots", state.list_snapshots),
    Route("POST", "snapshots", state.take_snapshot, status=201),
    Route("POST", "snapshots/<name>/restore", state.restore_snapshot),
    Route("DELETE", "snapshots/<name>", state.discard_snapshot),
    Route("GET", "events", happened.events),
    Route("GET", "refusals", happened.refusals),
    Route("GET", "requests", happened.requests),
)
