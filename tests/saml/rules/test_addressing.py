"""Rules about who speaks to whom."""

import copy

import pytest
from lxml import etree

from emulator.saml.check import enforce
from saml.expected import ANA, attribute, causes, expectations, refusal_of, removed, text, together
from saml.provider_responses import ACS_URL, AUDIENCE, REQUEST_ID, Change, Posted, element

NOT_FOR_REQUEST = "Not a valid response for the provided request id: "
ACS_WITHOUT_TENANT = "http://127.0.0.1:8250/platform/saml/acs/"


@pytest.mark.parametrize("path", ["./saml:Issuer", "//saml:Assertion/saml:Issuer"])
def test_another_issuer_is_refused(path: str) -> None:
    refusal = refusal_of(Posted(change=text(path, "http://www.okta.com/exk1111111111111example")))
    assert refusal.cause == "saml.issuer-mismatch"
    assert refusal.facts.expected == "http://www.okta.com/exk0000000000000example"


def test_the_response_itself_may_name_no_issuer() -> None:
    assert causes(Posted(change=removed("./saml:Issuer"))) == []


def test_an_assertion_without_issuer_is_refused() -> None:
    assert refusal_of(Posted(change=removed("//saml:Assertion/saml:Issuer"))).cause == "saml.issuer-mismatch"


@pytest.mark.parametrize(
    ("url", "difference"),
    [
        (ACS_URL.replace("platform", "Platform"), "only in upper and lower case"),
        (ACS_URL + "/", "only in the slash at the end"),
        (ACS_URL + "?x=1", "in the query"),
        (ACS_URL.replace("127.0.0.1", "localhost"), "in the host"),
        (ACS_URL[:-1] + "f", "in the path"),
        (f" {ACS_URL}", "only in blanks around it"),
        (ACS_WITHOUT_TENANT, "in the path"),
        ("https://us-east-1.signin.aws/other", "in the scheme and the host and the path"),
        ("http://[", "it is not a URL"),
        ("", None),
    ],
)
@pytest.mark.parametrize(
    ("path", "name", "where"),
    [
        (".", "Destination", "Response/@Destination"),
        ("//saml:SubjectConfirmationData", "Recipient", "SubjectConfirmationData/@Recipient"),
    ],
)
def test_another_acs_url_is_refused_and_the_difference_is_named(
    path: str, name: str, where: str, url: str, difference: str | None
) -> None:
    refusal = refusal_of(Posted(change=attribute(path, name, url)))
    assert (refusal.cause, refusal.facts.where) == ("saml.acs-url-mismatch", where)
    assert (refusal.facts.found, refusal.facts.expected) == (url, ACS_URL)
    assert difference is None or refusal.facts.more["difference"] == difference


def test_a_longer_url_that_begins_like_the_acs_url_is_refused() -> None:
    assert refusal_of(Posted(values={"acs_url": ACS_URL + "0"})).cause == "saml.acs-url-mismatch"


def test_an_unsigned_response_may_leave_out_its_destination() -> None:
    assert causes(Posted(signs=("assertion",), change=attribute(".", "Destination", None))) == []


def test_a_signed_response_must_name_its_destination() -> None:
    refusal = refusal_of(Posted(signs=("response",), change=attribute(".", "Destination", None)))
    assert (refusal.cause, refusal.facts.found) == ("saml.acs-url-mismatch", "(absent)")


def test_a_missing_recipient_is_refused() -> None:
    refusal = refusal_of(Posted(change=attribute("//saml:SubjectConfirmationData", "Recipient", None)))
    assert refusal.cause == "saml.acs-url-mismatch"


@pytest.mark.parametrize(
    "change",
    [
        attribute("//saml:SubjectConfirmation", "Method", "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"),
        removed("//saml:SubjectConfirmation"),
        removed("//saml:SubjectConfirmationData"),
        attribute("//saml:SubjectConfirmationData", "NotOnOrAfter", None),
    ],
)
def test_a_subject_that_is_not_confirmed_as_bearer_is_refused(change: Change) -> None:
    assert refusal_of(Posted(change=change)).cause == "saml.subject-confirmation"


def test_one_fitting_confirmation_among_several_is_enough() -> None:
    def another_recipient_first(root: etree._Element) -> None:
        ours = element(root, "saml:Assertion/saml:Subject/saml:SubjectConfirmation")
        other = copy.deepcopy(ours)
        element(other, "saml:SubjectConfirmationData").set("Recipient", "https://example.com/acs")
        ours.addprevious(other)

    assert causes(Posted(change=another_recipient_first)) == []


@pytest.mark.parametrize("audience", ["urn:amazon:webservices", ACS_URL, AUDIENCE + "/", AUDIENCE.upper(), ""])
def test_another_audience_is_refused(audience: str) -> None:
    refusal = refusal_of(Posted(values={"audience": audience}))
    assert (refusal.cause, refusal.facts.expected) == ("saml.audience-mismatch", AUDIENCE)


def test_an_assertion_for_everybody_is_refused() -> None:
    refusal = refusal_of(Posted(change=removed("//saml:AudienceRestriction")))
    assert (refusal.cause, refusal.facts.found) == ("saml.audience-mismatch", "(absent)")


def test_an_unknown_request_is_refused_with_its_id() -> None:
    refusal = refusal_of(Posted(in_response_to="aws_ccV60unknown"))
    assert refusal.cause == "saml.in-response-to"
    assert refusal.message == NOT_FOR_REQUEST + "aws_ccV60unknown"


def test_two_different_requests_in_one_response_are_refused() -> None:
    change = attribute("//saml:SubjectConfirmationData", "InResponseTo", "aws_other")
    refusal = refusal_of(Posted(change=change))
    assert refusal.message == NOT_FOR_REQUEST + REQUEST_ID


def test_the_request_may_be_named_in_one_place_only() -> None:
    for path in (".", "//saml:SubjectConfirmationData"):
        accepted = enforce(Posted(change=attribute(path, "InResponseTo", None)).text(), expectations())
        assert (accepted.person, accepted.in_response_to) == (ANA, REQUEST_ID)


def test_a_request_named_only_in_the_confirmation_must_be_known_too() -> None:
    change = together(
        attribute(".", "InResponseTo", None),
        attribute("//saml:SubjectConfirmationData", "InResponseTo", "aws_other"),
    )
    assert refusal_of(Posted(change=change)).message == NOT_FOR_REQUEST + "aws_other"
