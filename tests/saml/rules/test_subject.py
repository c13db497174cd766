"""Rules about the name identifier and the user it names."""

import pytest
from lxml import etree

from emulator.saml import names
from emulator.saml.check import IdentityProvider
from saml.expected import ANA, attribute, causes, expectations, refusal_of, removed
from saml.keys import signing_key
from saml.provider_responses import Change, Posted, element


@pytest.mark.parametrize(
    "name_format",
    [
        "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
        "urn:oasis:names:tc:SAML:2.0:nameid-format:emailAddress",
        "urn:oasis:name:tc:SAML:1.1:nameid-format:emailAddress",
        None,
    ],
    ids=["persistent", "unspecified", "saml-2.0", "mistyped-as-in-the-guide", "absent"],
)
def test_a_name_id_of_another_format_is_refused(name_format: str | None) -> None:
    refusal = refusal_of(Posted(change=attribute("//saml:NameID", "Format", name_format)))
    assert refusal.cause == "saml.name-id.format"
    assert refusal.message == "Response contains invalid name id policy format"
    assert refusal.facts.expected == "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"


NO_ADDRESSES = (
    *("ana", "CORP\\ana", "ana@", "@example.com", "a@b@c", "ana.@example.com", "ana @example.com"),
    *("Ana <ana@x.com>", "aña@example.com", "ana@example..com", "ana@[1]2]", '"a"b"@example.com'),
)


@pytest.mark.parametrize("value", NO_ADDRESSES)
def test_a_name_id_that_is_no_address_is_refused(value: str) -> None:
    assert refusal_of(Posted(values={"name_id": value})).cause == "saml.name-id.not-rfc2822"


@pytest.mark.parametrize(
    "value", ["a.b+c@example.com", "o'neil@localhost", '"a b"@example.com', "ana@[127.0.0.1]", "{x}=!#@example.com"]
)
def test_every_addr_spec_of_rfc_2822_is_an_address(value: str) -> None:
    assert causes(Posted(values={"name_id": value})) == ["saml.user-not-provisioned"]


@pytest.mark.parametrize("change", [removed("//saml:NameID"), removed("//saml:Subject")])
def test_an_assertion_that_names_nobody_is_refused(change: Change) -> None:
    assert "saml.name-id.missing" in causes(Posted(change=change))


def test_an_empty_name_id_is_refused() -> None:
    assert refusal_of(Posted(values={"name_id": ""})).cause == "saml.name-id.missing"


def test_an_encrypted_name_id_is_refused() -> None:
    def encrypted(root: etree._Element) -> None:
        subject = element(root, "saml:Assertion/saml:Subject")
        name_id = element(subject, "saml:NameID")
        subject.replace(name_id, etree.Element(f"{{{names.ASSERTION}}}EncryptedID"))

    refusal = refusal_of(Posted(change=encrypted))
    assert refusal.cause == "saml.name-id.missing"
    assert "EncryptedID" in refusal.facts.found


def test_blanks_around_the_name_id_do_not_count() -> None:
    assert causes(Posted(values={"name_id": "\n  ana@example.com\n"})) == []


def test_an_email_address_that_is_not_the_user_name_is_refused() -> None:
    refusal = refusal_of(Posted(values={"name_id": "bo@example.com"}))
    assert refusal.cause == "saml.name-id.username-mismatch"
    assert refusal.facts.expected == "exactly the user name: bo@corp.example.com"
    assert refusal.facts.more["why"] == "it is the e-mail address of that user"


def test_a_user_name_in_other_case_is_refused() -> None:
    refusal = refusal_of(Posted(values={"name_id": "Ana@Example.com"}))
    assert refusal.cause == "saml.name-id.username-mismatch"
    assert refusal.facts.expected == f"exactly the user name: {ANA.user_name}"
    assert refusal.facts.more["why"] == "they differ only in upper and lower case"


@pytest.mark.parametrize(
    ("provisioning", "cause"), [(True, "saml.user-not-provisioned"), (False, "saml.no-just-in-time")]
)
def test_an_unknown_user_is_refused(provisioning: bool, cause: str) -> None:
    posted = Posted(values={"name_id": "new@example.com"})
    assert refusal_of(posted, expectations(provisioning=provisioning)).cause == cause


def test_a_disabled_user_is_refused() -> None:
    assert refusal_of(Posted(values={"name_id": "dee@example.com"})).cause == "saml.user-disabled"


@pytest.mark.parametrize(
    ("formats", "expected"),
    [
        ((), []),
        ((names.EMAIL_ADDRESS,), []),
        (("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", names.EMAIL_ADDRESS), []),
        (("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",), ["idp-metadata.name-id-format"]),
        (("urn:oasis:name:tc:SAML:1.1:nameid-format:emailAddress",), ["idp-metadata.name-id-format"]),
    ],
)
def test_metadata_must_offer_the_format_when_it_names_any(formats: tuple[str, ...], expected: list[str]) -> None:
    provider = IdentityProvider(
        issuer="http://www.okta.com/exk0000000000000example",
        certificates=(signing_key().certificate_pem,),
        name_id_formats=formats,
    )
    assert causes(Posted(), expectations(identity_provider=provider)) == expected
