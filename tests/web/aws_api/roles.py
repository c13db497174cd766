"""A protected role in a member account, and credentials for it."""

from datetime import timedelta
from typing import Any

from emulator.accounts.credentials import Credentials, role_credentials
from emulator.accounts.roles import RoleSpecification, provision_role, reserved_role_path
from tests.conftest import RunningEmulator

MANAGEMENT, MEMBER, OTHER = "111122223333", "222233334444", "333344445555"
ROLE_NAME = "AWSReservedSSO_Admin_0123456789abcdef"


def provisioned(emulator: RunningEmulator, **changes: Any) -> RoleSpecification:
    """The role of a permission set in the member account."""
    wanted = RoleSpecification(
        **{
            "permission_set_name": "Admin",
            "role_name": ROLE_NAME,
            "path": reserved_role_path("us-east-1"),
            "managed_policy_arns": ("arn:aws:iam::aws:policy/AdministratorAccess",),
            **changes,
        }
    )
    with emulator.context.store.transaction() as tx:
        provision_role(tx, MEMBER, wanted)
    return wanted


def credentials(emulator: RunningEmulator, *, tags: dict[str, str] | None = None) -> Credentials:
    """One hour of that role, for ana."""
    provisioned(emulator)
    with emulator.context.store.transaction() as tx:
        return role_credentials(tx, MEMBER, ROLE_NAME, "ana@example.com", timedelta(hours=1), tags or {})
