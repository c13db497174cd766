"""What IAM Identity Center writes into an account for a permission set: one role."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any


@dataclass(frozen=True, kw_only=True)
class CustomerManagedPolicy:
    """A reference to a policy by name and path, which the account itself must hold."""

    name: str
    path: str = "/"

    def arn(self, account_id: str) -> str:
        """The policy's ARN in that account."""
        return f"arn:aws:iam::{account_id}:policy{self.path}{self.name}"


@dataclass(frozen=True, kw_only=True)
class RoleSpecification:
    """The role for one permission set in one account.

    `session_duration` is that of the permission set. `permissions_boundary` is the ARN of an AWS managed policy or a
    reference to a policy of the account. Without `saml_provider_name` the account's own provider is taken, which is
    made on first use.
    """

    permission_set_name: str
    role_name: str
    path: str
    description: str = ""
    session_duration: timedelta = timedelta(hours=1)
    inline_policy: str | None = None
    managed_policy_arns: tuple[str, ...] = ()
    customer_managed_policies: tuple[CustomerManagedPolicy, ...] = ()
    permissions_boundary: str | CustomerManagedPolicy | None = None
    saml_provider_name: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    def role_arn(self, account_id: str) -> str:
        """The role's ARN in that account."""
        return f"arn:aws:iam::{account_id}:role{self.path}{self.role_name}"

    def policy_arns(self, account_id: str) -> tuple[str, ...]:
        """The ARNs of all policies that are to be attached in that account."""
        return (*self.managed_policy_arns, *(policy.arn(account_id) for policy in self.customer_managed_policies))

    def boundary_arn(self, account_id: str) -> str | None:
        """The ARN of the permissions boundary in that account."""
        boundary = self.permissions_boundary
        return boundary.arn(account_id) if isinstance(boundary, CustomerManagedPolicy) else boundary


def as_json(specification: RoleSpecification) -> dict[str, Any]:
    """The specification in the form that the store keeps."""
    content = asdict(specification)
    return content | {"session_duration": specification.session_duration.total_seconds()}


def from_json(content: Mapping[str, Any]) -> RoleSpecification:
    """The specification that `as_json` wrote."""
    boundary = content["permissions_boundary"]
    read = {
        "session_duration": timedelta(seconds=content["session_duration"]),
        "managed_policy_arns": tuple(content["managed_policy_arns"]),
        "customer_managed_policies": tuple(
            CustomerManagedPolicy(**policy) for policy in content["customer_managed_policies"]
        ),
        "permissions_boundary": CustomerManagedPolicy(**boundary) if isinstance(boundary, Mapping) else boundary,
    }
    return RoleSpecification(**{**content, **read})
