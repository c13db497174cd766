"""The signed response that IAM Identity Center sends to a SAML application (facts/signin.md §4.5, outline)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from emulator.applications.saml_application import SUBJECT, SamlApplication, SamlConfiguration, addresses
from emulator.applications.saml_attributes import attribute_name_format, name_id_format, value_of
from emulator.applications.saml_certificates import HashAlgorithm, active_certificate
from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance
from emulator.saml.document import find
from emulator.saml.signing import SignatureAlgorithm, SigningKey, sign
from emulator.saml.writing import AttributeValues, ResponsePlan, write_response
from emulator.store.transaction import Transaction

# facts/signin.md §6
MAXIMUM_LENGTH = 50_000

# unconfirmed: how long before and after its instant an assertion may be handed in.
_WINDOW = timedelta(minutes=5)

# unconfirmed: that assertions are signed with the algorithm which the certificate was generated with.
_ALGORITHMS = {
    HashAlgorithm.SHA1: SignatureAlgorithm.RSA_SHA1,
    HashAlgorithm.SHA256: SignatureAlgorithm.RSA_SHA256,
}


@dataclass(frozen=True, kw_only=True)
class SignedResponse:
    """What the browser carries to the application."""

    xml: str
    acs_url: str
    relay_state: str | None


@dataclass(frozen=True, kw_only=True)
class SignOn:
    """One sign-in to an application; the last two are of the application's request, if it sent one."""

    user: User
    signed_in_at: datetime
    in_response_to: str | None = None
    relay_state: str | None = None


def signed_response(
    tx: Transaction, instance: Instance, application: SamlApplication, sign_on: SignOn, public_url: str
) -> SignedResponse:
    """The response for a person who may use the application. Raises Refusal for one that is too long.

    unconfirmed: that both the response and its assertion are signed, and that the configured relay state gives way
    to that of a request.
    """
    configuration = application.configuration.at(public_url)
    issuer = addresses(application.application_instance_id, instance.owner_account_id, public_url).sign_in_url
    response = write_response(_plan(tx, configuration, sign_on, issuer))
    certificate = active_certificate(tx, application.application.application_arn)
    key = SigningKey(private_key_pem=certificate.private_key_pem, certificate_pem=certificate.certificate_pem)
    algorithm = _ALGORITHMS[certificate.algorithm]
    assertion = find(response, "saml:Assertion")
    assert assertion is not None
    sign(assertion, key, algorithm)
    _check_length(len(etree.tostring(assertion, encoding="unicode")))
    sign(response, key, algorithm)
    return SignedResponse(
        xml='<?xml version="1.0" encoding="UTF-8"?>' + etree.tostring(response, encoding="unicode"),
        acs_url=configuration.acs_url,
        relay_state=sign_on.relay_state if sign_on.in_response_to else configuration.relay_state,
    )


def _plan(tx: Transaction, configuration: SamlConfiguration, sign_on: SignOn, issuer: str) -> ResponsePlan:
    now, subject = tx.now(), configuration.subject
    return ResponsePlan(
        response_id=tx.ids.saml_id(),
        assertion_id=tx.ids.saml_id(),
        session_index=tx.ids.saml_id(),
        issuer=issuer,
        destination=configuration.acs_url,
        recipient=configuration.acs_url,
        audience=configuration.audience,
        in_response_to=sign_on.in_response_to,
        name_id=value_of(sign_on.user, subject.value),
        name_id_format=name_id_format(subject.format),
        issue_instant=now,
        not_before=now - _WINDOW,
        not_on_or_after=now + _WINDOW,
        authn_instant=sign_on.signed_in_at,
        # New documentation; that of 2022 let it end the conditions instead (facts/signin.md §4.4).
        session_not_on_or_after=now + timedelta(minutes=configuration.session_minutes),
        attributes=_attributes(configuration, sign_on.user),
    )


def _attributes(configuration: SamlConfiguration, user: User) -> tuple[AttributeValues, ...]:
    """unconfirmed: that a row without a value for this user is left out."""
    rows = [row for row in configuration.attribute_mappings if row.name != SUBJECT]
    with_values = [(row, value_of(user, row.value)) for row in rows]
    return tuple(
        AttributeValues(name=row.name, values=(value,), name_format=attribute_name_format(row.format))
        for row, value in with_values
        if value
    )


def _check_length(length: int) -> None:
    if length > MAXIMUM_LENGTH:
        raise Refusal(
            "ForbiddenException",
            # unconfirmed: the text.
            "SAML assertion exceeds the maximum allowed length",
            cause="application.assertion-too-long",
            facts=Facts(
                where="assertion", found=f"{length} characters", expected=f"at most {MAXIMUM_LENGTH} characters"
            ),
        )
