"""Checks SAML responses: `enforce` stops at the first broken rule, as AWS does; `examine` lists every one."""

from collections.abc import Callable
from datetime import UTC, datetime

from emulator.guide.refusal import Refusal
from emulator.saml import names
from emulator.saml.examination import Examination, Finding, Outcome
from emulator.saml.expectations import (
    AcceptedResponse,
    Directory,
    Expectations,
    IdentityProvider,
    Person,
    ServiceProvider,
)
from emulator.saml.instants import read_instant
from emulator.saml.response import Assertion, Response, read_response
from emulator.saml.rules import addressing, attributes, envelope, replay, signature, subject, timing
from emulator.saml.rules.rule import Rule, Unchecked

__all__ = [
    "RULES",
    "AcceptedResponse",
    "Directory",
    "Expectations",
    "IdentityProvider",
    "Person",
    "ServiceProvider",
    "enforce",
    "examine",
]

_LENGTH = f"It has at most {envelope.MAXIMUM_LENGTH:,} characters"
_READABLE = "It is base64 of an XML document without DOCTYPE: a SAML Response"

# unconfirmed: the order in which AWS checks. Form first, then trust, then addressing and time, then the person.
RULES = (
    Rule("It is a SAML 2.0 message", envelope.is_saml_2),
    Rule("The provider reports success", envelope.reports_success),
    Rule("No assertion is encrypted", envelope.has_no_encrypted_assertion),
    Rule("It holds exactly one assertion", envelope.has_exactly_one_assertion),
    Rule("Response and assertion have an ID", envelope.carries_ids),
    Rule("Its instants are readable", envelope.writes_readable_instants),
    Rule("It is signed", signature.is_signed),
    Rule("What is signed is what is read", signature.signature_covers_what_is_read),
    Rule("The signature uses accepted algorithms", signature.signature_uses_accepted_algorithms),
    Rule("The identity provider's key signed it", signature.is_signed_by_the_identity_provider),
    Rule("The provider's certificate is in its validity", signature.certificate_is_in_its_validity),
    Rule("The identity provider issued it", addressing.is_issued_by_the_identity_provider),
    Rule("Destination is the ACS URL", addressing.is_sent_to_the_acs_url),
    Rule("The subject is confirmed as bearer", addressing.confirms_the_bearer),
    Rule("Recipient is the ACS URL", addressing.is_received_at_the_acs_url),
    Rule("Audience is the issuer URL", addressing.is_for_this_audience),
    Rule("It answers an outstanding request, or none", addressing.answers_an_outstanding_request),
    Rule("It is already valid", timing.is_already_valid),
    Rule("It is still valid", timing.is_still_valid),
    Rule("The provider's session has not ended", timing.session_has_not_ended),
    Rule("The assertion was not used before", replay.is_new),
    Rule("The provider's metadata offers the format emailAddress", subject.metadata_offers_email_address),
    Rule("It has a name id", subject.has_a_name_id),
    Rule("The name id has the format emailAddress", subject.name_id_has_the_email_format),
    Rule("The name id is an address", subject.name_id_is_an_address),
    Rule("It has at most 50 attributes", attributes.has_not_too_many_attributes),
    Rule("Access control attributes have one value", attributes.attributes_have_one_value),
    Rule("Access control attributes have unique names", attributes.attribute_names_are_unique),
    Rule("Access control attributes are plain text", attributes.attribute_values_are_text),
    Rule("Access control attributes have a name format of SAML", attributes.attribute_name_formats_are_of_saml),
    Rule("The name id is the user name of a user", subject.names_an_existing_user),
    Rule("The user is enabled", subject.user_is_enabled),
)


def enforce(saml_response: str, expected: Expectations) -> AcceptedResponse:
    """Checks the base64 text of a form field SAMLResponse and returns what it says.

    Raises the Refusal of the first rule that is broken. Rules that cannot be checked are passed over.
    """
    envelope.is_not_too_long(saml_response)
    response = read_response(saml_response)
    for rule in RULES:
        try:
            rule.check(response, expected)
        except Unchecked:
            continue
    return _accepted(response, expected)


