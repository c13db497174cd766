"""Rules about time: three minutes of tolerance, and the facts tell how far the clocks seem apart."""

from datetime import timedelta

import pytest

from saml.expected import attribute, causes, refusal_of, together
from saml.provider_responses import NOW, Posted


def _stamp(shift: timedelta) -> str:
    return f"{NOW + shift:%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("path", ["//saml:Conditions", "//saml:SubjectConfirmationData"])
def test_not_before_may_be_three_minutes_ahead(path: str) -> None:
    assert causes(Posted(change=attribute(path, "NotBefore", _stamp(timedelta(seconds=180))))) == []
    refusal = refusal_of(Posted(change=attribute(path, "NotBefore", _stamp(timedelta(seconds=181)))))
    assert (refusal.cause, refusal.facts.found) == ("saml.clock-skew", "2026-03-04T12:33:01Z")


@pytest.mark.parametrize("path", ["//saml:Conditions", "//saml:SubjectConfirmationData"])
def test_not_on_or_after_may_be_less_than_three_minutes_ago(path: str) -> None:
    assert causes(Posted(change=attribute(path, "NotOnOrAfter", _stamp(timedelta(seconds=-179))))) == []
    refusal = refusal_of(Posted(change=attribute(path, "NotOnOrAfter", _stamp(timedelta(seconds=-180)))))
    assert (refusal.cause, refusal.facts.found) == ("saml.clock-skew", "2026-03-04T12:27:00Z")


def test_a_session_that_ended_at_the_provider_is_refused() -> None:
    change = attribute("//saml:AuthnStatement", "SessionNotOnOrAfter", _stamp(timedelta(hours=-1)))
    refusal = refusal_of(Posted(change=change))
    assert (refusal.cause, refusal.facts.where) == ("saml.clock-skew", "AuthnStatement/@SessionNotOnOrAfter")


def test_a_fast_clock_is_named() -> None:
    refusal = refusal_of(Posted(now=NOW + timedelta(hours=1, minutes=2, seconds=3)))
    assert refusal.facts.where == "Conditions/@NotBefore"
    assert refusal.facts.more["clocks"].startswith("the response was issued 1 h 2 min 3 s in the future")


def test_a_slow_clock_or_a_late_response_is_named() -> None:
    refusal = refusal_of(Posted(now=NOW - timedelta(days=1)))
    assert refusal.facts.where == "Conditions/@NotOnOrAfter"
    assert refusal.facts.more["clocks"].startswith("the response was issued 1 d ago")


def test_conditions_without_times_hold_for_ever() -> None:
    change = together(
        attribute("//saml:Conditions", "NotBefore", None), attribute("//saml:Conditions", "NotOnOrAfter", None)
    )
    assert causes(Posted(change=change)) == []


@pytest.mark.parametrize(
    ("not_before", "not_on_or_after"),
    [
        ("2026-03-04T12:29:59", "2026-03-04T12:31:00"),
        ("2026-03-04T14:29:59+02:00", "2026-03-04T07:31:00-05:00"),
        ("2026-03-04T12:29:59.1234567Z", "2026-03-04T12:31:00.9Z"),
        ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
    ],
    ids=["no-zone-is-utc", "offsets", "fractions", "extremes"],
)
def test_instants_are_understood_in_every_spelling(not_before: str, not_on_or_after: str) -> None:
    change = together(
        attribute("//saml:Conditions", "NotBefore", not_before),
        attribute("//saml:Conditions", "NotOnOrAfter", not_on_or_after),
        attribute("//saml:SubjectConfirmationData", "NotOnOrAfter", not_on_or_after),
    )
    assert causes(Posted(change=change)) == []


def test_a_session_that_ends_this_moment_is_refused_without_tolerance() -> None:
    posted = Posted(change=attribute("//saml:AuthnStatement", "SessionNotOnOrAfter", _stamp(timedelta())))
    assert refusal_of(posted).cause == "saml.clock-skew"
    later = Posted(change=attribute("//saml:AuthnStatement", "SessionNotOnOrAfter", _stamp(timedelta(seconds=1))))
    assert causes(later) == []
