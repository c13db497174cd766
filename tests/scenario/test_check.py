"""What was seen against what is expected."""

import json
from typing import Any

from emulator.scenario.check import check, succeeded
from emulator.scenario.client import Answer
from emulator.scenario.expectations import Then
from emulator.scenario.seen import Seen


def seen(
    status: int = 400, body: Any = None, page: str | None = None, events: Any = (), cause: str | None = "a.cause"
) -> Seen:
    headers = {"Content-Type": "application/json" if page is None else "text/html"}
    headers |= {"x-emulator-cause": cause} if cause else {}
    answer = Answer("GET", "http://emulator/", status, headers, json.dumps(body) if page is None else page)
    diagnosis = {"cause": cause, "found": "2 elements", "expected": "1", "facts": {"more": "x"}}
    return Seen(answers=(answer,), events=tuple(events), diagnoses=(diagnosis,) if cause else ())


def wheres(then: dict[str, Any], what: Seen, cause: str | None = "a.cause") -> list[str]:
    return [difference.where for difference in check(Then.model_validate(then), what, cause=cause)]


def test_everything_as_expected() -> None:
    then = {
        "api": {"status": 400, "headers": {"content-TYPE": "application/json"}, "body": {"detail": "no"}},
        "trail": [{"eventName": "CreateUser"}],
        "diagnosis": {"found": "2 elements", "facts": {"more": "x"}},
    }
    assert wheres(then, seen(body={"detail": "no", "x": 1}, events=[{"eventName": "CreateUser", "x": 1}])) == []


def test_status_header_and_body_are_compared() -> None:
    then = {"api": {"status": 409, "headers": {"X-Other": "1"}, "body": {"detail": "yes"}}}
    assert wheres(then, seen(body={"detail": "no"})) == ["api.status", "api.headers.x-other", "api.body.detail"]


def test_another_cause_is_a_difference_although_the_diagnosis_is_not_mentioned() -> None:
    assert wheres({"api": {"status": 400}}, seen(cause="another.cause")) == ["diagnosis.cause"]
    assert wheres({"api": {"status": 400}}, seen(cause=None)) == ["diagnosis.cause"]


def test_another_value_in_the_diagnosis_is_a_difference() -> None:
    then = {"api": {}, "diagnosis": {"found": "3", "facts": {"more": "y"}}}
    assert wheres(then, seen()) == ["diagnosis.found", "diagnosis.facts.more"]


def test_the_page_is_compared_by_heading_and_texts() -> None:
    page = "<h1>Something went wrong</h1><p>Please try again.</p>"
    assert wheres({"page": {"heading": "Something went wrong", "text": "try again"}}, seen(page=page)) == []
    assert wheres({"page": {"heading": "Welcome", "text": ["try", "Jane"]}}, seen(page=page)) == [
        "page.heading",
        "page.text",
    ]
    assert wheres({"page": {"heading": "Welcome"}}, seen(body={})) == ["page"]


def test_no_event_is_stated_as_none() -> None:
    assert wheres({"api": {}, "trail": "none"}, seen()) == []
    assert wheres({"api": {}, "trail": "none"}, seen(events=[{"eventName": "CreateUser"}])) == ["trail"]


def test_events_are_found_among_others_and_in_order() -> None:
    events = [{"eventName": "A"}, {"eventName": "B"}, {"eventName": "C"}]
    assert wheres({"api": {}, "trail": [{"eventName": "A"}, {"eventName": "C"}]}, seen(events=events)) == []
    assert wheres({"api": {}, "trail": [{"eventName": "C"}, {"eventName": "A"}]}, seen(events=events)) == ["trail[1]"]


def test_the_nearest_event_tells_what_differs() -> None:
    events = [{"eventName": "A"}, {"eventName": "B", "errorCode": "X"}]
    then = {"api": {}, "trail": [{"eventName": "B", "errorCode": "Y"}]}
    assert wheres(then, seen(events=events)) == ["trail[0].errorCode"]


def test_a_refusal_is_a_difference_where_success_is_expected() -> None:
    assert wheres({"api": {"status": 400}}, seen(), cause=None) == ["outcome"]
    assert [difference.where for difference in succeeded(seen())] == ["outcome"]
    assert succeeded(seen(status=200, cause=None)) == []
