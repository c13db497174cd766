"""Requests look as AWS's do, and an identity provider can read them."""

from datetime import UTC, datetime

import pytest

from emulator.saml import names
from emulator.saml.authn_request import read_authn_request, write_authn_request
from emulator.saml.document import UnreadableMessage
from saml.provider_responses import ACS_URL, AUDIENCE, REQUEST_ID

DESTINATION = "https://idp.example.com/sso?app=aws&x=1"


def _request() -> str:
    return write_authn_request(
        id=REQUEST_ID,
        acs_url=ACS_URL,
        issuer=AUDIENCE,
        destination=DESTINATION,
        issue_instant=datetime(2021, 7, 6, 14, 23, 6, 388_000, tzinfo=UTC),
    )


def test_a_request_is_written_as_aws_writes_it() -> None:
    assert _request() == (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<saml2p:AuthnRequest xmlns:saml2p="urn:oasis:names:tc:SAML:2.0:protocol"'
        f' AssertionConsumerServiceURL="{ACS_URL}"'
        f' Destination="{DESTINATION.replace("&", "&amp;")}"'
        f' ID="{REQUEST_ID}"'
        ' IssueInstant="2021-07-06T14:23:06.388Z"'
        ' ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Version="2.0">'
        f'<saml2:Issuer xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion">{AUDIENCE}</saml2:Issuer>'
        '<saml2p:NameIDPolicy Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"/>'
        "</saml2p:AuthnRequest>"
    )


def test_a_written_request_can_be_read() -> None:
    request = read_authn_request(_request())
    assert (request.id, request.issuer, request.acs_url) == (REQUEST_ID, AUDIENCE, ACS_URL)
    assert (request.destination, request.name_id_format) == (DESTINATION, names.EMAIL_ADDRESS)


@pytest.mark.parametrize(
    "xml",
    ["", "<a/>", "<!DOCTYPE a><a/>", _request().replace(f' ID="{REQUEST_ID}"', ""), _request().replace(AUDIENCE, "")],
)
def test_what_is_not_a_request_is_unreadable(xml: str) -> None:
    with pytest.raises(UnreadableMessage):
        read_authn_request(xml)
