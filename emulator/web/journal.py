"""The request journal: who asked what, how it was answered, and for a refusal the cause and the facts of the case.

Surfaces call `note_refusal` where they render a refusal; everything else happens here, for all of them alike.
"""

import json
import logging
import time
from dataclasses import asdict
from typing import Any

from flask import Flask, Response, g, request
from sqlalchemy import delete, insert
from werkzeug.exceptions import HTTPException

from emulator.guide.catalogue import catalogue
from emulator.guide.diagnosis import diagnose
from emulator.guide.refusal import Refusal
from emulator.store.tables import journal
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin
from emulator.web.context import Context
from emulator.web.redaction import redact_form, redact_headers, redact_json, redact_query

log = logging.getLogger("emulator.requests")

# Looking at the emulator is no part of what it looks at.
OWN_PREFIXES = ("/_emulator/", "/console")
_BODY_LIMIT = 64 * 1024
_LARGEST_ANSWER_KEPT = 16 * 1024


def request_id() -> str:
    """The id of the request being served, as answered in x-amzn-RequestId."""
    return str(g.request_id)


def origin() -> Origin:
    """Where the request being served came from, for its trail event."""
    return Origin(
        request_id=request_id(),
        source_ip=request.remote_addr or "127.0.0.1",
        user_agent=request.headers.get("User-Agent", ""),
        host=request.host,
    )


def note_refusal(refusal: Refusal) -> None:
    """Remember the refusal that the answer to this request renders."""
    g.refusal = refusal


def leave_body_out() -> None:
    """Keep what this request carries out of the journal: it may be secret in ways that nobody here knows."""
    g.body_left_out = True


def keep_journal(app: Flask, context: Context) -> None:
    """Give every request an id, and write what was asked and answered when it ends."""

    @app.before_request
    def _begin() -> None:
        g.request_id = context.ids.uuid()
        g.refusal = None
        g.body_left_out = False
        g.started = time.perf_counter()

    @app.after_request
    def _end(response: Response) -> Response:
        refusal: Refusal | None = g.refusal
        response.headers["x-amzn-RequestId"] = request_id()
        if refusal is not None:
            response.headers["x-emulator-cause"] = refusal.cause
        if refusal is not None or not request.path.startswith(OWN_PREFIXES):
            with context.store.transaction() as tx:
                _write(tx, response, refusal, context.settings.journal_size)
            _log(response, refusal)
        return response


def _write(tx: Transaction, response: Response, refusal: Refusal | None, size: int) -> None:
    sequence = tx.value(
        insert(journal.requests)
        .values(
            request_id=request_id(),
            at=tx.now(),
            method=request.method,
            path=_storable(request.path),
            query=redact_query(request.query_string.decode("utf-8", "replace")),
            request_headers=redact_headers(request.headers.items()),
            request_body=_storable(_request_body()),
            status=response.status_code,
            response_body=_storable(_response_body(response)),
            cause=refusal.cause if refusal else None,
        )
        .returning(journal.requests.c.sequence)
    )
    tx.execute(delete(journal.requests).where(journal.requests.c.sequence <= sequence - size))
    if refusal is not None:
        kept = tx.value(
            insert(journal.refusals)
            .values(
                request_id=request_id(),
                at=tx.now(),
                code=refusal.code,
                message=refusal.message,
                cause=refusal.cause,
                facts=_facts(refusal),
            )
            .returning(journal.refusals.c.sequence)
        )
        tx.execute(delete(journal.refusals).where(journal.refusals.c.sequence <= kept - size))


def _storable(text: str) -> str:
    """The text with what no database keeps, lone surrogates and (in PostgreSQL) NUL, written as escapes."""
    return text.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")


def _facts(refusal: Refusal) -> dict[str, Any]:
    return {**asdict(refusal.facts), "more": dict(refusal.facts.more)}


def _request_body() -> str:
    if g.body_left_out:
        return "(left out)"
    try:
        if request.form:
            return json.dumps(redact_form(request.form), ensure_ascii=False)
        text = request.get_data(cache=True, as_text=True)
    except (HTTPException, UnicodeDecodeError):
        return "(unreadable)"
    return redact_json(text)[:_BODY_LIMIT]


def _response_body(response: Response) -> str:
    if response.is_streamed or "json" not in (response.mimetype or ""):
        return f"({response.mimetype})"
    # Whole pages of a directory would cost more to redact than to answer, and tell little.
    if len(response.get_data()) > _LARGEST_ANSWER_KEPT:
        return f"({response.mimetype}, {len(response.get_data())} bytes)"
    return redact_json(response.get_data(as_text=True))


def _log(response: Response, refusal: Refusal | None) -> None:
    milliseconds = (time.perf_counter() - g.started) * 1000
    log.info("%s %s %d %.0f ms", request.method, _one_line(request.path), response.status_code, milliseconds)
    if refusal is not None:
        log.warning("  %s: %s", refusal.cause, _one_line(_in_words(refusal)))


def _in_words(refusal: Refusal) -> str:
    found = f" Found: {refusal.facts.found}." if refusal.facts.found else ""
    if refusal.cause not in catalogue():
        return f"{refusal.message}{found}"
    diagnosis = diagnose(refusal)
    return f"{diagnosis.title}.{found} Fix: {diagnosis.fix}"


def _one_line(text: str) -> str:
    """Text that may come from outside, so that it can neither forge a line nor steer a terminal."""
    return "".join(character if character.isprintable() else " " for character in " ".join(text.split()))
