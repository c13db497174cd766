"""The assertion that AssumeRoleWithSAML takes: verified against the SAML provider's metadata, then read.

Messages are those of AWS's page "Troubleshoot SAML federation with IAM" where it has one; the rest is marked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from emulator.accounts.saml_federation_events import SIGNIN_AUDIENCE
from emulator.guide.refusal import Facts, Refusal
from emulator.saml import names
from emulator.saml.expectations import Expectations, IdentityProvider, ServiceProvider
from emulator.saml.idp_metadata import IdpMetadata, read_idp_metadata
from emulator.saml.instants import read_instant
from emulator.saml.response import Assertion, Response, read_response
from emulator.saml.rules import addressing, envelope, signature, timing

_PRINCIPAL_TAG = f"{names.AWS_ATTRIBUTES}PrincipalTag:"
_NAME_ID_FORMATS = "urn:oasis:names:tc:SAML:2.0:nameid-format:"

# The entity id in AWS's own metadata, and the sign-in endpoints, which many providers send in its place.
_AUDIENCE = "urn:amazon:webservices"
_SIGN_IN_ENDPOINT = re.compile(
    r"https://(?:[a-z0-9-]+\.)?signin\.aws\.amazon\.com/(?:platform/)?saml(?:/acs/[\w-]+)?"
)

_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_REDEEMED_WITHIN = timedelta(minutes=5)


_UNREADABLE = "Invalid base64 SAMLResponse"  # unconfirmed: the text
_MALFORMED = "The SAML response is not valid"  # unconfirmed: the text
_SIGNATURE = "Response signature invalid"
_ISSUER = "Issuer not present in specified provider"
_AUDIENCE_MISSING = "Response does not contain the required audience."
_TOO_LATE = "Token must be redeemed within 5 minutes of issuance"  # unconfirmed: only in reports, on no page of AWS

# In the order of the rules for sign-in, without those that are about IAM Identity Center's own directory.
_RULES = (
    (envelope.is_saml_2, _MALFORMED),
    (envelope.reports_success, _MALFORMED),
    (envelope.has_no_encrypted_assertion, _MALFORMED),
    (envelope.has_exactly_one_assertion, _MALFORMED),
    (envelope.carries_ids, _MALFORMED),
    (envelope.writes_readable_instants, _MALFORMED),
    (addressing.is_issued_by_the_identity_provider, _ISSUER),
    (signature.is_signed, _SIGNATURE),
    (signature.signature_covers_what_is_read, _SIGNATURE),
    (signature.signature_uses_accepted_algorithms, _SIGNATURE),
    (signature.is_signed_by_the_identity_provider, _SIGNATURE),
    (addressing.confirms_the_bearer, _MALFORMED),
    (addressing.is_received_at_the_acs_url, _AUDIENCE_MISSING),
)

_OTHER = "assume-role-with-saml.attributes"
_CAUSES = {
    _UNREADABLE: "assume-role-with-saml.malformed",
    _MALFORMED: "assume-role-with-saml.malformed",
    _SIGNATURE: "assume-role-with-saml.signature",
    _ISSUER: "assume-role-with-saml.issuer",
    _AUDIENCE_MISSING: "assume-role-with-saml.audience",
}


@dataclass(frozen=True, kw_only=True)
class VerifiedAssertion:
    """What an assertion of sound origin says. `roles` pairs role and provider ARNs, `recipient` is `SAML:aud`."""

    issuer: str
    subject: str
    subject_type: str
    recipient: str
    session_name: str
    roles: frozenset[tuple[str, str]]
    session_duration: timedelta | None
    session_ends: datetime | None
    tags: Mapping[str, str]
    transitive_tag_keys: tuple[str, ...]
    source_identity: str | None


def verify_assertion(text: str, provider_metadata: str, now: datetime) -> VerifiedAssertion:
    """Check the base64 text of a SAML response against the metadata of the SAML provider.

    Raises Refusal: InvalidIdentityToken, IDPRejectedClaim or ExpiredTokenException.
    """
    response = _read(text)
    expected = _expectations(_metadata(provider_metadata), response, now)
    for check, message in _RULES:
        try:
            check(response, expected)
        except Refusal as broken:
            raise _rejected(message, broken) from broken
    [assertion] = response.assertions
    _check_audience(assertion)
    _check_time(response, assertion, expected)
    return _verified(assertion, expected)


def offered_roles(text: str) -> tuple[tuple[str, str], ...]:
    """The pairs of role and provider ARN that a response offers, in its order; nothing of it has been verified.

    Raises Refusal for what is no SAML response.
    """
    attributes = [each for assertion in _read(text).assertions for each in assertion.attributes]
    texts = [value for each in attributes if each.name == f"{names.AWS_ATTRIBUTES}Role" for value in each.values]
    return tuple(pair for text in texts if (pair := _role_pair(text)))


def _read(text: str) -> Response:
    try:
        return read_response(text)
    except Refusal as broken:
        raise _rejected(_UNREADABLE, broken) from broken


def _metadata(provider_metadata: str) -> IdpMetadata:
    try:
        return read_idp_metadata(provider_metadata)
    except Refusal as broken:
        raise _rejected(_SIGNATURE, broken) from broken


def _expectations(metadata: IdpMetadata, response: Response, now: datetime) -> Expectations:
    """What the shared rules measure against: any of AWS's sign-in endpoints may be the recipient."""
    recipients = [each.recipient or "" for a in response.assertions for each in a.confirmations]
    endpoint = next((url for url in recipients if _SIGN_IN_ENDPOINT.fullmatch(url)), SIGNIN_AUDIENCE)
    return Expectations(
        service_provider=ServiceProvider(acs_url=endpoint, issuer=_AUDIENCE),
        identity_provider=IdentityProvider(issuer=metadata.issuer, certificates=metadata.certificates),
        now=now,
        directory=None,
        is_outstanding=None,
        is_consumed=None,
        access_control_attributes=False,
        provisioning=False,
    )


