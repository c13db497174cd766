"""What the test IdP says when nothing is wrong, and what it remembers."""

from datetime import timedelta

import pytest

from emulator.saml.check import Expectations, enforce
from emulator.saml.document import find, read_xml
from emulator.saml.idp_metadata import read_idp_metadata
from emulator.web.test_idp.form import SignInForm, read_sign_in
from emulator.web.test_idp.issuing import PublishedCertificates
from emulator.web.test_idp.provider import CannotAnswer, TestIdp
from emulator.web.test_idp.service_provider import RegisteredApplication

from .conftest import ACS_URL, NOW

EMAIL_ADDRESS = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"


@pytest.mark.parametrize("sign", ["response", "assertion", "both"])
@pytest.mark.parametrize("algorithm", ["rsa-sha256", "rsa-sha1"])
@pytest.mark.parametrize("in_response_to", [None, "aws_asked"])
def test_a_sound_response_is_accepted(
    idp: TestIdp, expected: Expectations, sign: str, algorithm: str, in_response_to: str | None
) -> None:
    form = SignInForm(name_id="ana@example.com", sign=sign, algorithm=algorithm, in_response_to=in_response_to)
    answer = idp.sign_in(form)
    assert answer.acs_url == ACS_URL
    accepted = enforce(answer.saml_response, expected)
    assert accepted.name_id == "ana@example.com"
    assert accepted.in_response_to == in_response_to
    assert accepted.session_not_on_or_after is None


def test_attributes_are_lines_of_name_and_value(idp: TestIdp, expected: Expectations) -> None:
    lines = "AccessControl:CostCenter=blue\nmail = ana@example.com \n\ngroup=a\ngroup=b=c"
    form = read_sign_in({"name_id": ["ana@example.com"], "attributes": [lines]})
    accepted = enforce(idp.sign_in(form).saml_response, expected)
    assert accepted.access_control_tags == {"CostCenter": "blue"}
    assert accepted.attributes["mail"] == ("ana@example.com",)
    assert accepted.attributes["group"] == ("a", "b=c")


def test_the_session_end_is_sent_when_asked_for(idp: TestIdp, expected: Expectations) -> None:
    answer = idp.sign_in(SignInForm(name_id="ana@example.com", session_minutes=90))
    assert enforce(answer.saml_response, expected).session_not_on_or_after == NOW + timedelta(minutes=90)


@pytest.mark.parametrize(
    ("chosen", "written"),
    [
        ("transient", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"),
        ("mistyped", "urn:oasis:name:tc:SAML:1.1:nameid-format:emailAddress"),
        ("urn:example:format", "urn:example:format"),
        ("none", None),
    ],
)
def test_the_format_of_the_name_id_can_be_chosen(idp: TestIdp, chosen: str, written: str | None) -> None:
    document = idp.sign_in(SignInForm(name_id="ana@example.com", name_id_format=chosen)).document
    name_id = find(read_xml(document), "saml:Assertion/saml:Subject/saml:NameID")
    assert name_id is not None
    assert name_id.get("Format") == written


def test_text_that_means_something_in_xml_is_escaped(idp: TestIdp, expected: Expectations) -> None:
    name = "<a href='x'>&amp;]]>é\U0001f600"
    assert read_xml(idp.sign_in(SignInForm(name_id=name)).document).findtext(".//{*}NameID") == name


def test_metadata_is_what_an_administrator_can_upload(idp: TestIdp) -> None:
    metadata = read_idp_metadata(idp.metadata())
    assert metadata.issuer == "http://idp.example.com/idp/metadata"
    assert set(metadata.sign_in_endpoints.values()) == {"http://idp.example.com/idp/sso"}
    assert len(metadata.sign_in_endpoints) == 2
    assert metadata.name_id_formats == (EMAIL_ADDRESS,)
    assert [_body(pem) for pem in metadata.certificates] == [
        _body(idp.keys.current.certificate_pem),
        _body(idp.keys.expired.certificate_pem),
    ]


def test_metadata_can_list_the_next_certificate(idp: TestIdp) -> None:
    [certificate] = read_idp_metadata(idp.metadata(certificates=PublishedCertificates.OTHER)).certificates
    assert _body(certificate) == _body(idp.keys.other.certificate_pem)


def test_a_registered_application_takes_the_place_of_the_default(idp: TestIdp) -> None:
    idp.register(RegisteredApplication(audience="urn:app", acs_urls=("https://app.example.com/acs",)))
    assert idp.sign_in(SignInForm(name_id="ana@example.com")).acs_url == "https://app.example.com/acs"
    idp.forget()
    assert idp.sign_in(SignInForm(name_id="ana@example.com")).acs_url == ACS_URL


def test_people_who_signed_in_are_offered_first(idp: TestIdp) -> None:
    for name in ("cy@example.com", "ana@example.com"):
        idp.sign_in(SignInForm(name_id=name))
    assert idp.people() == ("ana@example.com", "cy@example.com", "bo@example.com")
    idp.forget()
    assert idp.people() == ("bo@example.com",)


def test_nothing_can_be_replayed_before_the_first_sign_in(idp: TestIdp) -> None:
    idp.sign_in(SignInForm(name_id="bo@example.com"))
    with pytest.raises(CannotAnswer, match=r"ana@example\.com was given no response yet"):
        idp.sign_in(SignInForm(name_id="ana@example.com", fault=("replayed",)))


def test_keys_are_not_shown_by_accident(idp: TestIdp) -> None:
    assert "PRIVATE" not in repr(idp.keys)


def _body(pem: str) -> str:
    return "".join(pem.split())
