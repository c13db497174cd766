"""What the guides tell people to type exists: scenarios, labs, and one page for each provider that is promised."""

import re
from pathlib import Path

import pytest
import yaml

from emulator.guide.catalogue import catalogue
from emulator.scenario.coverage import coverage
from emulator.scenario.lab.course import Course, check_course, labs_in
from emulator.scenario.library import read_scenarios, scenarios_folder

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
PROVIDERS = ("keycloak", "simplesamlphp", "okta", "entra-id", "google-workspace")
FILES = read_scenarios([scenarios_folder()])


@pytest.mark.parametrize("name", ["index", *PROVIDERS])
def test_every_cause_in_a_provider_guide_has_a_scenario_to_show(name: str) -> None:
    named = set(re.findall(r"\[`([a-z0-9.-]+)`\]", (GUIDES / "providers" / f"{name}.md").read_text("utf-8")))
    with_one = {each.cause.id for entry in coverage(FILES) for each in entry.causes if each.scenarios}
    assert len(named) >= 7
    assert named <= with_one


def test_the_course_in_the_guide_of_labs_can_be_used() -> None:
    (document,) = re.findall(r"```yaml\n(.*?)```", (GUIDES / "labs.md").read_text("utf-8"), re.DOTALL)
    check_course(Course.model_validate(yaml.safe_load(document)), labs_in(FILES))


def test_the_tutorial_begins_with_a_cause_that_exists() -> None:
    (cause,) = re.findall(r"idc scenario new (\S+)", (GUIDES / "write-a-scenario.md").read_text("utf-8"))
    assert cause in catalogue()
