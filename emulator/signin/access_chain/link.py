"""One link of the chain, and the case that all links are about."""

from dataclasses import dataclass, field
from enum import StrEnum

from emulator.directory.user import User
from emulator.guide.refusal import Facts
from emulator.permissions.instances import Instance
from emulator.store.transaction import Transaction


class State(StrEnum):
    """`open`: not broken, and not proven; nothing was tried yet, or it is under way."""

    SOUND = "sound"
    BROKEN = "broken"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class Link:
    """One link: its name, the question that it answers, and what was found.

    A broken one names its cause (an id of the catalogue) and the facts of the case.
    """

    name: str
    question: str
    state: State
    found: str
    cause: str | None = None
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True)
class Case:
    """Whom the chain is walked for. `asked` is the name as it was given, `user` the user that it leads to."""

    tx: Transaction
    instance: Instance
    asked: str
    user: User | None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that requests may hold for this person."""
        known = (self.user.user_name, self.user.user_id, self.user.primary_email) if self.user else ()
        return tuple(dict.fromkeys(name for name in (self.asked, *known) if name))
