"""Credentials for the protected roles, as GetRoleCredentials of the AWS access portal gives them out."""

import re
from collections.abc import Mapping
from datetime import timedelta

import regex
from sqlalchemy import select

from emulator.accounts.role_sessions import Credentials, SessionRequest, start_role_session
from emulator.accounts.roles import role_specification
from emulator.accounts.saml_federation_events import Federation, record_assumed_role
from emulator.accounts.saml_providers import assertion_issuer, saml_provider
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import organization_instance
from emulator.store.tables.accounts import reserved_roles
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin

__all__ = ["Credentials", "role_credentials"]

# The rules of STS for the name and the tags of a session.
_FOREIGN_TO_SESSION_NAMES = re.compile(r"[^\w+=,.@-]", re.ASCII)
_TAG = regex.compile(r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*")
_LONGEST_SESSION_NAME, _LONGEST_TAG_KEY, _LONGEST_TAG_VALUE, _MOST_TAGS = 64, 128, 256, 50


def role_credentials(
    tx: Transaction,
    account_id: str,
    role_name: str,
    session_name: str,
    duration: timedelta,
    tags: Mapping[str, str],
) -> Credentials:
    """Credentials for the protected role `role_name` (AWSReservedSSO_…), and the event of taking the role.

    `session_name` is the user name, `tags` those of attributes for access control. Whether the person is assigned was
    decided before. Raises Refusal (role.not-provisioned, role.saml-provider-missing, role-session.tags).
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
    session, credentials = start_role_session(
        tx,
        SessionRequest(
            account_id=account_id,
            role_arn=specification.role_arn(account_id),
            role_id=_role_id(tx, account_id, role_name),
            session_name=_session_name(session_name),
            duration=duration,
            tags=tags,
        ),
    )
    federation = Federation(
        provider_arn=provider.arn,
        issuer=assertion_issuer(tx, provider),
        subject=session_name,
        subject_type="persistent",
    )
    record_assumed_role(tx, session, federation, region=organization_instance(tx).region, origin=_service(tx))
    return credentials


def _service(tx: Transaction) -> Origin:
    """IAM Identity Center itself takes the role; the person's browser is not seen (facts/signin.md §4.6)."""
    return Origin(
        request_id=tx.ids.uuid(),
        source_ip="sso.amazonaws.com",
        user_agent="sso.amazonaws.com",
        host="sts.amazonaws.com",
    )


def _role_id(tx: Transaction, account_id: str, role_name: str) -> str:
    ours = (reserved_roles.c.account_id == account_id, reserved_roles.c.role_name == role_name)
    return str(tx.value(select(reserved_roles.c.role_id).where(*ours)))


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
