"""What real providers send is accepted, and `examine` lists every fault of a response."""

from dataclasses import replace
from datetime import timedelta

import pytest

from emulator.guide.catalogue import catalogue
from emulator.saml.check import RULES, Expectations, enforce, examine
from emulator.saml.examination import Outcome
from saml.expected import ANA, attribute, causes, expectations, removed, text, together
from saml.keys import signing_key
from saml.provider_responses import NAME_ID, NOW, PROVIDERS, REQUEST_ID, Posted

UNKNOWING = Expectations(
    service_provider=None,
    identity_provider=None,
    now=NOW,
    directory=None,
    is_outstanding=None,
    is_consumed=None,
    access_control_attributes=True,
    provisioning=True,
)


@pytest.mark.parametrize("attributes", [False, True], ids=["bare", "with-attributes"])
@pytest.mark.parametrize("in_response_to", [REQUEST_ID, None], ids=["sp-initiated", "idp-initiated"])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_response_of_a_real_provider_is_accepted(provider: str, in_response_to: str | None, attributes: bool) -> None:
    posted = Posted(
        provider=provider, in_response_to=in_response_to, attributes=attributes, access_control=attributes
    )
    accepted = enforce(posted.text(), expectations(provider, access_control_attributes=True))
    assert accepted.name_id == NAME_ID
    assert accepted.person == ANA
    assert accepted.in_response_to == in_response_to
    assert accepted.access_control_tags == ({"CostCenter": "blue"} if attributes else {})
    assert causes(posted, expectations(provider, access_control_attributes=True)) == []


@pytest.mark.parametrize("signs", [("response",), ("assertion",), ("assertion", "response")], ids="+".join)
@pytest.mark.parametrize("provider", PROVIDERS)
def test_response_signed_in_any_of_the_three_ways_is_accepted(provider: str, signs: tuple[str, ...]) -> None:
    assert enforce(Posted(provider=provider, signs=signs).text(), expectations(provider)).person == ANA


def test_the_templates_are_the_known_providers() -> None:
    assert len(PROVIDERS) == 13


def test_access_control_attributes_are_ignored_while_they_are_off() -> None:
    posted = Posted(attributes=True, access_control=True)
    assert enforce(posted.text(), expectations()).access_control_tags == {}


def test_accepted_response_tells_what_the_session_needs() -> None:
    accepted = enforce(Posted(provider="keycloak").text(), expectations("keycloak"))
    assert accepted.session_not_on_or_after == NOW + timedelta(hours=10)
    assert accepted.not_on_or_after == NOW + timedelta(seconds=58 + 180)
    assert accepted.issuer == "https://keycloak.example.com/realms/example"
    assert accepted.assertion_id == "_assertion0123456789abcdef"


def test_response_without_session_end_sets_none() -> None:
    assert enforce(Posted().text(), expectations()).session_not_on_or_after is None


def test_values_of_several_attributes_with_one_name_are_put_together() -> None:
    accepted = enforce(Posted(provider="keycloak", attributes=True).text(), expectations("keycloak"))
    assert accepted.attributes["Role"] == ("offline_access", "uma_authorization", "manage-account")


def test_line_breaks_in_the_base64_are_no_fault() -> None:
    text = Posted().text()
    broken = "\r\n".join(text[start : start + 76] for start in range(0, len(text), 76))
    assert enforce(broken, expectations()).person == ANA


def test_without_a_directory_nobody_is_named() -> None:
    assert enforce(Posted().text(), expectations(directory=None)).person is None


def test_examine_lists_all_faults_at_once() -> None:
    posted = Posted(
        key=signing_key("other"),
        in_response_to="aws_unknown",
        change=together(
            attribute("//saml:NameID", "Format", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"),
            attribute("//saml:SubjectConfirmationData", "Recipient", "http://other.example.com/acs"),
            text("//saml:Audience", "urn:amazon:webservices"),
        ),
        values={"name_id": "ana"},
        now=NOW - timedelta(hours=1),
    )
    assert causes(posted) == [
        "saml.certificate-mismatch",
        "saml.acs-url-mismatch",
        "saml.audience-mismatch",
        "saml.in-response-to",
        "saml.clock-skew",
        "saml.name-id.format",
        "saml.name-id.not-rfc2822",
        "saml.user-not-provisioned",
    ]


def test_examine_tells_what_it_would_take_to_check_the_rest() -> None:
    findings = {finding.rule: finding for finding in examine(Posted().text(), UNKNOWING).findings}
    needs = {rule: finding.needs for rule, finding in findings.items() if finding.outcome is Outcome.UNCHECKED}
    assert needs == {
        "is-signed-by-the-identity-provider": "the identity provider's metadata",
        "certificate-is-in-its-validity": "the identity provider's metadata",
        "is-issued-by-the-identity-provider": "the identity provider's metadata",
        "is-sent-to-the-acs-url": "the ACS URL and the issuer URL of IAM Identity Center",
        "is-received-at-the-acs-url": "the ACS URL and the issuer URL of IAM Identity Center",
        "is-for-this-audience": "the ACS URL and the issuer URL of IAM Identity Center",
        "answers-an-outstanding-request": "a running emulator, which knows the requests that wait for an answer",
        "is-new": "a running emulator, which knows the assertions that were used",
        "metadata-offers-email-address": "the identity provider's metadata",
        "names-an-existing-user": "the users of IAM Identity Center",
        "user-is-enabled": "the users of IAM Identity Center",
    }


def test_examine_of_garbage_leaves_every_other_rule_unchecked() -> None:
    examination = examine("%%%", expectations())
    assert [refusal.cause for refusal in examination.refusals] == ["saml.response.unreadable"]
    assert {finding.outcome for finding in examination.findings[2:]} == {Outcome.UNCHECKED}
    assert len(examination.findings) == len(RULES) + 2


def test_examine_without_an_assertion_still_checks_the_envelope() -> None:
    posted = Posted(signs=("response",), change=together(removed("//saml:Assertion")), values={"acs_url": "http://x"})
    assert causes(posted) == ["saml.assertion.none", "saml.acs-url-mismatch"]


def test_enforce_passes_over_what_it_cannot_check() -> None:
    expected = replace(expectations(), is_outstanding=None, is_consumed=None)
    assert enforce(Posted(in_response_to="aws_unknown").text(), expected).in_response_to == "aws_unknown"


def test_every_rule_has_its_own_name_and_title() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES) == len({rule.title for rule in RULES})


def test_every_cause_of_this_package_is_in_the_catalogue() -> None:
    written = {cause.id for cause in catalogue().causes}
    assert {"saml.certificate-mismatch", "saml.signature.missing", "idp-metadata.name-id-format"} <= written
