"""AssumeRoleWithSAML: provider, role, trust policy, duration, session policies."""

import json
from datetime import timedelta
from typing import Any

import pytest

from emulator.accounts.assume_role_with_saml import AssumedRole, SamlRoleRequest, assume_role_with_saml
from emulator.accounts.caller import caller_of
from emulator.accounts.saml_federation_events import Federation
from emulator.accounts.saml_providers import assertion_issuer, assertion_key, saml_provider
from emulator.guide.refusal import Refusal
from emulator.saml.signing import SigningKey
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin
from tests.accounts.assertions import ISSUER, SIGN_IN, metadata, posted
from tests.accounts.given import ALLOW_LISTING, MEMBER, OTHER, iam, provisioned

ROLE = f"arn:aws:iam::{MEMBER}:role/Own"
PROVIDER = f"arn:aws:iam::{MEMBER}:saml-provider/idp"
PAIR = (f"{ROLE},{PROVIDER}",)


def trust(*actions: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": PROVIDER},
        "Action": list(actions),
        "Condition": {"StringEquals": {"SAML:aud": SIGN_IN}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def given_role(tx: Transaction, trust_policy: str = trust("sts:AssumeRoleWithSAML"), longest: int = 3600) -> None:
    """A role and a SAML provider of the account's own."""
    backend = iam(tx)
    backend.create_saml_provider("idp", metadata())
    backend.create_role(
        role_name="Own",
        assume_role_policy_document=trust_policy,
        path="/",
        permissions_boundary=None,
        description="",
        tags=[],
        max_session_duration=str(longest),
    )


def assume(tx: Transaction, text: str | None = None, **changes: Any) -> AssumedRole:
    known: dict[str, Any] = {
        "role_arn": ROLE,
        "provider_arn": PROVIDER,
        "assertion": text or posted(tx.now(), PAIR),
        "duration": None,
        "policy": None,
        "policy_arns": (),
        "region": "us-east-1",
        "origin": Origin(request_id="00000000-0000-4000-8000-000000000000"),
    }
    return assume_role_with_saml(tx, SamlRoleRequest(**{**known, **changes}))


def refused(tx: Transaction, text: str | None = None, **changes: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        assume(tx, text, **changes)
    return caught.value


def test_a_person_takes_the_role(tx: Transaction) -> None:
    given_role(tx)
    assumed = assume(tx)
    assert assumed.session.arn == f"arn:aws:sts::{MEMBER}:assumed-role/Own/ana@example.com"
    assert assumed.session.expires_at - assumed.session.issued_at == timedelta(hours=1)
    assert assumed.federation == Federation(
        provider_arn=PROVIDER, issuer=ISSUER, subject="ana", subject_type="persistent", audience=SIGN_IN
    )
    assert caller_of(tx, assumed.credentials.access_key_id).role_arn == ROLE


def test_an_assertion_of_identity_center_itself_opens_a_protected_role(tx: Transaction) -> None:
    wanted = provisioned(tx)
    iam(tx)
    provider, pair = saml_provider(tx, MEMBER), assertion_key(tx)
    assert provider is not None
    key = SigningKey(private_key_pem=pair.private_key_pem, certificate_pem=pair.certificate_pem)
    text = posted(
        tx.now(),
        (f"{wanted.role_arn(MEMBER)},{provider.arn}",),
        signed_by=key,
        issuer=assertion_issuer(tx, provider),
        attributes={"PrincipalTag:team": ("blue",), "SessionDuration": ("43200",)},
    )
    assumed = assume(tx, text, role_arn=wanted.role_arn(MEMBER), provider_arn=provider.arn)
    assert assumed.session.tags == {"team": "blue"}
    assert assumed.session.expires_at - assumed.session.issued_at == timedelta(hours=12)


@pytest.mark.parametrize("provider_arn", [PROVIDER + "2", f"arn:aws:iam::{OTHER}:saml-provider/idp", "x" * 20])
def test_an_unknown_provider_is_refused(tx: Transaction, provider_arn: str) -> None:
    given_role(tx)
    refusal = refused(tx, provider_arn=provider_arn)
    assert (refusal.code, refusal.message) == ("InvalidIdentityToken", "Specified provider doesn't exist.")


def test_a_role_that_the_assertion_does_not_offer_is_refused(tx: Transaction) -> None:
    given_role(tx)
    refusal = refused(tx, posted(tx.now(), (f"{ROLE}2,{PROVIDER}",)))
    assert (refusal.code, refusal.message) == ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML")
    assert refusal.facts.where == "Attribute https://aws.amazon.com/SAML/Attributes/Role"


def test_a_role_that_does_not_exist_is_refused(tx: Transaction) -> None:
    given_role(tx)
    refusal = refused(tx, posted(tx.now(), (f"{ROLE}2,{PROVIDER}",)), role_arn=ROLE + "2")
    assert (refusal.code, refusal.facts.where) == ("AccessDenied", "RoleArn")


def test_the_trust_policy_decides(tx: Transaction) -> None:
    given_role(tx, trust("sts:AssumeRole"))
    refusal = refused(tx)
    assert refusal.message == "Not authorized to perform sts:AssumeRoleWithSAML"
    assert refusal.facts.where == f"trust policy of {ROLE}"


def test_tags_need_a_permission_of_their_own(tx: Transaction) -> None:
    given_role(tx)
    refusal = refused(tx, posted(tx.now(), PAIR, attributes={"PrincipalTag:team": ("blue",)}))
    assert refusal.message == "Not authorized to perform sts:TagSession"


def test_a_source_identity_needs_a_permission_of_its_own(tx: Transaction) -> None:
    given_role(tx)
    refusal = refused(tx, posted(tx.now(), PAIR, attributes={"SourceIdentity": ("ana",)}))
    assert refusal.message == "Not authorized to perform sts:SetSourceIdentity"


def test_the_session_is_not_longer_than_the_role_allows(tx: Transaction) -> None:
    given_role(tx)
    refusal = refused(tx, duration=timedelta(hours=2))
    assert (refusal.code, refusal.message) == (
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    )


def test_the_session_ends_with_the_providers(tx: Transaction) -> None:
    given_role(tx, longest=43200)
    ends = (tx.now() + timedelta(minutes=20)).replace(microsecond=0)
    text = posted(tx.now(), PAIR, attributes={"SessionDuration": ("43200",)}, session_not_on_or_after=ends)
    assert abs(assume(tx, text).session.expires_at - ends) < timedelta(seconds=1)


def test_session_policies_are_kept_with_the_session(tx: Transaction) -> None:
    given_role(tx)
    arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    assumed = assume(tx, policy=ALLOW_LISTING, policy_arns=[arn])
    first, second = caller_of(tx, assumed.credentials.access_key_id).session_policies
    assert first == ALLOW_LISTING
    assert json.loads(second)["Statement"]


@pytest.mark.parametrize(
    "changes", [{"policy": "{"}, {"policy": "[]"}, {"policy_arns": ["arn:aws:iam::aws:policy/No"]}]
)
def test_a_session_policy_must_be_one(tx: Transaction, changes: dict[str, Any]) -> None:
    given_role(tx)
    assert refused(tx, **changes).code == "MalformedPolicyDocument"
