"""An assertion is used once."""

from saml.expected import expectations, refusal_of
from saml.provider_responses import Posted


def test_an_assertion_that_was_used_before_is_refused() -> None:
    used = expectations(is_consumed=lambda assertion_id: assertion_id == "_assertion0123456789abcdef")
    refusal = refusal_of(Posted(in_response_to=None), used)
    assert (refusal.cause, refusal.facts.found) == ("saml.assertion.replayed", "_assertion0123456789abcdef")


def test_a_replayed_answer_fails_first_on_its_request_which_waits_no_longer() -> None:
    used = expectations(is_consumed=lambda _: True, is_outstanding=lambda _: False)
    assert refusal_of(Posted(), used).cause == "saml.in-response-to"
