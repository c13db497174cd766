"""A protected role that IAM Identity Center takes for a person: what has to hold for that, and by which names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import regex

from emulator.accounts.roles import role_specification
from emulator.accounts.saml_providers import SamlProvider, saml_provider
from emulator.guide.refusal import Facts, Refusal
from emulator.store.transaction import Transaction

# The rules of STS for the name and the tags of a session.
_FOREIGN_TO_SESSION_NAMES = re.compile(r"[^\w+=,.@-]", re.ASCII)
_TAG = regex.compile(r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*")
_LONGEST_SESSION_NAME, _LONGEST_TAG_KEY, _LONGEST_TAG_VALUE, _MOST_TAGS = 64, 128, 256, 50


@dataclass(frozen=True, kw_only=True)
class FederatedRole:
    """The role, the SAML provider that it trusts, and the session that the person `user_name` gets of it."""

    account_id: str
    role_name: str
    role_arn: str
    provider: SamlProvider
    user_name: str
    session_name: str
    tags: Mapping[str, str]


def federated_role(
    tx: Transaction, account_id: str, role_name: str, user_name: str, tags: Mapping[str, str]
) -> FederatedRole:
    """The protected role `role_name` (AWSReservedSSO_…), ready to be taken; `tags` are principal tags.

    Whether the person is assigned was decided before. Raises Refusal (role.not-provisioned,
    role.saml-provider-missing, role-session.tags).
    """
    specification = role_specification(tx, account_id, role_name)
    if specification is None:
        raise _no_access(
            "role.not-provisioned",
            f"role {role_name} in account {account_id}",
            "no such role",
            "the provisioned role",
        )
    provider = saml_provider(tx, account_id)
    if provider is None or provider.name != specification.saml_provider_name:
        raise _no_access(
            "role.saml-provider-missing",
            f"SAML providers of account {account_id}",
            f"{specification.saml_provider_name} was deleted",
            "the provider that the role's trust policy names",
        )
    _check_tags(tx, tags)
    return FederatedRole(
        account_id=account_id,
        role_name=role_name,
        role_arn=specification.role_arn(account_id),
        provider=provider,
        user_name=user_name,
        session_name=_session_name(user_name),
        tags=tags,
    )


def _session_name(user_name: str) -> str:
    # unconfirmed: what IAM Identity Center makes of a user name that STS does not take for a session.
    return _FOREIGN_TO_SESSION_NAMES.sub("-", user_name)[:_LONGEST_SESSION_NAME].ljust(2, "-")


def _check_tags(tx: Transaction, tags: Mapping[str, str]) -> None:
    """The limits of STS for principal tags; the text is the one seen in the portal (facts/field.md §1)."""
    wrong = [f"{key}={value}" for key, value in tags.items() if not _is_tag(key, value)]
    if not wrong and len(tags) <= _MOST_TAGS:
        return
    raise Refusal(
        "InvalidRequestException",
        "Unable to validate tags (Service: AWSSecurityTokenV20111201; Status Code: 400; Error Code: ValidationError; "
        f"Request ID: {tx.ids.uuid()}; Proxy: null)",
        cause="role-session.tags",
        facts=Facts(
            where="principal tags from attributes for access control",
            found=", ".join(wrong) or f"{len(tags)} tags",
            expected=f"at most {_MOST_TAGS} tags, keys of 1 to {_LONGEST_TAG_KEY} and values of at most "
            f"{_LONGEST_TAG_VALUE} characters, made of letters, digits, spaces and _.:/=+-@",
        ),
    )


def _is_tag(key: str, value: str) -> bool:
    sizes = 1 <= len(key) <= _LONGEST_TAG_KEY and len(value) <= _LONGEST_TAG_VALUE
    return sizes and _TAG.fullmatch(key) is not None and _TAG.fullmatch(value) is not None


def _no_access(cause: str, where: str, found: str, expected: str) -> Refusal:
    # unconfirmed: that the portal says for a broken role what it says for one that is not assigned.
    return Refusal(
        "ForbiddenException", "No access", cause=cause, facts=Facts(where=where, found=found, expected=expected)
    )
