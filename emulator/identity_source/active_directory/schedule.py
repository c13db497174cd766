"""When the synchronization runs: every hour of the emulator's clock, unless it is paused.

AWS starts a cycle each hour (how-it-works-configurable-ADsync.html). unconfirmed: the minute; AWS needs half an hour
to two hours until the data are there, the emulator none. A cycle that became due while the clock jumped runs once.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.active_directory.stale_users import (
    LONGEST_WITHOUT_SYNCHRONIZATION,
    disable,
    forget_unsynchronized,
    left_scope_at,
)
from emulator.identity_source.active_directory.sync import synchronized_users
from emulator.store.tables.active_directory import directory_synchronizations
from emulator.store.transaction import Transaction

CYCLE = timedelta(hours=1)

_TABLE = directory_synchronizations
_COLUMNS = directory_synchronizations.c


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Where the synchronization stands; `failure` is cause and facts of the latest attempt, if it failed."""

    paused: bool
    attempted_at: datetime
    succeeded_at: datetime | None
    failure: tuple[str, Facts] | None

    @property
    def next_at(self) -> datetime | None:
        """When the next cycle is due; None while paused."""
        return None if self.paused else self.attempted_at + CYCLE


def schedule_of(tx: Transaction, identity_store_id: str) -> Schedule | None:
    """Where the synchronization stands; None where nothing was ever synchronized."""
    row = tx.row(select(_TABLE).where(_COLUMNS.identity_store_id == identity_store_id))
    if row is None:
        return None
    cause, facts = row["failure_cause"], row["failure_facts"]
    return Schedule(
        paused=row["paused"],
        attempted_at=row["attempted_at"],
        succeeded_at=row["succeeded_at"],
        failure=None if cause is None else (cause, Facts(**facts)),
    )


def begin_due_cycle(tx: Transaction) -> str | None:
    """The identity store whose cycle is due, and begins now; while paused, its users are disabled after 28 days."""
    row = tx.row(select(_COLUMNS.identity_store_id, _COLUMNS.attempted_at))
    # A clock that was turned back would keep the next cycle away for as long.
    if row is None or row["attempted_at"] <= tx.now() < row["attempted_at"] + CYCLE:
        return None
    store_id: str = row["identity_store_id"]
    schedule = schedule_of(tx, store_id)
    assert schedule is not None, "the row was there just now"
    # Of two requests that see it due, the first one runs it.
    still = (_COLUMNS.identity_store_id == store_id) & (_COLUMNS.attempted_at == row["attempted_at"])
    if tx.execute(update(_TABLE).where(still).values(attempted_at=tx.now())) == 0:
        return None
    if not schedule.paused:
        return store_id
    _disable_stale(tx, store_id, schedule.succeeded_at)
    return None


def note_success(tx: Transaction, identity_store_id: str) -> None:
    """A synchronization succeeded; the next cycle is due in an hour."""
    before = schedule_of(tx, identity_store_id)
    forget_schedule(tx, identity_store_id, users_too=False)
    tx.execute(
        insert(_TABLE).values(
            identity_store_id=identity_store_id,
            paused=before is not None and before.paused,
            attempted_at=tx.now(),
            succeeded_at=tx.now(),
        )
    )


def note_failure(tx: Transaction, identity_store_id: str, refusal: Refusal) -> None:
    """A cycle failed; the next one tries again."""
    values = {"failure_cause": refusal.cause, "failure_facts": asdict(refusal.facts)}
    tx.execute(update(_TABLE).where(_COLUMNS.identity_store_id == identity_store_id).values(values))


def pause(tx: Transaction, identity_store_id: str, paused: bool) -> None:
    """Pause the synchronization, or resume it: the next scheduled cycle brings what has changed meanwhile."""
    tx.execute(update(_TABLE).where(_COLUMNS.identity_store_id == identity_store_id).values(paused=paused))


def forget_schedule(tx: Transaction, identity_store_id: str, *, users_too: bool = True) -> None:
    """Nothing is synchronized any more: the directory is the identity source no longer."""
    tx.execute(delete(_TABLE).where(_COLUMNS.identity_store_id == identity_store_id))
    if users_too:
        forget_unsynchronized(tx, identity_store_id)


def unsynchronized_since(tx: Transaction, identity_store_id: str, user: User) -> datetime | None:
    """Since when nothing synchronizes the user any more, where that is for too long; None where it is not."""
    schedule = schedule_of(tx, identity_store_id)
    since = left_scope_at(tx, user) or (schedule.succeeded_at if schedule is not None else None)
    return since if since is not None and tx.now() - since > LONGEST_WITHOUT_SYNCHRONIZATION else None


def _disable_stale(tx: Transaction, store_id: str, succeeded_at: datetime | None) -> None:
    """Who is paused for more than 28 days loses all users' access; unconfirmed: that failed cycles do not count."""
    if succeeded_at is not None and tx.now() - succeeded_at > LONGEST_WITHOUT_SYNCHRONIZATION:
        for user in synchronized_users(tx, store_id).values():
            disable(tx, store_id, user)
