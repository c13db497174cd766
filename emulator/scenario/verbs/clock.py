"""Verbs that move the emulator's clock."""

from typing import Any

from emulator.scenario.client import Answer
from emulator.scenario.clock_steps import AdvanceClockStep, FreezeClockStep, SetClockSkewStep
from emulator.scenario.world import World


def advance_clock(world: World, step: AdvanceClockStep) -> list[Answer]:
    """Let time pass."""
    return _change(world, {"advance": step.total_seconds})


def freeze_clock(world: World, step: FreezeClockStep) -> list[Answer]:
    """Let the clock stand still."""
    return _change(world, {"freeze": step.at.isoformat() if step.at else True})


def set_clock_skew(world: World, step: SetClockSkewStep) -> list[Answer]:
    """Let the clock be off."""
    return _change(world, {"skew": step.seconds})


def _change(world: World, change: dict[str, Any]) -> list[Answer]:
    return [world.client.control("POST", "clock", change)]
