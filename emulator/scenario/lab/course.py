"""Courses: labs in an order, in parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pydantic import Field

from emulator.scenario.expectations import Part
from emulator.scenario.lab.section import Lab
from emulator.scenario.library import ScenarioFile, read_scenarios, scenarios_folder
from emulator.scenario.model import Scenario
from emulator.seed.document import DocumentUnreadable, parse_document, read_document
from emulator.seed.model import Text

# The courses that come with the emulator; the first is the one through the guide.
COURSES = ("troubleshooting", "field")


_SECTION = re.compile(rb"^lab:", re.MULTILINE)


class CoursePart(Part):
    """Some labs on one subject."""

    title: Text
    about: Text = Field(description="What this part is about; what to read or do before it.")
    labs: tuple[str, ...] = Field(min_length=1, description="Names of labs, from the `lab` sections of scenarios.")


class Course(Part):
    """A course file."""

    title: Text
    about: Text
    parts: tuple[CoursePart, ...] = Field(min_length=1)

    @property
    def labs(self) -> tuple[str, ...]:
        """The names of all labs, in order."""
        return tuple(lab for part in self.parts for lab in part.labs)

    def minutes(self, labs: "dict[str, LabFile]") -> int:
        """How long the course takes in all."""
        return sum(labs[name].lab.minutes for name in self.labs)


@dataclass(frozen=True)
class LabFile:
    """A scenario that is a lab."""

    scenario: Scenario
    lab: Lab


def read_course(given: str = COURSES[0]) -> Course:
    """A course that comes with the emulator, by its name, or that of a file. Raises DocumentUnreadable."""
    if given not in COURSES:
        return read_document(Path(given), Course)
    own = files("emulator.scenario.lab") / f"{given}.yaml"
    return parse_document(own.read_text("utf-8"), Course, name=own.name)


def own_labs() -> dict[str, LabFile]:
    """The labs that come with the emulator; only files with that section are parsed, which saves much time."""
    files = sorted(scenarios_folder().rglob("*.yaml"))
    return labs_in(read_scenarios(path for path in files if _SECTION.search(path.read_bytes())))


def labs_in(scenarios: Sequence[ScenarioFile]) -> dict[str, LabFile]:
    """The labs among the scenarios, by name. Raises DocumentUnreadable where two have one name."""
    labs: dict[str, LabFile] = {}
    for file in scenarios:
        if file.scenario.lab is None:
            continue
        name = file.scenario.lab.name
        if name in labs:
            raise DocumentUnreadable(f"{file.path}: the lab {name} is that of {labs[name].scenario.id} too")
        labs[name] = LabFile(file.scenario, file.scenario.lab)
    return labs


def check_course(course: Course, labs: dict[str, LabFile]) -> None:
    """Raises DocumentUnreadable where the course names what is no lab, or a lab twice."""
    unknown = [name for name in course.labs if name not in labs]
    twice = sorted({name for name in course.labs if course.labs.count(name) > 1})
    problems = [f"{name} is no lab" for name in unknown] + [f"{name} is there twice" for name in twice]
    if problems:
        raise DocumentUnreadable(f"{course.title}: {'; '.join(problems)}")
