"""What is kept of a learner between two commands: the lab under way, and the labs that are solved.

Each learner has a folder, with an emulator process and a data file of its own: a lab moves the clock and resets the
whole state, which two learners on one emulator would do to each other.
"""

import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import BaseModel, ConfigDict, ValidationError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def usual_folder() -> Path:
    """Where learners are kept unless somebody says otherwise: in the user's application data."""
    return Path(click.get_app_dir("identity-center-emulator")) / "labs"


# Who has not said a name.
ME = "me"


class ProgressUnreadable(Exception):
    """A learner's file or name cannot be used; the text says why."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Record = TypeVar("Record", bound=_Record)


class RunningLab(_Record):
    """The lab under way, its emulator, and the values of its steps, which hold the emulator's secrets."""

    lab: str
    endpoint: str
    pid: int
    hints_shown: int = 0
    checks: int = 0
    values: dict[str, Any]


class Solved(_Record):
    """A lab that was solved, and how much help and how many checks it took."""

    at: datetime
    hints_shown: int
    checks: int


class Progress(_Record):
    """The labs that a learner has solved, by name."""

    solved: dict[str, Solved] = {}


class Learner:
    """One learner's folder."""

    def __init__(self, folder: Path, name: str) -> None:
        """Raises ProgressUnreadable where the name cannot be that of a folder."""
        if not _NAME.fullmatch(name):
            raise ProgressUnreadable(
                f"{name!r} cannot name a learner: up to 40 letters, digits, dots, dashes, underscores"
            )
        self.name = name
        self.folder = folder / name

    @property
    def running(self) -> RunningLab | None:
        """The lab under way. Raises ProgressUnreadable."""
        return _read(self.folder / "lab.json", RunningLab)

    @property
    def progress(self) -> Progress:
        """What is solved. Raises ProgressUnreadable."""
        return _read(self.folder / "progress.json", Progress) or Progress()

    def keep(self, running: RunningLab) -> None:
        """Remember the lab under way."""
        _write(self.folder / "lab.json", running)

    def forget_running(self) -> None:
        """There is no lab under way any more."""
        (self.folder / "lab.json").unlink(missing_ok=True)

    def remember_solved(self, lab: str, solved: Solved) -> None:
        """The lab is solved; the first time counts."""
        if lab not in self.progress.solved:
            _write(self.folder / "progress.json", Progress(solved={**self.progress.solved, lab: solved}))


def learners_in(folder: Path) -> Sequence[Learner]:
    """Everybody who has begun a lab, by name."""
    if not folder.is_dir():
        return []
    return [
        Learner(folder, each.name)
        for each in sorted(folder.iterdir())
        if each.is_dir() and _NAME.fullmatch(each.name)
    ]


def _read(path: Path, model: type[Record]) -> Record | None:
    try:
        return model.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as problem:
        raise ProgressUnreadable(f"{path} cannot be read; remove it to begin anew: {problem}") from problem


def _write(path: Path, record: _Record) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    written = path.with_suffix(".new")
    # Readable by its owner only from the start: the values hold access tokens.
    with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(record.model_dump_json(indent=2))
    written.replace(path)
