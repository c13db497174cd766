"""Who changes settings in the console: the identity that such events name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.trail.event import Origin


@dataclass(frozen=True, kw_only=True)
class Administrator:
    """The caller of a console operation, as `userIdentity`, and the request that the change came with."""

    user_identity: Mapping[str, Any]
    origin: Origin


def account_root(account_id: str, origin: Origin) -> Administrator:
    """The owner account itself, for changes made where nobody has to sign in (the control API)."""
    identity = {
        "type": "Root",
        "principalId": account_id,
        "arn": f"arn:aws:iam::{account_id}:root",
        "accountId": account_id,
        "accessKeyId": "",
    }
    return Administrator(user_identity=identity, origin=origin)
