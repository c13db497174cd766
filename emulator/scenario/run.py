"""Runs one scenario against one emulator: reproduce, fix, verify."""

import time
from collections.abc import Sequence
from pathlib import Path

from emulator.scenario.check import check, succeeded, visible
from emulator.scenario.client import EmulatorClient, EmulatorUnusable
from emulator.scenario.expectations import Then
from emulator.scenario.matching import Difference
from emulator.scenario.model import Scenario
from emulator.scenario.outcome import Outcome, Stage, StepReport
from emulator.scenario.seen import Seen
from emulator.scenario.steps import Step
from emulator.scenario.values import ValueMissing, Values
from emulator.scenario.watch import Watch
from emulator.scenario.world import World


def run_scenario(scenario: Scenario, path: Path, client: EmulatorClient) -> Outcome:
    """Reset the emulator to the given state and go through the scenario; never raises for what the emulator does."""
    started = time.perf_counter()
    run = _Run(scenario, client)
    error = None
    try:
        run.carry_out()
    except (EmulatorUnusable, ValueMissing) as problem:
        error = str(problem)
    finally:
        run.close()
    return Outcome(
        scenario=scenario,
        path=path,
        seconds=time.perf_counter() - started,
        steps=tuple(run.reports),
        error=error,
    )


class _Blocked(Exception):
    """A step that had to succeed was refused, so the following ones would mean nothing."""


class _Run:
    def __init__(self, scenario: Scenario, client: EmulatorClient) -> None:
        self._scenario = scenario
        self._client = client
        self._world = World(client, Values({}))
        self._watch = Watch(client)
        self.reports: list[StepReport] = []

    def close(self) -> None:
        self._world.close()

    def carry_out(self) -> None:
        scenario = self._scenario
        given = self._client.reset(scenario.given.model_dump(mode="json", exclude_unset=True))
        self._world.values = Values(given)
        try:
            self._take(Stage.REPRODUCE, scenario.when, scenario.then, cause=scenario.cause)
            self._take(Stage.FIX, scenario.fix.steps, None, cause=None)
            self._take(Stage.VERIFY, self._verification, scenario.verify.then, cause=None)
        except _Blocked:
            return

    @property
    def _verification(self) -> tuple[Step, ...]:
        """The steps of `verify`, or those of `when` without what they showed while the error was there."""
        again = (step.model_copy(update={"then": None}) for step in self._scenario.when)
        return self._scenario.verify.steps or tuple(again)

    def _take(self, stage: Stage, steps: Sequence[Step], then: Then | None, *, cause: str | None) -> None:
        for number, step in enumerate(steps, start=1):
            last = number == len(steps)
            expected = step.then or (then if last else None)
            cause_here = cause if last else None
            if step.then is not None and step.then.diagnosis is not None:
                cause_here = self._scenario.cause
            self._step(stage, number, step, expected, cause_here)

    def _step(self, stage: Stage, number: int, step: Step, then: Then | None, cause: str | None) -> None:
        proves = stage is Stage.VERIFY and number == len(self._verification)
        compares_trail = proves or (then is not None and then.trail is not None)
        seen = self._watch.take(self._world, step.action, read_trail=compares_trail)
        expected = None if then is None else self._filled(then)
        differences = succeeded(seen) if expected is None else check(expected, seen, cause=cause)
        if proves:
            differences += self._still_seen(seen)
        self.reports.append(
            StepReport(
                stage=stage,
                number=number,
                told=step.told(),
                seen=seen,
                expected=expected,
                differences=tuple(differences),
            )
        )
        if cause is None and seen.refused:
            raise _Blocked

    def _still_seen(self, seen: Seen) -> list[Difference]:
        """Without the fault the error must be gone; a `then` that success meets too would pass on anything."""
        if visible(self._filled(self._scenario.then), seen):
            return []
        return [Difference("then", "what success does not show", "success shows the same page, answer and trail")]

    def _filled(self, then: Then) -> Then:
        return Then.model_validate(self._world.values.fill(then.model_dump(exclude_unset=True)))
