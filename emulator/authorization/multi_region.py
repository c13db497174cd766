"""Extending an instance to another Region, step by step: the key, its replica, the instance (guide entry 22).

Each step needs permissions of the caller. What an earlier step has made stays when a later one fails: the next
attempt finds the key by its tag. That holds whether or not policies are enforced otherwise.

unconfirmed: that the API takes the steps which the console takes; the user guide describes the console only.
"""

import json

from emulator.accounts.moto_adapter import kms, process
from emulator.authorization.customer_managed_keys import SERVICES
from emulator.authorization.messages import denied
from emulator.authorization.permission import Authority
from emulator.authorization.policies.evaluation import Denial
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance
from emulator.store.transaction import Transaction

_TAG = ("CreatedBy", "IAM Identity Center")


def prepare_region(tx: Transaction, authority: Authority, instance: Instance, region: str) -> str:
    """Take the steps up to that of the instance itself, and return the ARN of the key.

    Raises AccessDeniedException for the first permission that is missing.
    """
    with process.filled(tx):
        key_arn = instance.kms_key_arn or _made_key(authority, instance)
        is_known = kms.find_key(key_arn) is not None
        if is_known and not kms.has_replica(key_arn, region):
            _require(authority, "kms:ReplicateKey", key_arn, "multi-region.kms-replicate-key", "key replication")
            kms.replicate(key_arn, region)
    for action, resource in (
        ("sso:AddRegion", instance.instance_arn),
        ("identitystore:AddRegion", instance.identity_store_arn),
    ):
        _require(authority, action, resource, "multi-region.instance-creation", "instance creation")
    return key_arn


def _made_key(authority: Authority, instance: Instance) -> str:
    """The multi-Region key that an earlier attempt has left, or a new one."""
    account_id, region = instance.owner_account_id, instance.region
    left = kms.find_tagged_key(account_id, region, _TAG)
    if left is not None:
        return left.arn
    for action in ("kms:CreateKey", "kms:TagResource"):
        _require(authority, action, "*", "multi-region.kms-create-key", "key creation")
    policy = json.dumps(_key_policy(account_id))
    return kms.create_multi_region_key(account_id, region, policy=policy, tags=dict([_TAG])).arn


def _require(authority: Authority, action: str, resource: str, cause: str, step: str) -> None:
    denial: Denial | None = authority.denial(action, resource)
    if denial is not None:
        raise Refusal(
            "AccessDeniedException",
            denied(authority.caller.arn, action, resource, denial),
            cause=cause,
            facts=Facts(where=f"{step}, {action}", found=_found(denial), expected=f"policies that allow {action}"),
        )


def _found(denial: Denial) -> str:
    return f"a Deny in a {denial.policy_type}" if denial.explicit else f"no Allow in any {denial.policy_type}"


def _key_policy(account_id: str) -> dict[str, object]:
    """The account administers the key, IAM Identity Center uses it."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{account_id}:root"},
                "Action": "kms:*",
                "Resource": "*",
            },
            {
                "Effect": "Allow",
                "Principal": {"Service": list(SERVICES)},
                "Action": [
                    "kms:Decrypt",
                    "kms:DescribeKey",
                    "kms:GenerateDataKeyWithoutPlaintext",
                    "kms:ReEncryptFrom",
                    "kms:ReEncryptTo",
                ],
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
            },
        ],
    }
