"""Which causes of the catalogue have a scenario, and which do not."""

from collections.abc import Iterable
from dataclasses import dataclass

from emulator.guide.catalogue import Cause, Entry, catalogue
from emulator.scenario.library import ScenarioFile


@dataclass(frozen=True)
class CoveredCause:
    """A cause and its scenarios; none when it is missing."""

    cause: Cause
    scenarios: tuple[ScenarioFile, ...]


@dataclass(frozen=True)
class CoveredEntry:
    """An entry of the catalogue and its causes."""

    entry: Entry
    causes: tuple[CoveredCause, ...]

    @property
    def covered(self) -> int:
        """How many causes have a scenario."""
        return sum(1 for cause in self.causes if cause.scenarios)


def coverage(files: Iterable[ScenarioFile]) -> tuple[CoveredEntry, ...]:
    """Every entry in the guide's order, those beyond the guide last."""
    by_cause: dict[str, list[ScenarioFile]] = {}
    for file in files:
        by_cause.setdefault(file.scenario.cause, []).append(file)
    entries = sorted(catalogue().entries, key=lambda entry: (entry.number is None, entry.number or 0))
    return tuple(
        CoveredEntry(entry, tuple(CoveredCause(cause, tuple(by_cause.get(cause.id, ()))) for cause in entry.causes))
        for entry in entries
    )
