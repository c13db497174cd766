"""Whether moto, of which a process has only one, holds the present state of this store, and how it comes to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from emulator.accounts.moto_adapter import iam, organizations
from emulator.accounts.revision import new_revision, revision
from emulator.store.transaction import Transaction


class _Moto:
    """The state of the one moto of this process: the revision that it holds, None for no store's."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.revision: str | None = None


# moto itself is global, so what is known of it is as well.
_moto = _Moto()


@contextmanager
def serialized() -> Iterator[None]:
    """One thread at a time; moto does not guard what it checks and then changes."""
    with _moto.lock:
        yield


@contextmanager
def filled(tx: Transaction) -> Iterator[None]:
    """Let moto hold the state of this store, and keep other threads away from it meanwhile."""
    # The row first, then the lock: the other way round, a transaction that waits for the row would block its holder.
    wanted = revision(tx, lock=True)
    with _moto.lock:
        if _moto.revision != wanted:
            _fill(tx, wanted)
        yield


def is_filled(tx: Transaction) -> bool:
    """Whether moto holds the state of this store already; if not, nothing was done in it since the store was made."""
    return _moto.revision is not None and _moto.revision == revision(tx)


@contextmanager
def changing(tx: Transaction) -> Iterator[bool]:
    """Around a change to what moto must know too. Yields whether moto holds this store's state and must be changed.

    Where the block raises, moto is filled anew on its next use; and also where the transaction is undone later, since
    the revision is undone with it.
    """
    present = revision(tx, lock=True)
    with _moto.lock:
        holds = _moto.revision == present
        if holds:
            _moto.revision = None
        yield holds
        made = new_revision(tx)
        if holds:
            _moto.revision = made


def forget() -> None:
    """Let moto be emptied and filled anew on its next use: what lives in it alone belongs to a state that is gone."""
    with _moto.lock:
        _moto.revision = None


def _fill(tx: Transaction, wanted: str) -> None:
    """Empty moto and write into it what the store holds."""
    from moto.core.base_backend import BackendDict
    from moto.core.model_instances import reset_model_data

    _moto.revision = None
    BackendDict.reset()
    reset_model_data()
    organizations.fill(tx)
    iam.fill(tx)
    _moto.revision = wanted
