"""What a handler is given; no framework."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.settings import Settings
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who signed the request; `access_key_id` is empty where nobody did."""

    account_id: str
    access_key_id: str

    @property
    def arn(self) -> str:
        """Whom changes are written down to."""
        return f"arn:aws:iam::{self.account_id}:root"

    @property
    def user_identity(self) -> Json:
        """The caller as CloudTrail's `userIdentity`: access keys belong to nobody in particular yet."""
        return {
            "type": "Root",
            "principalId": self.account_id,
            "arn": self.arn,
            "accountId": self.account_id,
            "accessKeyId": self.access_key_id,
        }


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of an operation, with input that satisfies the service model: members as the model spells them."""

    tx: Transaction
    settings: Settings
    service: str
    operation: str
    caller: Caller
    region: str
    origin: Origin
    input: Mapping[str, Any]
