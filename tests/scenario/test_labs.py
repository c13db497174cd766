"""Labs: each is broken when it begins, is not solved by doing nothing, and is solved by its solution."""

import pytest

from emulator.guide.catalogue import catalogue
from emulator.scenario.client import EmulatorClient
from emulator.scenario.lab.course import COURSES, LabFile, check_course, labs_in, read_course
from emulator.scenario.lab.exercise import LabUnusable, begin, check_lab, lab_of, solve
from emulator.scenario.library import read_scenarios, scenarios_folder
from emulator.seed.document import DocumentUnreadable
from tests.conftest import RunningEmulator

FILES = read_scenarios([scenarios_folder()])
LABS = labs_in(FILES)


@pytest.fixture
def client(emulator: RunningEmulator) -> EmulatorClient:
    return EmulatorClient(emulator.url)


@pytest.mark.parametrize("file", LABS.values(), ids=LABS)
def test_a_lab_is_solved_by_its_solution_and_not_before(file: LabFile, client: EmulatorClient) -> None:
    values = begin(file.scenario, client)
    checked = check_lab(file.scenario, values, client)
    assert not all(each.holds for each in checked)
    assert file.scenario.cause not in str(checked)
    # Checking has changed nothing, so a second check finds the same.
    assert not all(each.holds for each in check_lab(file.scenario, values, client))
    assert [each for each in solve(file.scenario, values, client) if not each.holds] == []
    assert [each for each in check_lab(file.scenario, values, client) if not each.holds] == []


@pytest.mark.parametrize("file", LABS.values(), ids=LABS)
def test_a_lab_tells_neither_its_cause_nor_its_title(file: LabFile) -> None:
    assert file.scenario.cause not in file.lab.brief
    assert file.scenario.title not in file.lab.brief
    assert file.scenario.cause.rpartition(".")[2] not in file.lab.name


def test_the_courses_name_every_lab_once() -> None:
    courses = [read_course(name) for name in COURSES]
    for course in courses:
        check_course(course, LABS)
    assert sorted(lab for course in courses for lab in course.labs) == sorted(LABS)


def test_the_course_meets_every_entry_of_the_guide_in_about_ninety_minutes() -> None:
    course = read_course()
    met = {LABS[name].scenario.entry for name in course.labs}
    entries = {entry.id for entry in catalogue().entries if entry.number is not None}
    assert len(entries) == 22
    assert met == entries | {"customer-managed-keys"}
    assert 85 <= course.minutes(LABS) <= 105


def test_the_last_hint_of_a_lab_is_not_its_first() -> None:
    assert all(len(set(file.lab.hints)) >= 3 for file in LABS.values())


def test_a_course_that_names_no_lab_is_refused() -> None:
    course = read_course()
    with pytest.raises(DocumentUnreadable, match="jane-is-new is no lab"):
        check_course(course, {})


def test_two_labs_of_one_name_are_refused() -> None:
    twice = [file for file in FILES if file.scenario.lab is not None][:1] * 2
    with pytest.raises(DocumentUnreadable, match="is that of"):
        labs_in(twice)


def test_a_scenario_without_lab_cannot_be_begun() -> None:
    plain = next(file.scenario for file in FILES if file.scenario.lab is None)
    with pytest.raises(LabUnusable, match="is no lab"):
        lab_of(plain)


def test_a_lab_whose_error_does_not_show_is_unusable(client: EmulatorClient) -> None:
    scenario = LABS["jane-is-new"].scenario
    with pytest.raises(LabUnusable, match="the error does not show"):
        begin(scenario.model_copy(update={"cause": "saml.user-disabled"}), client)
