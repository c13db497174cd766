"""Reading and setting the emulator's clock."""

from datetime import datetime, timedelta
from typing import Self

from pydantic import AwareDatetime, Field, model_validator

from emulator.clock import Clock
from emulator.web.control.route import Answer, Body, Control, Declined

_TEN_YEARS = 10 * 365 * 24 * 3600


class ClockChange(Body):
    """Several keys may stand together; they act in the order resume or skew, freeze, advance."""

    resume: bool = Field(False, description="Follow the machine's time again.")
    skew: float | None = Field(
        None, ge=-_TEN_YEARS, le=_TEN_YEARS, description="Run so many seconds ahead of the machine's time."
    )
    freeze: bool | AwareDatetime = Field(
        False, description="`true` stops the clock now, an instant (with time zone) at that instant."
    )
    advance: float = Field(
        0, ge=-_TEN_YEARS, le=_TEN_YEARS, description="Move the clock by so many seconds, frozen or not."
    )

    @model_validator(mode="after")
    def _one_change_at_least(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("say what to do: resume, skew, freeze or advance")
        if self.resume and self.skew is not None:
            raise ValueError("give either resume or skew, not both")
        return self


class ClockState(Answer):
    """What the clock shows. While it is frozen, `offset_seconds` says how it would run on."""

    now: datetime
    frozen: bool
    offset_seconds: float


def read_clock(control: Control) -> ClockState:
    """The emulator's time."""
    return _state(control.context.clock)


def change_clock(control: Control, *, body: ClockChange) -> ClockState:
    """Freeze, move, skew or resume the emulator's clock."""
    clock = control.context.clock
    try:
        if body.resume:
            clock.resume()
        if body.skew is not None:
            clock.skew(timedelta(seconds=body.skew))
        if body.freeze:
            clock.freeze(None if body.freeze is True else body.freeze)
        if body.advance:
            clock.advance(timedelta(seconds=body.advance))
    except ValueError as mistake:
        raise Declined(400, str(mistake)) from mistake
    return _state(clock)


def _state(clock: Clock) -> ClockState:
    return ClockState(now=clock.now(), frozen=clock.frozen, offset_seconds=clock.offset.total_seconds())
