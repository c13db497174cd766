"""The verbs of fault injection."""

from pydantic import Field

from emulator.scenario.expectations import Part
from emulator.scenario.saving import SAVE, Save
from emulator.seed.fault import SeedFault


class InjectFaultStep(SeedFault):
    """From now on requests fail that this rule strikes: with an error, late, or carried out without an answer."""

    save: Save = Field(default_factory=dict, description=SAVE)

    def told(self) -> str:
        """The step as a sentence."""
        what = f"{self.service} {self.operation}" if self.operation else self.service
        which = "every request" if self.times is None else f"the next {self.times if self.times > 1 else ''} request"
        return f"A fault is injected: {' '.join(which.split())} of {what} {self._effect}."

    @property
    def _effect(self) -> str:
        effects = [f"takes {self.delay_seconds:g} seconds"] if self.delay_seconds else []
        effects += ["is carried out without telling"] if self.drop_after_commit else []
        if self.error is not None:
            effects.append(f"is answered with {self.error.status or self.error.code}")
        return " and ".join(effects)


class RemoveFaultsStep(Part):
    """No request fails any more because of an injected fault."""

    def told(self) -> str:
        """The step as a sentence."""
        return "The injected faults are removed."
