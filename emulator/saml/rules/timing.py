"""Rules about time: a response holds for a few minutes, measured by the clock of the emulator."""

from datetime import datetime, timedelta

from emulator.guide.refusal import Refusal
from emulator.saml import messages
from emulator.saml.expectations import Expectations
from emulator.saml.instants import read_instant
from emulator.saml.response import Response
from emulator.saml.rules.addressing import the_confirmation
from emulator.saml.rules.rule import refuse, the_assertion

# unconfirmed: AWS does not tell how far clocks may differ (facts/signin.md §2.6).
TOLERANCE = timedelta(seconds=180)


def is_already_valid(response: Response, expected: Expectations) -> None:
    """Cause saml.clock-skew: NotBefore of the conditions and of the confirmation."""
    assertion = the_assertion(response)
    bounds = {"Conditions/@NotBefore": assertion.conditions.not_before}
    if assertion.confirmations:
        bounds["SubjectConfirmationData/@NotBefore"] = the_confirmation(assertion, expected).not_before
    for where, text in bounds.items():
        instant = read_instant(text) if text is not None else None
        if instant is not None and instant > expected.now + TOLERANCE:
            raise _out_of_time(response, expected.now, where, instant, "at the latest")


def is_still_valid(response: Response, expected: Expectations) -> None:
    """Cause saml.clock-skew: NotOnOrAfter of the conditions and of the confirmation."""
    assertion = the_assertion(response)
    bounds = {"Conditions/@NotOnOrAfter": assertion.conditions.not_on_or_after}
    if assertion.confirmations:
        bounds["SubjectConfirmationData/@NotOnOrAfter"] = the_confirmation(assertion, expected).not_on_or_after
    for where, text in bounds.items():
        instant = read_instant(text) if text is not None else None
        if instant is not None and instant <= expected.now - TOLERANCE:
            raise _out_of_time(response, expected.now, where, instant, "after")


def session_has_not_ended(response: Response, expected: Expectations) -> None:
    """Cause saml.clock-skew: SessionNotOnOrAfter lies in the past.

    Without tolerance: the portal session ends at that moment (facts/signin.md §2.6), so it would be over at once.
    """
    for text in the_assertion(response).session_ends:
        instant = read_instant(text)
        if instant is not None and instant <= expected.now:
            where = "AuthnStatement/@SessionNotOnOrAfter"
            raise _out_of_time(response, expected.now, where, instant, "after", tolerance=timedelta())


def _out_of_time(
    response: Response,
    now: datetime,
    where: str,
    instant: datetime,
    relation: str,
    tolerance: timedelta = TOLERANCE,
) -> Refusal:
    return refuse(
        "saml.clock-skew",
        messages.TIME,
        where=where,
        found=f"{instant:%Y-%m-%dT%H:%M:%SZ}",
        expected=f"{relation} {now:%Y-%m-%dT%H:%M:%SZ} (now), with a tolerance of {tolerance.seconds} seconds",
        more=_apparent_difference(response, now),
    )


def _apparent_difference(response: Response, now: datetime) -> dict[str, str]:
    issued = read_instant(response.issue_instant or "")
    if issued is None:
        return {}
    if issued > now:
        return {
            "clocks": f"the response was issued {_words(issued - now)} in the future: the provider's clock is ahead"
        }
    return {
        "clocks": f"the response was issued {_words(now - issued)} ago: it was posted late, "
        "or the provider's clock is behind by as much"
    }


def _words(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    parts = ((seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"
