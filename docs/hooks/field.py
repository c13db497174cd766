"""The page of the problems that people report most, from the field cases."""

import re
from collections.abc import Iterable
from pathlib import Path

import guide

from emulator.guide.catalogue import catalogue
from emulator.guide.field_cases import FieldCase, ShownHow
from emulator.scenario.library import read_scenarios
from emulator.scenario.model import Scenario

PATH = "guide/most-reported.md"

_INTRODUCTION = """\
# The most reported problems

What people ask about IAM Identity Center in issue trackers and forums, ranked by how often it is reported and how
little the text tells. Each problem has scenarios that show it as it was reported; `idc scenario list --field` prints
the list. What a client writes around AWS's answer is its own and is not shown: there the answer is what counts.
"""


def page(cases: Iterable[FieldCase], folder: Path) -> str:
    """Every case with its texts, its scenarios, and where it was reported."""
    scenarios = {file.scenario.id: file.scenario for file in read_scenarios([folder])}
    parts = [_INTRODUCTION]
    ranked = True
    for case in cases:
        if ranked and case.number is None:
            ranked = False
            parts.append("## Reported less often")
        parts.append(_case(case, scenarios))
    return "\n\n".join(parts)


def _case(case: FieldCase, scenarios: dict[str, Scenario]) -> str:
    heading = f"## {case.number}. {case.title}" if case.number else f"### {case.title}"
    texts = "\n".join(f"``` {{ .text .shown }}\n{text}\n```" for text in case.texts)
    commands = "\n".join(f"- {_scenario(scenarios[name])}" for name in case.scenarios)
    missing = f"*Shown in part:* {guide.plain(case.note)}" if case.shown is ShownHow.IN_PART else ""
    told = [guide.plain(case.about), texts, f"**Scenarios**\n\n{commands}", missing, f"*Reported:* {_links(case)}"]
    return "\n\n".join(part for part in (heading, *told) if part)


def _scenario(scenario: Scenario) -> str:
    cause = catalogue().cause(scenario.cause)
    return (
        f"{guide.plain(scenario.title)}: `idc scenario run {scenario.id}` "
        f"([cause and fix]({scenario.entry}.md#{guide.anchor(cause)}))"
    )


def _links(case: FieldCase) -> str:
    return ", ".join(_link(place) for place in case.reported)


def _link(place: str) -> str:
    issue = re.fullmatch(r"([\w.-]+/[\w.-]+)#(\d+)", place)
    if issue:
        return f"[{place}](https://github.com/{issue[1]}/issues/{issue[2]})"
    return f"<{place}>" if place.startswith("https://") else place
