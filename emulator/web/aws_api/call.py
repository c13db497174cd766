"""What a handler is given; no framework."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.accounts.caller import Caller
from emulator.settings import Settings
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of an operation, with input that satisfies the service model: members as the model spells them.

    `prepared` is what the operation's preparation has found, if it has one (`Service.preparations`).
    """

    tx: Transaction
    settings: Settings
    service: str
    operation: str
    caller: Caller
    region: str
    origin: Origin
    input: Mapping[str, Any]
    public_url: str
    prepared: Any = None
