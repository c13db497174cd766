"""Examines the metadata of an identity provider: can it be imported, and will sign-ins work with it?"""

from collections.abc import Callable
from datetime import datetime

from emulator.guide.refusal import Facts, Refusal
from emulator.saml.certificates import Certificate, expiry_indicator, parse_certificate
from emulator.saml.examination import Examination, Finding, Outcome
from emulator.saml.idp_metadata import IdpMetadata, read_idp_metadata
from emulator.saml.rules.subject import refuse_other_name_id_formats

_IMPORTABLE = "IAM Identity Center can import it"
_EMAIL_FORMAT = "It offers the name id format emailAddress, or names none"
_VALID = "One of its certificates is in its validity"


def examine_idp_metadata(xml: str, now: datetime) -> Examination:
    """Every rule about a metadata document; raises nothing."""
    try:
        metadata = read_idp_metadata(xml)
    except Refusal as refusal:
        unread = Finding(rule="is-importable", title=_IMPORTABLE, outcome=Outcome.BROKEN, refusal=refusal)
        rest = (("offers-email-address", _EMAIL_FORMAT), ("has-a-valid-certificate", _VALID))
        unchecked = (
            Finding(rule=rule, title=title, outcome=Outcome.UNCHECKED, needs="an importable document")
            for rule, title in rest
        )
        return Examination(findings=(unread, *unchecked), summary={})
    certificates = [parse_certificate(pem) for pem in metadata.certificates]
    return Examination(
        findings=(
            Finding(rule="is-importable", title=_IMPORTABLE, outcome=Outcome.PASSED),
            _finding(
                "offers-email-address", _EMAIL_FORMAT, lambda: refuse_other_name_id_formats(metadata.name_id_formats)
            ),
            _finding("has-a-valid-certificate", _VALID, lambda: _refuse_invalid_certificates(certificates, now)),
        ),
        summary=_summary(metadata, certificates, now),
    )


def _refuse_invalid_certificates(certificates: list[Certificate], now: datetime) -> None:
    if any(certificate.is_valid_at(now) for certificate in certificates):
        return
    spans = (f"{each} is valid from {each.not_before:%Y-%m-%d} to {each.not_after:%Y-%m-%d}" for each in certificates)
    raise Refusal(
        "ValidationException",
        # unconfirmed: whether the console refuses an expired certificate when it is imported
        "Certificate is expired",
        cause="saml.certificate-expired",
        facts=Facts(where="KeyDescriptor", found="; ".join(spans), expected=f"a certificate valid on {now:%Y-%m-%d}"),
    )


def _summary(metadata: IdpMetadata, certificates: list[Certificate], now: datetime) -> dict[str, str]:
    summary = {"issuer": metadata.issuer}
    for binding, location in metadata.sign_in_endpoints.items():
        summary[f"sign-in URL ({binding.rpartition(':')[2]})"] = location
    for number, certificate in enumerate(certificates, start=1):
        colour = expiry_indicator(certificate, now)
        summary[f"certificate {number}"] = f"{certificate}, expires on {certificate.not_after:%Y-%m-%d} ({colour})"
    summary["name id formats"] = ", ".join(metadata.name_id_formats) or "(none named)"
    return summary


def _finding(rule: str, title: str, check: Callable[[], None]) -> Finding:
    try:
        check()
    except Refusal as refusal:
        return Finding(rule=rule, title=title, outcome=Outcome.BROKEN, refusal=refusal)
    return Finding(rule=rule, title=title, outcome=Outcome.PASSED)
