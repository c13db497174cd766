"""Metadata of identity providers: what is read, and what is refused at the upload."""

import pytest

from emulator.guide.refusal import Refusal
from emulator.saml import names
from emulator.saml.idp_metadata import read_idp_metadata
from saml.idp_metadata_samples import ISSUER, idp_metadata
from saml.keys import signing_key

URL_MESSAGE = "Unable to build attributes from provided metadata object as url validation failed"


def _refusal(xml: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_idp_metadata(xml)
    return caught.value


def test_metadata_tells_issuer_endpoints_certificates_and_formats() -> None:
    metadata = read_idp_metadata(idp_metadata())
    assert metadata.issuer == ISSUER
    assert metadata.sign_in_endpoints == {
        names.HTTP_POST: "https://idp.example.com/sso",
        names.HTTP_REDIRECT: "https://idp.example.com/sso",
    }
    assert metadata.certificates == (signing_key().certificate_pem,)
    assert metadata.name_id_formats == (names.EMAIL_ADDRESS,)


def test_every_signing_certificate_counts_once() -> None:
    keys = signing_key("old"), signing_key("idp"), signing_key("old")
    certificates = read_idp_metadata(idp_metadata(*keys)).certificates
    assert certificates == (signing_key("old").certificate_pem, signing_key("idp").certificate_pem)


def test_a_key_without_use_is_for_signing() -> None:
    assert len(read_idp_metadata(idp_metadata(use="")).certificates) == 1


def test_metadata_of_a_provider_inside_a_list_is_read() -> None:
    entity = idp_metadata().split("\n", 1)[1]
    aggregate = f'<EntitiesDescriptor xmlns="{names.METADATA}">{entity}</EntitiesDescriptor>'
    assert read_idp_metadata(aggregate).issuer == ISSUER


def test_an_empty_name_id_format_as_in_awss_own_metadata_counts_as_none() -> None:
    assert read_idp_metadata(idp_metadata(name_id_formats=("",))).name_id_formats == ()


@pytest.mark.parametrize("issuer", ["urn:example.us.auth0.com", "JumpCloud", "http://localhost:8250/idp"])
def test_an_entity_id_need_not_be_a_web_address(issuer: str) -> None:
    assert read_idp_metadata(idp_metadata(issuer=issuer)).issuer == issuer


def test_metadata_of_75001_characters_is_refused() -> None:
    padded = idp_metadata() + "\n" * (75_000 - len(idp_metadata()))
    assert read_idp_metadata(padded).issuer == ISSUER
    assert _refusal(padded + "\n").cause == "idp-metadata.too-long"


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<html>Please sign in</html>",
        "{}",
        idp_metadata()[:-20],
        "<!DOCTYPE x>" + idp_metadata().split("\n", 1)[1],
        "\ud800",
    ],
)
def test_what_is_not_metadata_is_refused(xml: str) -> None:
    assert _refusal(xml).cause == "idp-metadata.unreadable"


@pytest.mark.parametrize(
    ("xml", "where"),
    [
        (idp_metadata(issuer=""), "EntityDescriptor/@entityID"),
        (idp_metadata(bindings=()), "IDPSSODescriptor/SingleSignOnService"),
        (
            idp_metadata(bindings=("urn:mace:shibboleth:1.0:profiles:AuthnRequest",)),
            "IDPSSODescriptor/SingleSignOnService",
        ),
        (
            idp_metadata(use=' use="encryption"'),
            "IDPSSODescriptor/KeyDescriptor/KeyInfo/X509Data/X509Certificate",
        ),
        (idp_metadata().replace("IDPSSODescriptor", "SPSSODescriptor"), "EntityDescriptor/IDPSSODescriptor"),
    ],
    ids=["no-entity-id", "no-sign-in-url", "unknown-binding-only", "no-signing-certificate", "a-service-provider"],
)
def test_incomplete_metadata_is_refused(xml: str, where: str) -> None:
    refusal = _refusal(xml)
    assert (refusal.cause, refusal.facts.where) == ("idp-metadata.incomplete", where)


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https:/keycloak/realms/example"},
        {"issuer": "https://"},
        {"sign_in_url": "https:/keycloak/sso"},
        {"sign_in_url": ""},
        {"sign_in_url": "sso"},
        {"sign_in_url": "https://idp example/sso"},
        {"sign_in_url": "javascript:alert(1)"},
        {"sign_in_url": "http://["},
    ],
)
def test_an_invalid_url_is_refused_with_awss_words(changes: dict[str, str]) -> None:
    refusal = _refusal(idp_metadata(**changes))  # type: ignore[arg-type]
    assert (refusal.cause, refusal.message) == ("idp-metadata.invalid-url", URL_MESSAGE)


def test_a_damaged_certificate_is_refused() -> None:
    damaged = idp_metadata().replace(signing_key().certificate_body, signing_key().certificate_body[:100])
    assert _refusal(damaged).cause == "idp-certificate.unreadable"
