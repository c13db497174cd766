"""The CloudTrail events, newest first."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response

from emulator.trail.trail import LookupFilter, event_names, lookup
from emulator.web.console.frame import Console
from emulator.web.console.listing import asked_number, asked_text
from emulator.web.console.written import as_json
from emulator.web.control.happened import refusals_of_requests

_PAGE = 30


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The list; every event can be opened."""

    @blueprint.get("/trail")
    def trail() -> Response:
        name, user_name = asked_text("name"), asked_text("user")
        with console.context.store.transaction() as tx:
            wanted = LookupFilter(event_name=name, user_name=user_name)
            found = lookup(tx, wanted, before=asked_number("before"), limit=_PAGE + 1)
            names = event_names(tx)
            refused = refusals_of_requests(tx, [event["event"]["requestID"] for event in found])
        shown = found[:_PAGE]
        return console.page(
            "trail.html",
            events=[_shown(event, refused) for event in shown],
            more=shown[-1]["sequence"] if len(found) > _PAGE else None,
            opened=asked_number("open"),
            name=name,
            names=names,
            user_name=user_name,
        )


def _shown(row: Mapping[str, Any], refused: Mapping[str, int]) -> dict[str, Any]:
    """An event with its JSON, how it failed, and the refusal that explains why."""
    event = row["event"]
    return {**row, "json": as_json(event), "failed": _failed(event), "refusal": refused.get(event["requestID"])}


def _failed(event: Mapping[str, Any]) -> str | None:
    """The error code of an event, or that it tells of a failure without one; None for a success."""
    parts = (event.get("responseElements"), event.get("serviceEventDetails"))
    told = any("Failure" in part.values() for part in parts if isinstance(part, dict))
    return event.get("errorCode") or ("Failure" if told else None)
