"""Roles, SAML providers and AWS managed policies in moto's IAM."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from emulator.accounts.aws_managed_policies import (
    aws_managed_policies,
    aws_managed_policy_arns,
    is_aws_managed_policy,
)
from emulator.accounts.role_specification import RoleSpecification, from_json
from emulator.accounts.saml_providers import SamlProvider, saml_provider_metadata, saml_providers
from emulator.store.tables import accounts as tables
from emulator.store.transaction import Transaction

INLINE_POLICY_NAME = "AwsSSOInlinePolicy"

# facts/awsapi.md §4.7: that of every role seen, whatever the session duration of the permission set.
_LONGEST_SESSION = 43200


def fill(tx: Transaction) -> None:
    """Write all SAML providers and roles of ours into an empty IAM."""
    for provider in saml_providers(tx):
        write_saml_provider(tx, provider)
    for row in tx.rows(select(tables.reserved_roles)):
        # A policy of the account itself went with the rest of what moto held.
        write_role(
            row["account_id"], row["role_id"], row["created_at"], from_json(row["specification"]), lenient=True
        )


def write_saml_provider(tx: Transaction, provider: SamlProvider) -> None:
    """Make the provider in its account, or replace it."""
    backend = _iam(provider.account_id)
    backend.saml_providers.pop(provider.name, None)
    backend.create_saml_provider(provider.name, saml_provider_metadata(tx, provider))


def write_role(
    account_id: str, role_id: str, created_at: datetime, wanted: RoleSpecification, *, lenient: bool = False
) -> None:
    """Make the role as specified, or make it again; `lenient` leaves out policies that the account does not have."""
    remove_role(account_id, wanted.role_name)
    backend = _iam(account_id)
    arns = wanted.policy_arns(account_id)
    boundary = wanted.boundary_arn(account_id)
    load_aws_managed_policies(account_id, [*arns, *([boundary] if boundary else [])])
    role = backend.create_role(
        role_name=wanted.role_name,
        assume_role_policy_document=json.dumps(_trust_policy(account_id, str(wanted.saml_provider_name))),
        path=wanted.path,
        permissions_boundary=boundary,
        description=wanted.description,
        tags=[{"Key": key, "Value": value} for key, value in wanted.tags.items()],
        max_session_duration=str(_LONGEST_SESSION),
    )
    del backend.roles[role.id]
    role.id, role.create_date = role_id, created_at.replace(tzinfo=None)
    backend.roles[role_id] = role
    if wanted.inline_policy is not None:
        backend.put_role_policy(wanted.role_name, INLINE_POLICY_NAME, wanted.inline_policy)
    for arn in arns:
        if not lenient or has_policy(account_id, arn):
            backend.attach_role_policy(arn, wanted.role_name)


def remove_role(account_id: str, role_name: str) -> None:
    """Delete the role with everything attached to it, if the account has it."""
    backend = _iam(account_id)
    for role in [each for each in backend.roles.values() if each.name == role_name]:
        for policy in list(role.managed_policies.values()):
            policy.detach_from(role)
        del backend.roles[role.id]


def has_policy(account_id: str, arn: str) -> bool:
    """Whether the policy exists for that account: AWS's own, or one of the account."""
    return is_aws_managed_policy(arn) or arn in _iam(account_id).managed_policies


def load_aws_managed_policies(account_id: str, arns: Iterable[str]) -> None:
    """Let the account know those of `arns` that are AWS managed policies."""
    from moto.iam.models import AWSManagedPolicy

    backend = _iam(account_id)
    missing = [arn for arn in arns if arn.startswith("arn:aws:iam::aws:") and arn not in backend.managed_policies]
    for arn, described in aws_managed_policies(missing).items():
        name = arn.rpartition("/")[2]
        backend.managed_policies[arn] = AWSManagedPolicy.from_data(name, account_id, "us-east-1", described)


def load_all_aws_managed_policies(account_id: str) -> None:
    """Let the account know every AWS managed policy; that takes a tenth of a second and five MiB per account."""
    load_aws_managed_policies(account_id, aws_managed_policy_arns())


@dataclass(frozen=True, kw_only=True)
class RoleFacts:
    """What taking a role needs to know of it."""

    account_id: str
    role_id: str
    trust_policy: str
    longest_session: timedelta


def role_facts(arn: str) -> RoleFacts | None:
    """The role of that ARN; None where there is none."""
    account_id = _account_of(arn)
    roles = _iam(account_id).roles.values() if account_id else ()
    role = next((each for each in roles if each.arn == arn), None)
    if role is None:
        return None
    return RoleFacts(
        account_id=role.account_id,
        role_id=role.id,
        trust_policy=role.assume_role_policy_document,
        longest_session=timedelta(seconds=int(role.max_session_duration or 3600)),
    )


def saml_provider_document(arn: str) -> str | None:
    """The metadata of the SAML provider of that ARN; None where there is none."""
    account_id = _account_of(arn)
    provider = _iam(account_id).saml_providers.get(arn.rpartition("/")[2]) if account_id else None
    return None if provider is None else str(provider.saml_metadata_document)


def policy_document(account_id: str, arn: str) -> str | None:
    """The default version of a managed policy, AWS's or the account's; None where there is none."""
    load_aws_managed_policies(account_id, [arn])
    policy = _iam(account_id).managed_policies.get(arn)
    if policy is None:
        return None
    return next((str(v.document) for v in policy.versions if v.version_id == policy.default_version_id), None)


def role_path(account_id: str, role_name: str) -> str | None:
    """The path of the account's role; None where it has none of that name."""
    return next((role.path for role in _iam(account_id).roles.values() if role.name == role_name), None)


def _account_of(arn: str) -> str | None:
    parts = arn.split(":")
    return parts[4] if len(parts) > 5 and parts[4].isdigit() else None


def _iam(account_id: str) -> Any:
    from moto.iam.models import iam_backends

    return iam_backends[account_id]["aws"]


def _trust_policy(account_id: str, saml_provider_name: str) -> dict[str, Any]:
    """Who may assume the role: people whom IAM Identity Center vouches for (facts/awsapi.md §4.7)."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": f"arn:aws:iam::{account_id}:saml-provider/{saml_provider_name}"},
                "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
                "Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}},
            }
        ],
    }
