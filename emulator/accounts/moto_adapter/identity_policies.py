"""The policies of users and roles in moto's IAM, as documents.

moto must hold the present state (`process.filled`).
"""

from collections.abc import Iterable
from typing import Any

from emulator.accounts.moto_adapter.iam import load_aws_managed_policies


def policies_of_user(account_id: str, user_name: str) -> tuple[str, ...]:
    """Inline and managed policies of the user and of its groups; none for a user that is gone."""
    backend = _iam(account_id)
    user = backend.users.get(user_name)
    if user is None:
        return ()
    groups = [group for group in backend.groups.values() if user in group.users]
    return tuple(_documents((user, *groups)))


def policies_of_role(account_id: str, role_arn: str) -> tuple[str, ...]:
    """Inline and managed policies of the role; none for a role that is gone."""
    role = _role(account_id, role_arn)
    return () if role is None else tuple(_documents((role,)))


def boundary_of_role(account_id: str, role_arn: str) -> tuple[str, ...] | None:
    """The permissions boundary of the role, None where it has none; without a document where the policy is gone."""
    role = _role(account_id, role_arn)
    arn = role.permissions_boundary_arn if role is not None else None
    if not arn:
        return None
    load_aws_managed_policies(account_id, [arn])
    policy = _iam(account_id).managed_policies.get(arn)
    return () if policy is None else (_default_version(policy),)


def _documents(holders: Iterable[Any]) -> Iterable[str]:
    for holder in holders:
        # Copies: other threads may change IAM meanwhile.
        yield from list(holder.policies.values())
        for policy in list(holder.managed_policies.values()):
            yield _default_version(policy)


def _default_version(policy: Any) -> str:
    [document] = [version.document for version in policy.versions if version.version_id == policy.default_version_id]
    return str(document)


def _role(account_id: str, role_arn: str) -> Any | None:
    return next((role for role in list(_iam(account_id).roles.values()) if role.arn == role_arn), None)


def _iam(account_id: str) -> Any:
    from moto.iam.models import iam_backends

    return iam_backends[account_id]["aws"]
