"""Each fault breaks the rule it is named after, and no other."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator.guide.catalogue import catalogue
from emulator.guide.refusal import Refusal
from emulator.saml.check import Expectations, enforce, examine
from emulator.web.test_idp.faults.vocabulary import FAULT_BY_ID, FAULTS
from emulator.web.test_idp.form import SignInForm
from emulator.web.test_idp.provider import TestIdp

# Per fault the broken rules by their causes; where there are several, the first is the one a sign-in meets.
BREAKS = {
    "unsigned": ["saml.signature.missing"],
    "wrong-certificate": ["saml.certificate-mismatch"],
    "expired-certificate": ["saml.certificate-expired"],
    "tampered-after-signing": ["saml.signature.invalid"],
    # What was not made with MD5 does not verify as such either.
    "md5-signature": ["saml.signature.algorithm", "saml.signature.invalid"],
    "wrapped-signature": ["saml.signature.wrapped"],
    "duplicate-id": ["saml.signature.wrapped"],
    "name-id-format": ["saml.name-id.format"],
    "name-id-not-email": ["saml.name-id.not-rfc2822", "saml.user-not-provisioned"],
    "name-id-case": ["saml.name-id.username-mismatch"],
    "no-name-id": ["saml.name-id.missing"],
    "name-id-with-comment": ["saml.user-not-provisioned"],
    "clock-behind": ["saml.clock-skew"],
    "clock-ahead": ["saml.clock-skew"],
    "expired": ["saml.clock-skew"],
    "not-yet-valid": ["saml.clock-skew"],
    "session-not-on-or-after": ["saml.clock-skew"],
    "wrong-destination": ["saml.acs-url-mismatch"],
    "destination-case": ["saml.acs-url-mismatch"],
    "destination-trailing-slash": ["saml.acs-url-mismatch"],
    "wrong-recipient": ["saml.acs-url-mismatch"],
    # Destination and Recipient are two rules with one cause.
    "acs-of-other-instance": ["saml.acs-url-mismatch", "saml.acs-url-mismatch"],
    "wrong-audience": ["saml.audience-mismatch"],
    "wrong-issuer": ["saml.issuer-mismatch"],
    "unknown-in-response-to": ["saml.in-response-to"],
    "no-assertion": ["saml.assertion.none"],
    "two-assertions": ["saml.assertion.multiple"],
    "encrypted-assertion": ["saml.assertion.encrypted"],
    "no-bearer": ["saml.subject-confirmation"],
    "attributes-51": ["saml.attributes.too-many"],
    "attribute-multi-valued": ["saml.attributes.multi-valued"],
    "attribute-duplicate": ["saml.attributes.duplicate-name"],
    "attribute-structured": ["saml.attributes.structured-value"],
    "attribute-generic-name-format": ["saml.attributes.generic-name-format"],
    "not-success": ["saml.status.not-success", "saml.assertion.none"],
    "too-long": ["saml.response.too-long"],
    "dtd": ["saml.response.doctype"],
    "not-xml": ["saml.response.unreadable"],
    "not-base64": ["saml.response.unreadable"],
}


def test_every_fault_is_listed_here_and_names_a_known_cause() -> None:
    assert set(BREAKS) | {"replayed"} == set(FAULT_BY_ID)
    for fault in FAULTS:
        assert catalogue().cause(fault.cause).id == fault.cause


@pytest.mark.parametrize("fault", BREAKS)
@pytest.mark.parametrize("sign", ["response", "assertion", "both"])
def test_a_fault_breaks_exactly_its_rule(idp: TestIdp, expected: Expectations, fault: str, sign: str) -> None:
    answer = idp.sign_in(SignInForm(name_id="ana@example.com", fault=(fault,), sign=sign))
    found = [refusal.cause for refusal in examine(answer.saml_response, expected).refusals]
    assert found == BREAKS[fault] + _also(fault, sign)
    assert FAULT_BY_ID[fault].cause == BREAKS[fault][0]


def _also(fault: str, sign: str) -> list[str]:
    """Encryption hides the signature of the assertion; if nothing else is signed, none is left to see."""
    return ["saml.signature.missing"] if (fault, sign) == ("encrypted-assertion", "assertion") else []


def test_the_same_response_again_is_a_replay(idp: TestIdp, expected: Expectations) -> None:
    first = idp.sign_in(SignInForm(name_id="ana@example.com"))
    accepted = enforce(first.saml_response, expected)
    again = idp.sign_in(SignInForm(name_id="ana@example.com", fault=("replayed",)))
    assert again == first
    knowing = replace(expected, is_consumed=lambda assertion_id: assertion_id == accepted.assertion_id)
    with pytest.raises(Refusal) as refused:
        enforce(again.saml_response, knowing)
    assert refused.value.cause == "saml.assertion.replayed"


def test_several_faults_are_all_found(idp: TestIdp, expected: Expectations) -> None:
    faults = ("wrong-certificate", "wrong-audience", "clock-behind", "name-id-format", "attribute-duplicate")
    answer = idp.sign_in(SignInForm(name_id="ana@example.com", fault=faults))
    assert {refusal.cause for refusal in examine(answer.saml_response, expected).refusals} == {
        "saml.certificate-mismatch",
        "saml.audience-mismatch",
        "saml.clock-skew",
        "saml.name-id.format",
        "saml.attributes.duplicate-name",
    }


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=st.sets(st.sampled_from(sorted(BREAKS))), sign=st.sampled_from(["response", "assertion", "both"]))
def test_any_faults_can_be_combined(idp: TestIdp, expected: Expectations, faults: set[str], sign: str) -> None:
    answer = idp.sign_in(SignInForm(name_id="ana@example.com", fault=tuple(faults), sign=sign))
    opposite = {"clock-behind", "clock-ahead"}
    assert examine(answer.saml_response, expected).passed is (not faults or faults == opposite)


def test_all_faults_at_once_can_be_written(idp: TestIdp, expected: Expectations) -> None:
    answer = idp.sign_in(SignInForm(name_id="ana@example.com", fault=tuple(BREAKS)))
    assert not examine(answer.saml_response, expected).passed


@pytest.mark.parametrize(("seconds", "passes"), [(0, True), (300, True), (600, False)])
def test_a_clock_fault_is_as_large_as_asked(idp: TestIdp, expected: Expectations, seconds: int, passes: bool) -> None:
    for fault in ("clock-behind", "clock-ahead"):
        form = SignInForm(name_id="ana@example.com", fault=(fault,), clock_skew_seconds=seconds)
        assert examine(idp.sign_in(form).saml_response, expected).passed is passes


def test_the_forged_person_of_a_wrapped_signature_is_the_chosen_one(idp: TestIdp, expected: Expectations) -> None:
    answer = idp.sign_in(SignInForm(name_id="ana@example.com", fault=("wrapped-signature",)))
    assert examine(answer.saml_response, expected).summary["name_id"] == "ana@example.com"