def _check_audience(assertion: Assertion) -> None:
    restrictions = assertion.conditions.audience_restrictions
    for audiences in restrictions:
        if not any(each == _AUDIENCE or _SIGN_IN_ENDPOINT.fullmatch(each) for each in audiences):
            raise _refused(
                "InvalidIdentityToken",
                _AUDIENCE_MISSING,
                Facts(
                    where="Conditions/AudienceRestriction/Audience",
                    found=", ".join(audiences),
                    expected=f"{_AUDIENCE} or {SIGNIN_AUDIENCE}",
                ),
            )


def _check_time(response: Response, assertion: Assertion, expected: Expectations) -> None:
    """An assertion holds for as long as it says, and is to be handed in within five minutes."""
    for rule in (timing.is_already_valid, timing.is_still_valid, timing.session_has_not_ended):
        try:
            rule(response, expected)
        except Refusal as broken:
            raise _refused("ExpiredTokenException", _TOO_LATE, broken.facts) from broken
    issued = read_instant(assertion.issue_instant or "")
    if issued is not None and issued + _REDEEMED_WITHIN < expected.now:
        raise _refused(
            "ExpiredTokenException",
            _TOO_LATE,
            Facts(
                where="Assertion/@IssueInstant",
                found=f"{issued:%Y-%m-%dT%H:%M:%SZ}",
                expected=f"at most five minutes before {expected.now:%Y-%m-%dT%H:%M:%SZ} (now)",
            ),
        )


def _verified(assertion: Assertion, expected: Expectations) -> VerifiedAssertion:
    values: dict[str, tuple[str, ...]] = {each.name: each.values for each in assertion.attributes}
    name_id = assertion.name_id
    assert expected.identity_provider is not None
    ends = [instant for text in assertion.session_ends if (instant := read_instant(text)) is not None]
    return VerifiedAssertion(
        issuer=expected.identity_provider.issuer,
        subject=name_id.value if name_id else "",
        subject_type=((name_id.format if name_id else None) or "unspecified").removeprefix(_NAME_ID_FORMATS),
        recipient=addressing.the_confirmation(assertion, expected).recipient or "",
        session_name=_session_name(_first(values, "RoleSessionName")),
        roles=frozenset(pair for text in values.get(f"{names.AWS_ATTRIBUTES}Role", ()) if (pair := _role_pair(text))),
        session_duration=_session_duration(_first(values, "SessionDuration")),
        session_ends=min(ends, default=None),
        tags={
            name.removeprefix(_PRINCIPAL_TAG): (texts or ("",))[0]
            for name, texts in values.items()
            if name.startswith(_PRINCIPAL_TAG)
        },
        transitive_tag_keys=values.get(f"{names.AWS_ATTRIBUTES}TransitiveTagKeys", ()),
        source_identity=_source_identity(_first(values, "SourceIdentity")),
    )


def _first(values: Mapping[str, tuple[str, ...]], name: str) -> str | None:
    return next(iter(values.get(names.AWS_ATTRIBUTES + name, ())), None)


def _role_pair(text: str) -> tuple[str, str] | None:
    """Role and provider in that order, however the provider wrote them; None for anything else."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 2:
        return None
    role, provider = sorted(parts, key=lambda arn: ":saml-provider/" in arn)
    return role, provider


def _session_name(value: str | None) -> str:
    where = f"Attribute {names.AWS_ATTRIBUTES}RoleSessionName"
    if not value:
        message = "RoleSessionName is required in AuthnResponse"
        raise _refused(
            "InvalidIdentityToken", message, Facts(where=where, found="(absent)", expected="the user's name")
        )
    if not _SESSION_NAME.fullmatch(value):
        message = "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"
        expected = "2 to 64 letters, digits and _+=,.@-"
        raise _refused("InvalidIdentityToken", message, Facts(where=where, found=value, expected=expected))
    return value


def _source_identity(value: str | None) -> str | None:
    if value is not None and (not _SESSION_NAME.fullmatch(value) or value.startswith("aws:")):
        raise _refused(
            "InvalidIdentityToken",
            'Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"',
            Facts(
                where=f"Attribute {names.AWS_ATTRIBUTES}SourceIdentity",
                found=value,
                expected="2 to 64 letters, digits and _+=,.@-, not beginning with aws:",
            ),
        )
    return value


def _session_duration(value: str | None) -> timedelta | None:
    """The attribute's value, from 900 to 43,200 seconds (facts/signin.md §4.6)."""
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and 900 <= int(value) <= 43200):
        raise _refused(
            "InvalidIdentityToken",
            # unconfirmed: the text.
            "SessionDuration in AuthnResponse must be between 900 and 43200",
            Facts(
                where=f"Attribute {names.AWS_ATTRIBUTES}SessionDuration",
                found=value,
                expected="900 to 43200 (seconds)",
            ),
        )
    return timedelta(seconds=int(value))


def _rejected(message: str, broken: Refusal) -> Refusal:
    """STS's answer to a response that breaks a rule; the facts are those of the rule."""
    return _refused("InvalidIdentityToken", message, broken.facts)


def _refused(code: str, message: str, facts: Facts) -> Refusal:
    cause = "assume-role-with-saml.expired" if code == "ExpiredTokenException" else _CAUSES.get(message, _OTHER)
    return Refusal(code, message, cause=cause, facts=facts)
