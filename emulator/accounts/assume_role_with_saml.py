"""AssumeRoleWithSAML: credentials of a role for a person whom a SAML provider of the account vouches for."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from emulator.accounts.moto_adapter import iam, process
from emulator.accounts.role_sessions import Credentials, RoleSession, SessionRequest, start_role_session
from emulator.accounts.saml_assertion import VerifiedAssertion, verify_assertion
from emulator.accounts.saml_federation_events import Federation, record_assumed_role
from emulator.accounts.trust_policy import trusts_saml_provider
from emulator.guide.refusal import Facts, Refusal
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin

_DEFAULT_DURATION = timedelta(hours=1)
_ACTION = "sts:AssumeRoleWithSAML"


@dataclass(frozen=True, kw_only=True)
class SamlRoleRequest:
    """What the caller asks for; `region` and `origin` are for the event."""

    role_arn: str
    provider_arn: str
    assertion: str
    duration: timedelta | None
    policy: str | None
    policy_arns: Sequence[str]
    region: str
    origin: Origin


@dataclass(frozen=True, kw_only=True)
class AssumedRole:
    """What the caller gets."""

    session: RoleSession
    credentials: Credentials
    federation: Federation


def assume_role_with_saml(tx: Transaction, wanted: SamlRoleRequest) -> AssumedRole:
    """Verify the assertion, ask the role's trust policy, and start a session; the event is written too.

    Raises Refusal (assume-role-with-saml.…) with the error codes of facts/awsapi.md §4.7.
    """
    with process.filled(tx):
        metadata = _provider_metadata(wanted)
        assertion = verify_assertion(wanted.assertion, metadata, tx.now())
        role = _role(wanted, assertion)
        federation = Federation(
            provider_arn=wanted.provider_arn,
            issuer=assertion.issuer,
            subject=assertion.subject,
            subject_type=assertion.subject_type,
            audience=assertion.recipient,
        )
        _check_trust(role, wanted, assertion, federation)
        duration = _duration(tx, role, wanted, assertion)
        policies = _session_policies(role, wanted)
    session, credentials = start_role_session(
        tx,
        SessionRequest(
            account_id=role.account_id,
            role_arn=wanted.role_arn,
            role_id=role.role_id,
            session_name=assertion.session_name,
            duration=duration,
            tags=assertion.tags,
            transitive_tag_keys=assertion.transitive_tag_keys,
            session_policies=policies,
            source_identity=assertion.source_identity,
        ),
    )
    record_assumed_role(tx, session, federation, region=wanted.region, origin=wanted.origin)
    return AssumedRole(session=session, credentials=credentials, federation=federation)


def _provider_metadata(wanted: SamlRoleRequest) -> str:
    metadata = iam.saml_provider_document(wanted.provider_arn)
    if metadata is None:
        raise Refusal(
            "InvalidIdentityToken",
            "Specified provider doesn't exist.",
            cause="assume-role-with-saml.provider",
            facts=Facts(where="PrincipalArn", found=wanted.provider_arn, expected="a SAML provider of the account"),
        )
    return metadata


def _role(wanted: SamlRoleRequest, assertion: VerifiedAssertion) -> iam.RoleFacts:
    """The role, which must exist and be one that the assertion offers together with this provider."""
    if (wanted.role_arn, wanted.provider_arn) not in assertion.roles:
        offered = "; ".join(", ".join(pair) for pair in sorted(assertion.roles)) or "no pair of role and provider"
        expected = f"{wanted.role_arn},{wanted.provider_arn}"
        raise _not_authorized("Attribute https://aws.amazon.com/SAML/Attributes/Role", offered, expected)
    role = iam.role_facts(wanted.role_arn)
    if role is None or role.account_id != wanted.provider_arn.split(":")[4]:
        raise _not_authorized("RoleArn", wanted.role_arn, "a role of the provider's account")
    return role


def _check_trust(
    role: iam.RoleFacts, wanted: SamlRoleRequest, assertion: VerifiedAssertion, federation: Federation
) -> None:
    context = _condition_keys(wanted, assertion, federation)
    actions = [_ACTION, *(["sts:TagSession"] if assertion.tags else [])]
    actions += ["sts:SetSourceIdentity"] if assertion.source_identity else []
    for action in actions:
        if not trusts_saml_provider(role.trust_policy, wanted.provider_arn, action, context):
            raise _not_authorized(
                f"trust policy of {wanted.role_arn}",
                role.trust_policy,
                f"a statement that allows {action} to {wanted.provider_arn} for SAML:aud {assertion.recipient}",
                action,
            )


def _condition_keys(
    wanted: SamlRoleRequest, assertion: VerifiedAssertion, federation: Federation
) -> Mapping[str, str | tuple[str, ...]]:
    """The keys that trust policies compare; `SAML:aud` is the recipient, not the audience."""
    keys: dict[str, str | tuple[str, ...]] = {
        "SAML:aud": assertion.recipient,
        "SAML:iss": assertion.issuer,
        "SAML:sub": assertion.subject,
        "SAML:sub_type": assertion.subject_type,
        "SAML:namequalifier": federation.name_qualifier,
        "SAML:doc": f"{federation.account_id}/{wanted.provider_arn.rpartition('/')[2]}",
        "sts:RoleSessionName": assertion.session_name,
    }
    if assertion.source_identity is not None:
        keys["sts:SourceIdentity"] = assertion.source_identity
    if assertion.tags:
        keys["aws:TagKeys"] = tuple(assertion.tags)
    for name, value in assertion.tags.items():
        keys[f"aws:RequestTag/{name}"] = keys[f"aws:PrincipalTag/{name}"] = value
    return keys


def _duration(
    tx: Transaction, role: iam.RoleFacts, wanted: SamlRoleRequest, assertion: VerifiedAssertion
) -> timedelta:
    """What was asked for, else what the assertion says; never beyond the end of the provider's session."""
    if wanted.duration is not None and wanted.duration > role.longest_session:
        raise Refusal(
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            cause="assume-role-with-saml.duration",
            facts=Facts(
                where="DurationSeconds",
                found=f"{wanted.duration.total_seconds():.0f}",
                expected=f"at most {role.longest_session.total_seconds():.0f}",
            ),
        )
    duration = wanted.duration or min(assertion.session_duration or _DEFAULT_DURATION, role.longest_session)
    return duration if assertion.session_ends is None else min(duration, assertion.session_ends - tx.now())


