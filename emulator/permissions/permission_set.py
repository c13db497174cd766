"""The data of a permission set."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PolicyReference:
    """A policy that every account must hold itself, by name and path."""

    name: str
    path: str = "/"

    @property
    def full_name(self) -> str:
        """Path and name together, by which it is unique in an account."""
        return f"{self.path}{self.name}"


# The ARN of an AWS managed policy, or a policy of the account.
PermissionsBoundary = str | PolicyReference


@dataclass(frozen=True, kw_only=True)
class PermissionSet:
    """What a role may do and how long its sessions last (ISO 8601). `revision` counts up with every change of it."""

    permission_set_arn: str
    instance_arn: str
    name: str
    description: str | None
    session_duration: str
    relay_state: str | None
    inline_policy: str | None
    permissions_boundary: PermissionsBoundary | None
    revision: int
    created_at: datetime
