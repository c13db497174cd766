"""The verbs that move the emulator's clock."""

from pydantic import AwareDatetime, Field

from emulator.scenario.expectations import Part


class AdvanceClockStep(Part):
    """Time passes."""

    seconds: float = 0
    minutes: float = 0
    hours: float = 0
    days: float = 0

    @property
    def total_seconds(self) -> float:
        """The whole of it."""
        return self.seconds + 60 * (self.minutes + 60 * (self.hours + 24 * self.days))

    def told(self) -> str:
        """The step as a sentence."""
        parts = {"days": self.days, "hours": self.hours, "minutes": self.minutes, "seconds": self.seconds}
        return f"{', '.join(f'{number:g} {name}' for name, number in parts.items() if number)} pass."


class FreezeClockStep(Part):
    """The emulator's clock stands still."""

    at: AwareDatetime | None = Field(None, description="The instant; now when left out.")

    def told(self) -> str:
        """The step as a sentence."""
        return f"The clock stands still at {self.at.isoformat() if self.at else 'this moment'}."


class SetClockSkewStep(Part):
    """The emulator's clock is off by so many seconds."""

    seconds: float

    def told(self) -> str:
        """The step as a sentence."""
        return f"The emulator's clock is off by {self.seconds:g} seconds."
