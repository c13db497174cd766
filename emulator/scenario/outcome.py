"""How a scenario went."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from emulator.scenario.expectations import Then
from emulator.scenario.matching import Difference
from emulator.scenario.model import Scenario
from emulator.scenario.seen import Seen


class Stage(StrEnum):
    """The three parts of a run."""

    REPRODUCE = "reproduce"
    FIX = "fix"
    VERIFY = "verify"


class Verdict(StrEnum):
    """`failed`: something is not as expected. `error`: the scenario could not be carried out."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class StepReport:
    """One step that was taken: what was seen, what was expected of it, and what was not as expected."""

    stage: Stage
    number: int
    told: str
    seen: Seen
    expected: Then | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def diagnosis(self) -> str:
        """The causes that were diagnosed."""
        return ", ".join(dict.fromkeys(str(diagnosis.get("cause")) for diagnosis in self.seen.diagnoses))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A scenario's run; `error` says why it could not go on."""

    scenario: Scenario
    path: Path
    seconds: float
    steps: tuple[StepReport, ...]
    error: str | None = None

    @property
    def verdict(self) -> Verdict:
        """The run in one word."""
        if self.error is not None:
            return Verdict.ERROR
        return Verdict.FAILED if any(step.differences for step in self.steps) else Verdict.PASSED

    @property
    def error_step(self) -> StepReport | None:
        """The step that shows the error: the last that was taken to reproduce it."""
        return next(reversed(self._of(Stage.REPRODUCE)), None)

    @property
    def seen(self) -> str:
        """What the client was left with where the error shows."""
        return "" if self.error_step is None else self.error_step.seen.summary

    @property
    def diagnosis(self) -> str:
        """The cause that was diagnosed there."""
        return "" if self.error_step is None else self.error_step.diagnosis

    @property
    def fix_proven(self) -> bool:
        """Whether the action failed before the fix, as expected, and succeeds after it."""
        return self.verdict is Verdict.PASSED and bool(self._of(Stage.VERIFY))

    def _of(self, stage: Stage) -> list[StepReport]:
        return [step for step in self.steps if step.stage is stage]
