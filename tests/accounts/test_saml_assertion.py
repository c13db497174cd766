"""AssumeRoleWithSAML's assertion is verified for real, with the messages of AWS's troubleshooting page."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from emulator.accounts.saml_assertion import VerifiedAssertion, verify_assertion
from emulator.guide.catalogue import catalogue
from emulator.guide.refusal import Refusal
from tests.accounts.assertions import ISSUER, SIGN_IN, key, metadata, posted

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ROLE = "arn:aws:iam::222233334444:role/Admin"
PROVIDER = "arn:aws:iam::222233334444:saml-provider/idp"
PAIR = (f"{ROLE},{PROVIDER}",)


def verified(**changes: Any) -> VerifiedAssertion:
    return verify_assertion(posted(NOW, PAIR, **changes), metadata(), NOW)


def refused(text: str | None = None, provider: str | None = None, now: datetime = NOW, **changes: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        verify_assertion(text or posted(NOW, PAIR, **changes), provider or metadata(), now)
    assert catalogue().cause(caught.value.cause)
    return caught.value


def test_a_sound_assertion_is_read() -> None:
    said = verified(
        attributes={
            "SessionDuration": ("7200",),
            "PrincipalTag:team": ("blue",),
            "TransitiveTagKeys": ("team",),
            "SourceIdentity": ("ana",),
        },
        session_not_on_or_after=NOW + timedelta(hours=8),
    )
    assert said.issuer == ISSUER
    assert (said.subject, said.subject_type) == ("ana", "persistent")
    assert said.recipient == SIGN_IN
    assert said.session_name == "ana@example.com"
    assert said.roles == {(ROLE, PROVIDER)}
    assert said.session_duration == timedelta(hours=2)
    assert said.session_ends == NOW + timedelta(hours=8)
    assert said.tags == {"team": "blue"}
    assert said.transitive_tag_keys == ("team",)
    assert said.source_identity == "ana"


@pytest.mark.parametrize("pair", [f"{ROLE},{PROVIDER}", f"{PROVIDER},{ROLE}", f" {ROLE} , {PROVIDER} "])
def test_role_and_provider_may_stand_in_either_order(pair: str) -> None:
    said = verify_assertion(posted(NOW, (pair, "nonsense")), metadata(), NOW)
    assert said.roles == {(ROLE, PROVIDER)}


@pytest.mark.parametrize(
    "recipient",
    [SIGN_IN, "https://us-west-2.signin.aws.amazon.com/saml", "https://signin.aws.amazon.com/saml/acs/SAMLSPABC"],
)
def test_every_sign_in_endpoint_may_be_the_recipient(recipient: str) -> None:
    assert verified(recipient=recipient, audience=SIGN_IN).recipient == recipient


def test_a_foreign_key_is_refused() -> None:
    refusal = refused(signed_by=key("somebody-else"))
    assert (refusal.code, refusal.message) == ("InvalidIdentityToken", "Response signature invalid")
    assert refusal.cause == "assume-role-with-saml.signature"
    assert "somebody-else.example.com" in refusal.facts.found


def test_content_that_was_changed_after_signing_is_refused() -> None:
    changed = base64.b64decode(posted(NOW, PAIR)).replace(b"role/Admin", b"role/Owner")
    assert refused(base64.b64encode(changed).decode()).message == "Response signature invalid"


def test_an_unsigned_response_is_refused() -> None:
    from lxml import etree

    from emulator.saml.writing import write_response
    from tests.accounts.assertions import plan

    text = base64.b64encode(etree.tostring(write_response(plan(NOW, PAIR, {})))).decode()
    assert refused(text).cause == "assume-role-with-saml.signature"


def test_another_issuer_is_refused() -> None:
    refusal = refused(issuer="https://other.example.com")
    assert refusal.message == "Issuer not present in specified provider"
    assert refusal.facts.expected == ISSUER


@pytest.mark.parametrize(
    "changes",
    [
        {"audience": "https://us-east-1.signin.aws.amazon.com/platform/saml/d-1234567890"},
        {"recipient": "https://us-east-1.signin.aws/platform/saml/acs/abc"},
        {"recipient": "https://signin.aws.amazon.com.example.com/saml"},
    ],
)
def test_an_assertion_for_somebody_else_is_refused(changes: dict[str, str]) -> None:
    refusal = refused(**changes)
    assert (refusal.code, refusal.message) == (
        "InvalidIdentityToken",
        "Response does not contain the required audience.",
    )


@pytest.mark.parametrize(
    ("later", "changes"),
    [
        (timedelta(minutes=6), {"not_on_or_after": NOW + timedelta(hours=1)}),
        (timedelta(minutes=4), {"not_on_or_after": NOW + timedelta(seconds=1)}),
        (timedelta(), {"not_before": NOW + timedelta(minutes=10)}),
        (timedelta(), {"session_not_on_or_after": NOW - timedelta(seconds=1)}),
    ],
)
def test_an_assertion_out_of_time_is_refused(later: timedelta, changes: dict[str, datetime]) -> None:
    refusal = refused(now=NOW + later, **changes)
    assert refusal.code == "ExpiredTokenException"
    assert refusal.cause == "assume-role-with-saml.expired"


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ({"RoleSessionName": ()}, "RoleSessionName is required in AuthnResponse"),
        ({"RoleSessionName": ("Ana Ruiz",)}, "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"),
        ({"RoleSessionName": ("a",)}, "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}"),
        (
            {"SourceIdentity": ("aws:ana",)},
            'Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"',
        ),
        ({"SessionDuration": ("60",)}, "SessionDuration in AuthnResponse must be between 900 and 43200"),
        ({"SessionDuration": ("1h",)}, "SessionDuration in AuthnResponse must be between 900 and 43200"),
    ],
)
def test_attributes_must_be_what_sts_takes(attributes: dict[str, tuple[str, ...]], message: str) -> None:
    refusal = refused(attributes=attributes)
    assert (refusal.code, refusal.message) == ("InvalidIdentityToken", message)
    assert refusal.cause == "assume-role-with-saml.attributes"


@pytest.mark.parametrize("text", ["%%%", "abcd", base64.b64encode(b"<a/>").decode()])
def test_what_is_no_response_is_refused(text: str) -> None:
    assert refused(text).cause == "assume-role-with-saml.malformed"


def test_a_provider_without_usable_metadata_verifies_nothing() -> None:
    assert refused(provider="<a/>").message == "Response signature invalid"
