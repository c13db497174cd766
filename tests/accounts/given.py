"""Accounts and roles that these tests speak of."""

import json
from typing import Any

from emulator.accounts.moto_adapter import process
from emulator.accounts.roles import RoleSpecification, provision_role, reserved_role_path
from emulator.store.transaction import Transaction

MANAGEMENT, MEMBER, OTHER = "111122223333", "222233334444", "333344445555"

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
ALLOW_LISTING = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]}
)


def specification(**changes: Any) -> RoleSpecification:
    """The role of the permission set Admin."""
    known = {
        "permission_set_name": "Admin",
        "role_name": "AWSReservedSSO_Admin_0123456789abcdef",
        "path": reserved_role_path("us-east-1"),
        "managed_policy_arns": (ADMINISTRATOR,),
    }
    return RoleSpecification(**{**known, **changes})


def provisioned(tx: Transaction, account_id: str = MEMBER, **changes: Any) -> RoleSpecification:
    """The same role, in an account."""
    wanted = specification(**changes)
    provision_role(tx, account_id, wanted)
    return wanted


def iam(tx: Transaction, account_id: str = MEMBER) -> Any:
    """moto's IAM of an account, holding the present state of the store."""
    from moto.iam.models import iam_backends

    with process.filled(tx):
        return iam_backends[account_id]["aws"]
