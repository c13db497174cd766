"""Certificates of identity providers: what can be imported, and how expiry is shown."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from emulator.guide.refusal import Refusal
from emulator.saml.certificates import ExpiryIndicator, expiry_indicator, read_certificate, read_embedded_certificate
from saml.keys import signing_key

KEY = signing_key()


def test_a_certificate_tells_its_subject_validity_and_fingerprint() -> None:
    certificate = read_certificate(KEY.certificate_pem)
    original = x509.load_pem_x509_certificate(KEY.certificate_pem.encode())
    assert certificate.subject == "CN=idp.example.com"
    assert certificate.not_before == datetime(2025, 1, 1, tzinfo=UTC)
    assert certificate.not_after == datetime(2035, 1, 1, tzinfo=UTC)
    assert certificate.fingerprint == original.fingerprint(hashes.SHA256()).hex(":").upper()


def test_blanks_around_the_pem_do_not_matter() -> None:
    assert read_certificate(f"\n  {KEY.certificate_pem}\n\n").pem == KEY.certificate_pem


def test_a_certificate_of_2501_characters_is_refused() -> None:
    padded = KEY.certificate_pem + "\n" * (2500 - len(KEY.certificate_pem))
    assert read_certificate(padded).subject == "CN=idp.example.com"
    with pytest.raises(Refusal) as caught:
        read_certificate(padded + "\n")
    assert caught.value.cause == "idp-certificate.too-long"
    assert caught.value.facts.found == "2501 characters"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        KEY.certificate_body,
        KEY.private_pem,
        KEY.certificate_pem[:300],
        KEY.certificate_pem.replace("M", "%", 3),
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ],
    ids=["empty", "text", "base64-only", "private-key", "cut", "damaged", "no-certificate-inside"],
)
def test_what_is_not_a_pem_certificate_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_certificate(text)
    assert caught.value.cause == "idp-certificate.unreadable"


def test_an_embedded_certificate_may_be_wrapped_anywhere() -> None:
    body = KEY.certificate_body
    wrapped = "\n  " + "\n  ".join(body[start : start + 10] for start in range(0, len(body), 10)) + "\n"
    assert read_embedded_certificate(wrapped) == read_certificate(KEY.certificate_pem)


def test_the_pem_of_an_embedded_certificate_can_be_read_again() -> None:
    certificate = read_embedded_certificate(KEY.certificate_body)
    assert (
        x509.load_pem_x509_certificate(certificate.pem.encode()).public_bytes(Encoding.PEM).decode()
        == certificate.pem
    )


@pytest.mark.parametrize(
    ("remaining", "colour"),
    [
        (timedelta(0), ExpiryIndicator.RED),
        (timedelta(days=-1), ExpiryIndicator.RED),
        (timedelta(seconds=1), ExpiryIndicator.YELLOW),
        (timedelta(days=90), ExpiryIndicator.YELLOW),
        (timedelta(days=90, seconds=1), ExpiryIndicator.GREEN),
    ],
)
def test_expiry_is_red_yellow_or_green(remaining: timedelta, colour: ExpiryIndicator) -> None:
    certificate = read_certificate(KEY.certificate_pem)
    assert expiry_indicator(certificate, certificate.not_after - remaining) is colour
