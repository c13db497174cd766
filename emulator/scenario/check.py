"""Checks what was seen against what a scenario expects."""

from collections.abc import Sequence
from typing import Any

from emulator.scenario.expectations import ApiExpectation, DiagnosisExpectation, PageExpectation, Then
from emulator.scenario.matching import Difference, differences
from emulator.scenario.seen import Seen


def check(then: Then, seen: Seen, *, cause: str | None) -> list[Difference]:
    """Every difference. `cause` is the cause that the diagnosis must name; None when nothing may be refused."""
    return visible(then, seen) + (
        _not_refused(seen)
        if cause is None
        else _diagnosis(then.diagnosis or DiagnosisExpectation(), cause, seen.diagnoses)
    )


def visible(then: Then, seen: Seen) -> list[Difference]:
    """Every difference in what AWS shows too: the page, the answer and the trail, without the diagnosis."""
    found: list[Difference] = []
    if then.page is not None:
        found += _page(then.page, seen)
    if then.api is not None:
        found += _api(then.api, seen)
    if then.trail is not None:
        found += _trail(() if then.trail == "none" else then.trail, seen.events)
    return found


def _not_refused(seen: Seen) -> list[Difference]:
    return [] if not seen.refused else [Difference("outcome", "success", f"refused: {_refusal(seen)}")]


def succeeded(seen: Seen) -> list[Difference]:
    """The difference from success, for a step that has to succeed."""
    return _not_refused(seen)


def _refusal(seen: Seen) -> str:
    causes = ", ".join(str(diagnosis.get("cause")) for diagnosis in seen.diagnoses) or "no cause named"
    return f"{seen.summary} ({causes})"


def _page(expected: PageExpectation, seen: Seen) -> list[Difference]:
    page, answer = seen.page, seen.answer
    if page is None or answer is None:
        kind = answer.headers.get("Content-Type", "no content") if answer else "no answer"
        return [Difference("page", "a page", kind)]
    found = []
    if expected.status is not None:
        found += differences(expected.status, answer.status, "page.status")
    if expected.heading is not None:
        found += differences(expected.heading, page.heading, "page.heading")
    found += [Difference("page.text", text, page.text) for text in expected.texts if text not in page.text]
    return found


def _api(expected: ApiExpectation, seen: Seen) -> list[Difference]:
    answer = seen.answer
    if answer is None:
        return [Difference("api", "an answer", "none: the step sends no request")]
    found = []
    if expected.status is not None:
        found += differences(expected.status, answer.status, "api.status")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    wanted = {name.lower(): value for name, value in expected.headers.items()}
    found += differences(wanted, headers, "api.headers")
    if expected.body is not None:
        found += differences(expected.body, answer.json, "api.body", exact=expected.exact)
    return found


def _trail(expected: Sequence[dict[str, Any]], events: Sequence[dict[str, Any]]) -> list[Difference]:
    if not expected:
        return [Difference("trail", "no event", _names(events))] if events else []
    found: list[Difference] = []
    left = list(events)
    for number, event in enumerate(expected):
        where = f"trail[{number}]"
        compared = [(differences(event, candidate, where), place) for place, candidate in enumerate(left)]
        if not compared:
            found.append(Difference(where, str(event.get("eventName", "an event")), _names(events)))
            continue
        best, place = min(compared, key=lambda one: len(one[0]))
        found += best
        # What comes before the matched event cannot match a later expectation: the trail has an order.
        left = left[place + 1 :]
    return found


def _names(events: Sequence[dict[str, Any]]) -> str:
    return ", ".join(str(event.get("eventName")) for event in events) or "no event"


def _diagnosis(expected: DiagnosisExpectation, cause: str, diagnoses: Sequence[dict[str, Any]]) -> list[Difference]:
    cause = expected.cause or cause
    if not diagnoses:
        return [Difference("diagnosis.cause", cause, "nothing was refused")]
    diagnosis = diagnoses[-1]
    found = differences(cause, diagnosis.get("cause"), "diagnosis.cause")
    for name in ("where", "found", "expected"):
        wanted = getattr(expected, name)
        if wanted is not None:
            found += differences(wanted, diagnosis.get(name), f"diagnosis.{name}")
    return found + differences(expected.facts, diagnosis.get("facts", {}), "diagnosis.facts")
