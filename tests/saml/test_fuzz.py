"""Whatever is posted, the answer is a result or a Refusal, never another exception."""

import base64

from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.guide.refusal import Refusal
from emulator.saml.check import enforce, examine
from emulator.saml.document import UnreadableMessage, read_xml
from emulator.saml.examination import explain, report
from emulator.saml.idp_metadata import read_idp_metadata
from saml.expected import expectations
from saml.idp_metadata_samples import idp_metadata
from saml.provider_responses import PROVIDERS, Posted, encode

_DOCUMENTS = {
    provider: Posted(provider=provider, attributes=True, access_control=True).xml() for provider in PROVIDERS
}
_SNIPPETS = st.sampled_from(
    (
        *("", "<", "&", "é", "-1", "\ud800", "\x00", "<!---->", "<?x?>", "<!DOCTYPE a>", "http://[", "#xpointer(/)"),
        *("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z"),
        *("<saml:Assertion/>", 'ID="_response0123456789abcdef"', "<a>" * 300),
    )
)


@given(provider=st.sampled_from(PROVIDERS), data=st.data())
@settings(max_examples=300)
def test_any_mutation_of_a_valid_response_ends_in_a_result_or_a_refusal(provider: str, data: st.DataObject) -> None:
    mutated = _mutated(_DOCUMENTS[provider], data)
    _check(base64.b64encode(mutated.encode("utf-8", "surrogatepass")).decode(), provider)


@given(st.text())
def test_any_text_ends_in_a_refusal(text: str) -> None:
    _check(text, "okta")


@given(st.binary())
def test_any_bytes_end_in_a_refusal(data: bytes) -> None:
    _check(base64.b64encode(data).decode(), "okta")


@given(st.text())
def test_any_text_as_xml_is_an_element_or_unreadable(text: str) -> None:
    try:
        read_xml(text)
    except UnreadableMessage:
        return


@given(data=st.data())
def test_any_mutation_of_metadata_is_read_or_refused(data: st.DataObject) -> None:
    try:
        read_idp_metadata(_mutated(idp_metadata(), data))
    except Refusal as refusal:
        explain(refusal)


def test_a_thousand_nested_elements_are_refused() -> None:
    _check(encode("<a>" * 1000 + "</a>" * 1000), "okta")


def _mutated(text: str, data: st.DataObject) -> str:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 200)))
    return text[:start] + data.draw(st.one_of(_SNIPPETS, st.text(max_size=8))) + text[end:]


def _check(text: str, provider: str) -> None:
    expected = expectations(provider, access_control_attributes=True)
    examination = examine(text, expected)
    report(examination)
    try:
        enforce(text, expected)
        met = None
    except Refusal as refusal:
        met = refusal.cause
    assert met == next((refusal.cause for refusal in examination.refusals), None)
