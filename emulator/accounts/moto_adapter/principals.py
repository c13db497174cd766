"""Whom moto gave an access key: users of its IAM, and roles assumed through its STS."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Principal:
    """The holder of an access key: a user, or else a session of a role."""

    account_id: str
    arn: str
    principal_id: str
    user_name: str | None = None
    role_arn: str | None = None
    session_policies: tuple[str, ...] = ()


def principal_of(access_key_id: str) -> Principal | None:
    """The holder of the key; None for a key that moto did not give out."""
    from moto.iam.models import iam_backends
    from moto.sts.models import sts_backends

    # A copy: other threads may add accounts meanwhile.
    for account_id, partitions in list(iam_backends.items()):
        key = partitions["aws"].access_keys.get(access_key_id)
        if key is None:
            continue
        if key.user_name is not None:
            user = partitions["aws"].users[key.user_name]
            return Principal(account_id=account_id, arn=user.arn, principal_id=user.id, user_name=user.name)
        session = sts_backends[account_id]["aws"].get_assumed_role_from_access_key(access_key_id)
        return None if session is None else _of_session(account_id, session)
    return None


def _of_session(account_id: str, session: Any) -> Principal:
    return Principal(
        account_id=account_id,
        arn=session.arn,
        principal_id=session.user_id,
        role_arn=session.role_arn,
        session_policies=(session.policy,) if session.policy else (),
    )
