"""Reads the catalogue: every entry of AWS's troubleshooting guide with its causes (files in `entries/`).

Source: the user guide's page "Troubleshooting IAM Identity Center issues" (facts/signin.md §1).
"""

from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict


class Evidence(StrEnum):
    """How well a text or behaviour is known."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    ASSUMED = "assumed"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Shown(_Record):
    """One text that AWS shows: where it appears, the words, and how they are known.

    Parts of `text` that differ from case to case stand as `<request id>`. `source` is the page or the capture that
    has the text; for an assumed text it tells what the assumption rests on.
    """

    where: str
    text: str
    evidence: Evidence
    source: str = ""


class Cause(_Record):
    """One documented reason inside an entry.

    `shows` lists what each client sees; `why` and `fix` are for a person; `documentation` are URLs.
    """

    id: str
    title: str
    shows: tuple[Shown, ...]
    why: str
    fix: str
    documentation: tuple[str, ...] = ()


class Entry(_Record):
    """One heading of the guide. `number` is its place there; None where the guide has no such heading."""

    id: str
    number: int | None
    title: str
    about: str
    documentation: str
    causes: tuple[Cause, ...]


class Catalogue:
    """All entries in the guide's order, and the causes by id."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        self._by_cause: dict[str, tuple[Entry, Cause]] = {}
        for entry in entries:
            for cause in entry.causes:
                if cause.id in self._by_cause:
                    raise ValueError(f"the catalogue names the cause {cause.id} twice")
                self._by_cause[cause.id] = (entry, cause)

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Every cause, in the guide's order."""
        return tuple(cause for entry in self.entries for cause in entry.causes)

    def cause(self, cause_id: str) -> Cause:
        """The cause of that id; KeyError where there is none."""
        return self._by_cause[cause_id][1]

    def entry_of(self, cause_id: str) -> Entry:
        """The entry that the cause belongs to; KeyError where there is none."""
        return self._by_cause[cause_id][0]

    def __contains__(self, cause_id: object) -> bool:
        return cause_id in self._by_cause


@cache
def catalogue() -> Catalogue:
    """The catalogue that ships with the package, read once."""
    folder = files("emulator.guide") / "entries"
    documents = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries = (Entry.model_validate(yaml.load(document.read_text("utf-8"), Loader=loader)) for document in documents)
    return Catalogue(tuple(entries))
