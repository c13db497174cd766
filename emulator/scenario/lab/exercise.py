"""Begins a lab on an emulator, and checks what the learner has done to it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from emulator.scenario.check import check, succeeded
from emulator.scenario.client import EmulatorClient, EmulatorUnusable
from emulator.scenario.expectations import Then
from emulator.scenario.lab.section import Lab
from emulator.scenario.matching import Difference
from emulator.scenario.model import Scenario
from emulator.scenario.seen import Seen
from emulator.scenario.steps import Step
from emulator.scenario.values import ValueMissing, Values
from emulator.scenario.watch import Watch
from emulator.scenario.world import World

_SNAPSHOT = "while-checking"


class LabUnusable(Exception):
    """The lab cannot be begun as its file says; the text tells why."""


@dataclass(frozen=True)
class Checked:
    """One thing that must hold: in words, and what is still in the way."""

    told: str
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is in the way."""
        return not self.differences


def lab_of(scenario: Scenario) -> Lab:
    """The scenario's lab. Raises LabUnusable where it has none."""
    if scenario.lab is None:
        raise LabUnusable(f"the scenario {scenario.id} is no lab; `idc lab list` names those that are")
    return scenario.lab


def begin(scenario: Scenario, client: EmulatorClient) -> dict[str, Any]:
    """Break the emulator as the lab says; the values that its steps know from then on, which hold secrets.

    `begun.event` is the sequence number of the last event before the learner begins; what comes later, the learner
    has done. Raises LabUnusable where the error does not show, EmulatorUnusable.
    """
    given = client.reset(scenario.given.model_dump(mode="json", exclude_unset=True))
    steps = lab_of(scenario).when or scenario.when
    seen = Seen()
    with _world(client, given) as world:
        watch = Watch(client)
        try:
            for step in steps:
                seen = watch.take(world, step.action)
        except ValueMissing as problem:
            raise LabUnusable(f"{scenario.id}: {problem}") from problem
        causes = [diagnosis.get("cause") for diagnosis in seen.diagnoses]
        if scenario.cause not in causes:
            raise LabUnusable(f"{scenario.id}: the error does not show, but {causes or 'no refusal'}")
        return {**world.values.known, "begun": {"event": watch.last_event}}


def solve(scenario: Scenario, values: Mapping[str, Any], client: EmulatorClient) -> tuple[Checked, ...]:
    """Take the steps of the solution; how each went."""
    return _take(lab_of(scenario).solution or scenario.fix.steps, values, client)


def check_lab(scenario: Scenario, values: Mapping[str, Any], client: EmulatorClient) -> tuple[Checked, ...]:
    """What must hold, in order. The emulator is afterwards as it was before, unless the lab says otherwise."""
    lab = lab_of(scenario)
    if not lab.undone:
        return _without(scenario.cause, _take(lab.check, values, client))
    client.ask("POST", "snapshots", {"name": _SNAPSHOT})
    try:
        return _without(scenario.cause, _take(lab.check, values, client))
    finally:
        client.ask("POST", f"snapshots/{_SNAPSHOT}/restore")
        client.ask("DELETE", f"snapshots/{_SNAPSHOT}")


def _take(steps: Sequence[Step], values: Mapping[str, Any], client: EmulatorClient) -> tuple[Checked, ...]:
    checked = []
    with _world(client, values) as world:
        watch = Watch(client)
        for step in steps:
            try:
                seen = watch.take(world, step.action)
                found = _differences(step, seen, world.values)
            except ValueMissing as problem:
                found = [Difference("value", "to be there", str(problem))]
            except EmulatorUnusable as problem:
                # Raised again where it is the emulator that does not answer, and not what the step looks for.
                client.ask("GET", "livez")
                found = [Difference("step", "to be possible", str(problem))]
            checked.append(Checked(step.told(), tuple(found)))
    return tuple(checked)


def _without(cause: str, checked: tuple[Checked, ...]) -> tuple[Checked, ...]:
    """The same without the cause, which the learner is to find."""
    return tuple(
        replace(
            each,
            differences=tuple(replace(found, found=found.found.replace(cause, "…")) for found in each.differences),
        )
        for each in checked
    )


def _differences(step: Step, seen: Seen, values: Values) -> list[Difference]:
    if step.then is None:
        return succeeded(seen)
    then = Then.model_validate(values.fill(step.then.model_dump(exclude_unset=True)))
    return check(then, seen, cause=None)


@contextmanager
def _world(client: EmulatorClient, values: Mapping[str, Any]) -> Iterator[World]:
    world = World(client, Values(values))
    try:
        yield world
    finally:
        world.close()
