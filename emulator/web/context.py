"""What every HTTP surface is given by the composition root."""

from dataclasses import dataclass

from emulator.clock import Clock
from emulator.ids import Identifiers
from emulator.settings import Settings
from emulator.store.database import Store


@dataclass(frozen=True)
class Context:
    """The running emulator's parts. `public_url` is the base URL without a trailing slash."""

    settings: Settings
    store: Store
    clock: Clock
    ids: Identifiers
    public_url: str
