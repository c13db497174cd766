"""Reads the field cases: the problems that people report most, and the scenarios that show them.

Source: facts/field.md §1, the 25 most reported problems and those that come next.
"""

from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, model_validator


class ShownHow(StrEnum):
    """Whether a scenario shows the reported texts themselves."""

    EXACTLY = "exactly"
    IN_PART = "in part"


class FieldCase(BaseModel):
    """A reported problem. `number` is its rank, None for those that are reported less often.

    `texts` are what was reported, word for word. `reported` names where: an address, `owner/repository#number`, or
    words. `note` tells what the scenarios do not show, and why.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int | None
    title: str
    about: str
    texts: tuple[str, ...]
    reported: tuple[str, ...]
    scenarios: tuple[str, ...]
    shown: ShownHow
    note: str = ""

    @model_validator(mode="after")
    def _tells_what_is_missing(self) -> "FieldCase":
        if (self.shown is ShownHow.IN_PART) != bool(self.note):
            raise ValueError("`note` tells what is missing where a case is shown in part, and only there")
        return self


@cache
def field_cases() -> tuple[FieldCase, ...]:
    """Every field case: by rank, then those without."""
    document = files("emulator.guide") / "field_cases.yaml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return TypeAdapter(tuple[FieldCase, ...]).validate_python(yaml.load(document.read_text("utf-8"), Loader=loader))
