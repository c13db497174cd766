"""Enabling attributes for access control rewrites the trust policies of the roles that exist (guide entry 12).

IAM Identity Center does that with the permissions of the caller, so that these decide whether it succeeds, whether or
not policies are enforced otherwise.
"""

from collections.abc import Sequence

from sqlalchemy import select

from emulator.accounts.caller import Caller
from emulator.accounts.roles import reserved_role_path
from emulator.authorization.messages import denied
from emulator.authorization.permission import authority_of
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance
from emulator.store.tables.permissions import provisioned_permission_sets
from emulator.store.transaction import Transaction
from emulator.trail.event import Event, Origin
from emulator.trail.trail import record

_ACTION = "iam:UpdateAssumeRolePolicy"


def refusal_of_trust_policies(
    tx: Transaction, instance: Instance, caller: Caller, origin: Origin, region: str
) -> Refusal | None:
    """Why the trust policies of the roles cannot be rewritten, with an event of it in the trail; None where they can.

    The text is that seen for other calls of IAM which IAM Identity Center made for a caller (facts/awsapi.md §4.5).
    """
    roles = _roles(tx, instance)
    if not roles:
        return None
    authority = authority_of(tx, caller, origin, region)
    for role_arn in roles:
        denial = authority.denial(_ACTION, role_arn)
        if denial is not None:
            sentence = denied(caller.arn, _ACTION, role_arn, denial)
            _record(tx, caller, role_arn, sentence)
            return Refusal(
                "AccessDeniedException",
                "Received a 403 status error: Access denied by IAM. Please check your policy, or wait for role "
                f"propagation to complete. IAM Error: {sentence} (Service: AmazonIdentityManagement; Status Code: "
                f"403; Error Code: AccessDenied; Request ID: {tx.ids.uuid()}; Proxy: null)",
                cause="abac.missing-update-assume-role-policy",
                facts=Facts(
                    where=f"{_ACTION} on {role_arn}",
                    found=f"{caller.arn}, without the permission",
                    expected=f"a policy that allows {_ACTION} on the roles of permission sets",
                ),
            )
    return None


def _roles(tx: Transaction, instance: Instance) -> Sequence[str]:
    columns = provisioned_permission_sets.c
    provisioned = select(columns.account_id, columns.role_name).where(columns.instance_arn == instance.instance_arn)
    path = reserved_role_path(instance.region)
    return [f"arn:aws:iam::{row['account_id']}:role{path}{row['role_name']}" for row in tx.rows(provisioned)]


def _record(tx: Transaction, caller: Caller, role_arn: str, message: str) -> None:
    record(
        tx,
        Event(
            source="iam.amazonaws.com",
            name="UpdateAssumeRolePolicy",
            account_id=caller.account_id,
            region="us-east-1",
            user_identity={**caller.user_identity, "invokedBy": "sso.amazonaws.com"},
            origin=Origin(
                request_id=tx.ids.uuid(),
                source_ip="sso.amazonaws.com",
                user_agent="sso.amazonaws.com",
                host="iam.amazonaws.com",
            ),
            details={
                "errorCode": "AccessDenied",
                "errorMessage": message,
                "requestParameters": {"roleName": role_arn.rpartition("/")[2]},
                "responseElements": None,
            },
            user_name=caller.event_name,
        ),
    )