def _session_policies(role: iam.RoleFacts, wanted: SamlRoleRequest) -> list[str]:
    policies = []
    if wanted.policy is not None:
        if not _is_policy(wanted.policy):
            raise _malformed("Policy", wanted.policy, "a policy document")
        policies.append(wanted.policy)
    for arn in wanted.policy_arns:
        document = iam.policy_document(role.account_id, arn)
        if document is None:
            raise _malformed("PolicyArns", arn, "a managed policy of the account or of AWS")
        policies.append(document)
    return policies


def _is_policy(text: str) -> bool:
    try:
        content: Any = json.loads(text)
    except ValueError:
        return False
    return isinstance(content, dict) and "Statement" in content


def _malformed(where: str, found: str, expected: str) -> Refusal:
    return Refusal(
        "MalformedPolicyDocument",
        # unconfirmed: the text.
        "This policy contains invalid Json" if where == "Policy" else f"{found} does not exist or is not attachable.",
        cause="assume-role-with-saml.session-policy",
        facts=Facts(where=where, found=found[:200], expected=expected),
    )


def _not_authorized(where: str, found: str, expected: str, action: str = _ACTION) -> Refusal:
    return Refusal(
        "AccessDenied",
        f"Not authorized to perform {action}",
        cause="assume-role-with-saml.not-authorized",
        facts=Facts(where=where, found=found, expected=expected),
    )
