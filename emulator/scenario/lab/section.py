"""The part of a scenario file that makes it a lab."""

from pydantic import Field

from emulator.scenario.expectations import Part
from emulator.scenario.steps import Step


class Lab(Part):
    """An exercise: what somebody reports, hints one after the other, and what must hold when it is solved."""

    name: str = Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        description="What learners call it; unlike the id, it must not tell the cause.",
    )
    brief: str = Field(min_length=1, description="The symptom as a user would report it; never the cause.")
    minutes: int = Field(ge=1, le=60, description="How long it takes somebody who does it for the first time.")
    hints: tuple[str, ...] = Field(min_length=1, description="From a nudge to the answer, shown one by one.")
    when: tuple[Step, ...] = Field(
        (), description="The steps that leave the state broken; those of the scenario when left out."
    )
    check: tuple[Step, ...] = Field(
        min_length=1,
        description="What must hold in the end; every step that says so in `about` is told to the learner.",
    )
    undone: bool = Field(
        True,
        description=(
            "Whether what a check does is undone afterwards. IAM users, keys and whatever else belongs to other AWS "
            "services would be lost by that: a lab about them says false, and its check changes nothing that matters."
        ),
    )
    solution: tuple[Step, ...] = Field(
        (), description="One way to solve it; the steps of the scenario's fix when left out."
    )
