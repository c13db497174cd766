"""Labs: each is broken when it begins, is not solved by doing nothing, and is solved by its solution."""

import pytest

from emulator.scenario.client import EmulatorClient
from emulator.scenario.lab.course import LabFile, check_course, labs_in, read_course
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
    assert not all(each.holds for each in check_lab(file.scenario, values, client))
    # Checking has changed nothing, so a second check finds the same.
    assert not all(each.holds for each in check_lab(file.scenario, values, client))
    assert [each for each in solve(file.scenario, values, client) if not each.holds] == []
    assert [each for each in check_lab(file.scenario, values, client) if not each.holds] == []


@pytest.mark.parametrize("file", LABS.values(), ids=LABS)
def test_a_lab_tells_neither_its_cause_nor_its_title(file: LabFile) -> None:
    assert file.scenario.cause not in file.lab.brief
    assert file.scenario.title not in file.lab.brief
    assert file.scenario.cause.rpartition(".")[2] not in file.lab.name


def test_the_course_names_every_lab_once_and_takes_about_ninety_minutes() -> None:
    course = read_course()
    check_course(course, LABS)
    assert sorted(course.labs) == sorted(LABS)
    assert 75 <= sum(LABS[name].lab.minutes for name in course.labs) <= 120


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
