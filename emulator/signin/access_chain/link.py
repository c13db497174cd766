"""One link of the chain, and the case that all links are about."""

from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import func, or_, select

from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance
from emulator.store.tables.signin import sign_in_workflows
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
class Question:
    """A link whose answer is not known yet."""

    name: str
    text: str

    def sound(self, found: str) -> Link:
        """The link holds."""
        return Link(name=self.name, question=self.text, state=State.SOUND, found=found)

    def open(self, found: str) -> Link:
        """Nobody knows yet."""
        return Link(name=self.name, question=self.text, state=State.OPEN, found=found)

    def broken(self, found: str, cause: str, facts: Facts) -> Link:
        """The link is broken."""
        return Link(name=self.name, question=self.text, state=State.BROKEN, found=found, cause=cause, facts=facts)

    def refused(self, found: str, refusal: Refusal) -> Link:
        """The link is broken, as this refusal says."""
        return self.broken(found, refusal.cause, refusal.facts)


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

    @property
    def workflows(self) -> tuple[str, ...]:
        """The sign-in workflows of this person; their forms name them and nobody else."""
        columns = sign_in_workflows.c
        typed = func.lower(columns.user_name).in_([name.lower() for name in self.names])
        own = or_(typed, columns.user_id == self.user.user_id) if self.user else typed
        statement = select(columns.workflow_id).where(columns.instance_arn == self.instance.instance_arn, own)
        newest = statement.order_by(columns.created_at.desc()).limit(20)
        return tuple(row["workflow_id"] for row in self.tx.rows(newest))