def examine(saml_response: str, expected: Expectations) -> Examination:
    """Checks the same rules, all of them, and raises nothing."""
    length = _outcome("is-not-too-long", _LENGTH, lambda: envelope.is_not_too_long(saml_response))
    try:
        response = read_response(saml_response)
    except Refusal as refusal:
        unread = Finding(rule="is-readable", title=_READABLE, outcome=Outcome.BROKEN, refusal=refusal)
        rest = (
            Finding(rule=rule.name, title=rule.title, outcome=Outcome.UNCHECKED, needs="a readable response")
            for rule in RULES
        )
        return Examination(findings=(length, unread, *rest), summary={})
    read = Finding(rule="is-readable", title=_READABLE, outcome=Outcome.PASSED)
    findings = (_outcome(rule.name, rule.title, _bound(rule, response, expected)) for rule in RULES)
    return Examination(findings=(length, read, *findings), summary=_summary(response))


def _bound(rule: Rule, response: Response, expected: Expectations) -> Callable[[], None]:
    return lambda: rule.check(response, expected)


def _outcome(name: str, title: str, check: Callable[[], None]) -> Finding:
    try:
        check()
    except Refusal as refusal:
        return Finding(rule=name, title=title, outcome=Outcome.BROKEN, refusal=refusal)
    except Unchecked as unchecked:
        return Finding(rule=name, title=title, outcome=Outcome.UNCHECKED, needs=str(unchecked))
    return Finding(rule=name, title=title, outcome=Outcome.PASSED)


def _accepted(response: Response, expected: Expectations) -> AcceptedResponse:
    [assertion] = response.assertions
    assert assertion.name_id is not None
    answered = addressing.answered_requests(response, expected)
    return AcceptedResponse(
        response_id=response.id,
        assertion_id=assertion.id,
        issuer=assertion.issuer or "",
        name_id=assertion.name_id.value,
        person=expected.directory.by_user_name(assertion.name_id.value) if expected.directory else None,
        in_response_to=answered[0] if answered else None,
        session_not_on_or_after=min(_instants(assertion.session_ends), default=None),
        not_on_or_after=_end_of_replay(assertion, expected),
        attributes=_values_by_name(assertion),
        access_control_tags=attributes.access_control_tags(assertion) if expected.access_control_attributes else {},
    )


def _end_of_replay(assertion: Assertion, expected: Expectations) -> datetime:
    confirmation = addressing.the_confirmation(assertion, expected)
    ends = _instants((assertion.conditions.not_on_or_after, confirmation.not_on_or_after))
    latest = datetime.max.replace(tzinfo=UTC) - timing.TOLERANCE
    return min(*ends, latest) + timing.TOLERANCE


def _instants(texts: tuple[str | None, ...]) -> list[datetime]:
    return [instant for text in texts if text is not None and (instant := read_instant(text)) is not None]


def _values_by_name(assertion: Assertion) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    for attribute in assertion.attributes:
        values[attribute.name] = values.get(attribute.name, ()) + attribute.values
    return values


def _summary(response: Response) -> dict[str, str]:
    """What the response says about itself, for the head of a report."""
    said = {
        "id": response.id,
        "issuer": response.issuer,
        "destination": response.destination,
        "in_response_to": response.in_response_to,
        "issue_instant": response.issue_instant,
    }
    for assertion in response.assertions[:1]:
        said["assertion_id"] = assertion.id
        said["name_id"] = assertion.name_id.value if assertion.name_id else None
        said["name_id_format"] = assertion.name_id.format if assertion.name_id else None
    signed = [signed for signed, there in _signed_elements(response) if there]
    said["signed"] = " and ".join(signed) or "nothing"
    return {key: value for key, value in said.items() if value is not None}


def _signed_elements(response: Response) -> tuple[tuple[str, bool], ...]:
    tag = f"{{{names.SIGNATURE}}}Signature"
    return (
        ("Response", response.signed),
        ("Assertion", any(assertion.element.find(tag) is not None for assertion in response.assertions)),
    )
