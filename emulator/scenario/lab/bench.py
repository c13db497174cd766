"""Labs on an emulator that is running already, such as the one whose console shows them: one at a time."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from emulator.scenario.client import EmulatorClient
from emulator.scenario.lab.course import LabFile, own_labs
from emulator.scenario.lab.exercise import Checked, begin, check_lab
from emulator.scenario.lab.progress import ME, Learner, ProgressUnreadable, Solved, usual_folder


@dataclass(frozen=True, kw_only=True)
class InHand:
    """The lab that the emulator is broken for; `values` are those of its steps, which hold secrets."""

    lab: str
    values: dict[str, Any]
    hints_shown: int = 0
    checks: int = 0
    checked: tuple[Checked, ...] = ()

    @property
    def instance_arn(self) -> str:
        """The instance that the lab was begun on; another one means that somebody has replaced the state."""
        return str(self.values["instance"]["instance_arn"])

    @property
    def solved(self) -> bool:
        """Whether the last check found nothing wrong."""
        return bool(self.checked) and all(each.holds for each in self.checked)


class Bench:
    """Begins labs and checks them; what is solved is remembered together with the labs of `idc lab`.

    Where it cannot be written down (a container without a home), it is remembered as long as the emulator runs.
    """

    def __init__(self, client: Callable[[], EmulatorClient]) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._solved_here: set[str] = set()
        self._labs: dict[str, LabFile] | None = None
        self.in_hand: InHand | None = None

    @property
    def labs(self) -> dict[str, LabFile]:
        """The labs by name; read when they are first asked for. Raises DocumentUnreadable."""
        if self._labs is None:
            self._labs = own_labs()
        return self._labs

    @property
    def solved(self) -> set[str]:
        """The names of the labs that are solved."""
        try:
            return {*self._learner().progress.solved, *self._solved_here}
        except ProgressUnreadable:
            return set(self._solved_here)

    def start(self, name: str) -> InHand:
        """Break the emulator, whose state is lost. Raises KeyError, LabUnusable, EmulatorUnusable."""
        scenario = self.labs[name].scenario
        with self._lock:
            self.in_hand = None
            self.in_hand = InHand(lab=name, values=begin(scenario, self._client()))
            return self.in_hand

    def leave(self) -> None:
        """There is no lab in hand any more; the state stays as it is."""
        self.in_hand = None

    def hint(self) -> None:
        """Show one more hint."""
        with self._lock:
            if self.in_hand is not None:
                most = len(self.labs[self.in_hand.lab].lab.hints)
                self.in_hand = replace(self.in_hand, hints_shown=min(self.in_hand.hints_shown + 1, most))

    def check(self, now: datetime) -> None:
        """Look what is still wrong. Raises EmulatorUnusable."""
        with self._lock:
            lab = self.in_hand
            if lab is None:
                return
            checked = check_lab(self.labs[lab.lab].scenario, lab.values, self._client())
            self.in_hand = replace(lab, checks=lab.checks + 1, checked=checked)
            if self.in_hand.solved:
                self._remember(self.in_hand, now)

    def _remember(self, lab: InHand, now: datetime) -> None:
        self._solved_here.add(lab.lab)
        try:
            self._learner().remember_solved(lab.lab, Solved(at=now, hints_shown=lab.hints_shown, checks=lab.checks))
        except (OSError, ProgressUnreadable):
            return

    def _learner(self) -> Learner:
        return Learner(usual_folder(), ME)
