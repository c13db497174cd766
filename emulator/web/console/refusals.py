"""Every refusal: what was seen, the request, the event, the cause and the fix side by side."""

from flask import Blueprint, Response

from emulator.trail.trail import events_of_request
from emulator.web.console.frame import Console
from emulator.web.console.listing import HIGHEST, asked_number, asked_text
from emulator.web.console.written import as_json, body_as_text
from emulator.web.control.happened import JournalEntry, causes_refused, find_refusal, latest_refusals
from emulator.web.control.route import Declined
from emulator.web.signin.texts import PageText, page_text

_PAGE = 30


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The list, and the page of one refusal."""

    @blueprint.get("/refusals")
    def refusals() -> Response:
        cause = asked_text("cause")
        with console.context.store.transaction() as tx:
            found = latest_refusals(tx, limit=_PAGE + 1, before=asked_number("before"), cause=cause)
            causes = causes_refused(tx)
        return console.page(
            "refusals.html",
            refusals=found[:_PAGE],
            more=found[_PAGE - 1].sequence if len(found) > _PAGE else None,
            cause=cause,
            causes=causes,
        )

    @blueprint.get("/refusals/<int:sequence>")
    def refusal(sequence: int) -> Response:
        with console.context.store.transaction() as tx:
            found = find_refusal(tx, min(sequence, HIGHEST))
            if found is None:
                raise Declined(404, "The journal does not hold this refusal; it keeps the latest only.")
            events = events_of_request(tx, found.request_id)
        asked = found.request
        return console.page(
            "refusal.html",
            refusal=found,
            explained=found.diagnosis if "title" in found.diagnosis else None,
            seen=_page_seen(asked, str(found.diagnosis["cause"])),
            request_body=body_as_text(asked.request_body) if asked else "",
            response_body=body_as_text(asked.response_body) if asked else "",
            events=[(event["sequence"], event["event"]["eventName"], as_json(event["event"])) for event in events],
        )


def _page_seen(asked: JournalEntry | None, cause: str) -> PageText | None:
    """AWS's page for the cause, where a page was answered."""
    return page_text(cause) if asked is not None and asked.response_body.startswith("(text/html") else None
