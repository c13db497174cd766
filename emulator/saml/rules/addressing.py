"""Rules about who speaks to whom: issuer, destination, recipient, audience, and the request that is answered."""

from urllib.parse import urlsplit

from emulator.saml import messages, names
from emulator.saml.expectations import Expectations, ServiceProvider
from emulator.saml.response import Assertion, Confirmation, Response
from emulator.saml.rules.rule import Unchecked, refuse, the_assertion


def is_issued_by_the_identity_provider(response: Response, expected: Expectations) -> None:
    """Cause saml.issuer-mismatch: both Issuers equal the provider's entity id; only the Response's may be absent."""
    if expected.identity_provider is None:
        raise Unchecked("the identity provider's metadata")
    issuers = {"Assertion/Issuer": the_assertion(response).issuer}
    if response.issuer is not None:
        issuers["Response/Issuer"] = response.issuer
    for where, issuer in issuers.items():
        if issuer != expected.identity_provider.issuer:
            raise refuse(
                "saml.issuer-mismatch",
                messages.ISSUER,
                where=where,
                found=issuer,
                expected=expected.identity_provider.issuer,
            )


def is_sent_to_the_acs_url(response: Response, expected: Expectations) -> None:
    """Cause saml.acs-url-mismatch: Destination, compared character by character (facts/signin.md §2.6).

    An unsigned Response may leave it out, as PingFederate does (SAML Bindings 3.5.5.2 asks for it when signed).
    """
    acs_url = _service_provider(expected).acs_url
    if response.destination is None and not response.signed:
        return
    if response.destination != acs_url:
        raise refuse(
            "saml.acs-url-mismatch",
            messages.DESTINATION,
            where="Response/@Destination",
            found=response.destination,
            expected=acs_url,
            more=_difference(response.destination, acs_url),
        )


def confirms_the_bearer(response: Response, expected: Expectations) -> None:
    """Cause saml.subject-confirmation: one of method bearer, limited in time (SAML Profiles 4.1.4.2)."""
    del expected
    assertion = the_assertion(response)
    if not any(confirmation.not_on_or_after for confirmation in assertion.confirmations):
        found = ", ".join(assertion.confirmation_methods) or None
        raise refuse(
            "saml.subject-confirmation",
            messages.SUBJECT_CONFIRMATION,
            where="Subject/SubjectConfirmation",
            found=f"{found} without NotOnOrAfter" if assertion.confirmations else found,
            expected=f"Method {names.BEARER} with SubjectConfirmationData/@NotOnOrAfter",
        )


def is_received_at_the_acs_url(response: Response, expected: Expectations) -> None:
    """Cause saml.acs-url-mismatch: Recipient, compared character by character (facts/signin.md §2.6)."""
    acs_url = _service_provider(expected).acs_url
    recipient = the_confirmation(the_assertion(response), expected).recipient
    if recipient != acs_url:
        raise refuse(
            "saml.acs-url-mismatch",
            messages.RECIPIENT,
            where="SubjectConfirmationData/@Recipient",
            found=recipient,
            expected=acs_url,
            more=_difference(recipient, acs_url),
        )


def is_for_this_audience(response: Response, expected: Expectations) -> None:
    """Cause saml.audience-mismatch: every AudienceRestriction names our issuer URL (facts/signin.md §2.6)."""
    issuer = _service_provider(expected).issuer
    restrictions = the_assertion(response).conditions.audience_restrictions
    if not restrictions or any(issuer not in audiences for audiences in restrictions):
        found = "; ".join(", ".join(audiences) for audiences in restrictions)
        raise refuse(
            "saml.audience-mismatch",
            messages.AUDIENCE,
            where="Conditions/AudienceRestriction/Audience",
            found=found or None,
            expected=issuer,
        )


def answers_an_outstanding_request(response: Response, expected: Expectations) -> None:
    """Cause saml.in-response-to. A response that names no request was started by the provider and is welcome."""
    answered = answered_requests(response, expected)
    if len(set(answered)) > 1:
        raise refuse(
            "saml.in-response-to",
            messages.NOT_FOR_THIS_REQUEST.format(request_id=answered[0]),
            where="Response/@InResponseTo, SubjectConfirmationData/@InResponseTo",
            found=" and ".join(answered),
            expected="the same request in both places",
        )
    if not answered:
        return
    if expected.is_outstanding is None:
        raise Unchecked("a running emulator, which knows the requests that wait for an answer")
    if not expected.is_outstanding(answered[0]):
        raise refuse(
            "saml.in-response-to",
            messages.NOT_FOR_THIS_REQUEST.format(request_id=answered[0]),
            where="Response/@InResponseTo",
            found=answered[0],
            expected="the ID of a request that waits for its answer, or no InResponseTo at all",
        )


def answered_requests(response: Response, expected: Expectations) -> list[str]:
    """The request ids that the Response and its bearer confirmation name."""
    named = [response.in_response_to]
    for assertion in response.assertions[:1]:
        if assertion.confirmations:
            named.append(the_confirmation(assertion, expected).in_response_to)
    return [name for name in named if name is not None]


def the_confirmation(assertion: Assertion, expected: Expectations) -> Confirmation:
    """The bearer confirmation meant for us, otherwise the first. Raises Unchecked where there is none."""
    if not assertion.confirmations:
        raise Unchecked("a SubjectConfirmation of method bearer")
    provider = expected.service_provider
    ours = (each for each in assertion.confirmations if provider and each.recipient == provider.acs_url)
    return next(ours, assertion.confirmations[0])


def _service_provider(expected: Expectations) -> ServiceProvider:
    if expected.service_provider is None:
        raise Unchecked("the ACS URL and the issuer URL of IAM Identity Center")
    return expected.service_provider


def _difference(found: str | None, expected: str) -> dict[str, str]:
    """In which part two URLs differ, so that nobody has to compare them by eye."""
    if found is None:
        return {}
    if found.strip() == expected:
        part = "only in blanks around it"
    elif found.lower() == expected.lower():
        part = "only in upper and lower case"
    elif found.rstrip("/") == expected.rstrip("/"):
        part = "only in the slash at the end"
    else:
        part = _differing_parts(found, expected)
    return {"difference": part}


def _differing_parts(found: str, expected: str) -> str:
    try:
        theirs, ours = urlsplit(found), urlsplit(expected)
    except ValueError:
        return "it is not a URL"
    names_of_parts = {"scheme": "scheme", "netloc": "host", "path": "path", "query": "query", "fragment": "fragment"}
    differing = [word for part, word in names_of_parts.items() if getattr(theirs, part) != getattr(ours, part)]
    return "in the " + " and the ".join(differing)
