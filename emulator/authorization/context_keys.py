"""The condition keys of a request: about the caller, the organization, the call, and the moment."""

from collections.abc import Mapping
from datetime import datetime

from emulator.accounts.caller import Caller, CallerType
from emulator.accounts.organization import account, organization
from emulator.accounts.service_control_policies import path_from_root
from emulator.authorization.policies.request import Values
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin

_PRINCIPAL_TYPES = {
    CallerType.ROOT: "Account",
    CallerType.IAM_USER: "User",
    CallerType.ASSUMED_ROLE: "AssumedRole",
}


def principal_keys(tx: Transaction, caller: Caller) -> dict[str, Values]:
    """What is known of the caller, with its tags and its place in the organization."""
    keys: dict[str, Values] = {
        # For a session it is the ARN of the role.
        "aws:PrincipalArn": caller.role_arn or caller.arn,
        "aws:PrincipalAccount": caller.account_id,
        "aws:PrincipalType": _PRINCIPAL_TYPES[caller.type],
        "aws:PrincipalIsAWSService": "false",
        "aws:userid": caller.principal_id,
        **{f"aws:PrincipalTag/{key}": value for key, value in caller.tags.items()},
    }
    if caller.user_name is not None:
        keys["aws:username"] = caller.user_name
    if caller.source_identity is not None:
        keys["aws:SourceIdentity"] = caller.source_identity
    if caller.issued_at is not None:
        keys["aws:TokenIssueTime"] = _instant(caller.issued_at)
    return keys | _organization_keys(tx, caller.account_id)


def call_keys(tx: Transaction, origin: Origin, region: str) -> dict[str, Values]:
    """What is known of the call itself."""
    now = tx.now()
    return {
        "aws:CurrentTime": _instant(now),
        "aws:EpochTime": str(int(now.timestamp())),
        "aws:RequestedRegion": region,
        # AWS is reached over TLS, however the emulator is.
        "aws:SecureTransport": "true",
        "aws:SourceIp": origin.source_ip,
        "aws:UserAgent": origin.user_agent,
        "aws:ViaAWSService": "false",
    }


def tag_keys(input_tags: Mapping[str, str], resource_tags: Mapping[str, str]) -> dict[str, Values]:
    """The tags that a request brings, and those that its resource has."""
    keys: dict[str, Values] = {f"aws:RequestTag/{key}": value for key, value in input_tags.items()}
    keys |= {f"aws:ResourceTag/{key}": value for key, value in resource_tags.items()}
    return keys | ({"aws:TagKeys": tuple(input_tags)} if input_tags else {})


def _organization_keys(tx: Transaction, account_id: str) -> dict[str, Values]:
    if account(tx, account_id) is None:
        return {}
    found = organization(tx)
    path = "/".join((found.organization_id, *path_from_root(tx, account_id)[:-1]))
    return {
        "aws:PrincipalOrgID": found.organization_id,
        "aws:PrincipalOrgMasterAccountId": found.management_account_id,
        "aws:PrincipalOrgPaths": (f"{path}/",),
    }


def _instant(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
