"""Responses and metadata say exactly what was planned."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from lxml import etree

from emulator.saml import names
from emulator.saml.bindings import encode_post
from emulator.saml.document import Element, find
from emulator.saml.idp_metadata import read_idp_metadata
from emulator.saml.response import Response, read_response
from emulator.saml.writing import AttributeValues, ResponsePlan, Status, write_idp_metadata, write_response

from .keys import signing_key

NOW = datetime(2026, 9, 29, 12, tzinfo=UTC)
PLAN = ResponsePlan(
    response_id="_response",
    assertion_id="_assertion",
    session_index="_session",
    issuer="https://idp.example.com",
    destination="https://app.example.com/acs",
    recipient="https://app.example.com/acs",
    audience="urn:app",
    in_response_to="aws_asked",
    name_id="ana@example.com",
    name_id_format=names.EMAIL_ADDRESS,
    issue_instant=NOW,
    not_before=NOW - timedelta(minutes=5),
    not_on_or_after=NOW + timedelta(minutes=5),
    authn_instant=NOW,
)


def response_and_assertion() -> tuple[Element, Element]:
    """A written response and the assertion in it."""
    response = write_response(PLAN)
    assertion = find(response, "saml:Assertion")
    assert assertion is not None
    return response, assertion


def response_of(element: Element) -> Response:
    """What a service provider reads in the response."""
    return read_response(encode_post(etree.tostring(element, encoding="unicode")))


def test_everything_planned_is_written() -> None:
    end = NOW + timedelta(hours=8)
    attributes = (
        AttributeValues(name="mail", values=("ana@example.com",)),
        AttributeValues(name="group", values=("a", "b"), name_format=None),
    )
    read = response_of(write_response(replace(PLAN, session_not_on_or_after=end, attributes=attributes)))
    [assertion] = read.assertions
    assert (read.id, read.version, read.issuer) == ("_response", "2.0", "https://idp.example.com")
    assert (read.destination, read.in_response_to) == ("https://app.example.com/acs", "aws_asked")
    assert read.status_codes == (names.SUCCESS,)
    assert assertion.name_id is not None
    assert (assertion.name_id.value, assertion.name_id.format) == ("ana@example.com", names.EMAIL_ADDRESS)
    [confirmation] = assertion.confirmations
    assert confirmation.recipient == "https://app.example.com/acs"
    assert confirmation.in_response_to == "aws_asked"
    assert confirmation.not_on_or_after == "2026-09-29T12:05:00.000Z"
    assert assertion.conditions.not_before == "2026-09-29T11:55:00.000Z"
    assert assertion.conditions.audience_restrictions == (("urn:app",),)
    assert assertion.session_ends == ("2026-09-29T20:00:00.000Z",)
    assert [(a.name, a.values) for a in assertion.attributes] == [
        ("mail", ("ana@example.com",)),
        ("group", ("a", "b")),
    ]
    assert assertion.attributes[0].name_format in names.SAML_ATTRIBUTE_NAME_FORMATS
    assert assertion.attributes[1].name_format is None


def test_what_is_not_planned_is_left_out() -> None:
    xml = etree.tostring(write_response(replace(PLAN, destination=None, in_response_to=None, name_id_format=None)))
    for name in (b"Destination", b"InResponseTo", b"SessionNotOnOrAfter", b"AttributeStatement", b" Format="):
        assert name not in xml


def test_a_failure_carries_both_codes_and_the_message() -> None:
    status = Status(code="urn:responder", detail="urn:denied", message="not assigned")
    read = response_of(write_response(replace(PLAN, status=status)))
    assert read.status_codes == ("urn:responder", "urn:denied")
    assert read.status_message == "not assigned"


def test_metadata_lists_every_certificate_and_both_bindings() -> None:
    certificates = (signing_key("idp").certificate_pem, signing_key("other").certificate_pem)
    read = read_idp_metadata(
        write_idp_metadata(entity_id="urn:idp", sign_in_url="https://idp.example.com/sso", certificates=certificates)
    )
    assert read.issuer == "urn:idp"
    assert read.sign_in_endpoints == dict.fromkeys(
        (names.HTTP_REDIRECT, names.HTTP_POST), "https://idp.example.com/sso"
    )
    assert ["".join(pem.split()) for pem in read.certificates] == ["".join(pem.split()) for pem in certificates]
    assert read.name_id_formats == (names.EMAIL_ADDRESS,)
