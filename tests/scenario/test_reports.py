"""What a run, a scenario and the coverage look like."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from rich.console import Console, RenderableType

from emulator.scenario.client import Answer
from emulator.scenario.coverage import coverage
from emulator.scenario.library import named, read_scenarios, scenarios_folder
from emulator.scenario.matching import Difference
from emulator.scenario.model import Scenario
from emulator.scenario.outcome import Outcome, Stage, StepReport, Verdict
from emulator.scenario.reports.as_json import coverage_as_json, run_as_json, scenario_as_json
from emulator.scenario.reports.junit import run_as_junit
from emulator.scenario.reports.story import story
from emulator.scenario.reports.table import details, result_table, summary
from emulator.scenario.seen import Seen
from tests.scenario.documents import SOUND

SCENARIO = Scenario.model_validate(yaml.safe_load(SOUND))


def shown(summary: str, cause: str | None = None) -> Seen:
    """What is seen of an API's answer that is summarized as `<status> <message>`."""
    status, _, message = summary.partition(" ")
    answer = Answer("POST", "/Users", int(status), {}, json.dumps({"message": message}) if message else "")
    return Seen(answers=(answer,), diagnoses=() if cause is None else ({"cause": cause},))


def outcome(*differences: Difference, error: str | None = None, seen: str = "400 No") -> Outcome:
    steps = [
        StepReport(
            stage=Stage.REPRODUCE,
            number=1,
            told="A user is created.",
            seen=shown(seen, cause=SCENARIO.cause),
            differences=differences,
        ),
        StepReport(stage=Stage.VERIFY, number=1, told="Again.", seen=shown("201")),
    ]
    return Outcome(scenario=SCENARIO, path=Path("mine.yaml"), seconds=0.25, steps=tuple(steps), error=error)


PASSED = outcome()
FAILED = outcome(Difference("api.status", "400", "201"))
ERROR = outcome(error="cannot be reached")


def text_of(what: RenderableType, width: int = 150) -> str:
    console = Console(width=width)
    with console.capture() as captured:
        console.print(what)
    return captured.get()


def test_the_verdict() -> None:
    assert (PASSED.verdict, FAILED.verdict, ERROR.verdict) == (Verdict.PASSED, Verdict.FAILED, Verdict.ERROR)
    assert (PASSED.fix_proven, FAILED.fix_proven, ERROR.fix_proven) == (True, False, False)


@pytest.mark.parametrize("width", [80, 150])
def test_the_table_shows_entry_cause_seen_diagnosis_and_fix(width: int) -> None:
    text = text_of(result_table([PASSED, outcome(seen="400 " + "x" * 500)]), width)
    for words in ("scim-user-sync", "scim.multi-valued-emails", "400 No", "right", "yes", "Diagnosis", "Fix proven"):
        assert words in text
    assert all(len(line.rstrip()) <= width for line in text.splitlines())


def test_a_failure_shows_expected_and_found_side_by_side() -> None:
    text = text_of(details(FAILED))
    (line,) = (line for line in text.splitlines() if "api.status" in line)
    assert line.index("400") < line.index("201")
    assert "reproduce, step 1: A user is created." in text
    assert "cannot be reached" in text_of(details(ERROR))


def test_the_summary_counts() -> None:
    assert summary([PASSED, PASSED], 2, 1.25) == "2 of 2 scenarios as expected · 1.2 s"
    assert summary([PASSED, FAILED, ERROR], 5, 1) == (
        "1 of 5 scenarios as expected, 1 not as expected, 1 could not be carried out, 2 not run · 1.0 s"
    )


def test_junit_has_one_test_case_per_scenario_and_tells_failures_from_errors() -> None:
    suite = ElementTree.fromstring(run_as_junit([PASSED, FAILED, ERROR], 1.5)).find("testsuite")
    assert suite is not None
    assert {name: suite.get(name) for name in ("tests", "failures", "errors")} == {
        "tests": "3",
        "failures": "1",
        "errors": "1",
    }
    passed, failed, error = suite.findall("testcase")
    assert (passed.get("classname"), passed.get("name")) == ("scim-user-sync", "scim.multi-valued-emails")
    assert [child.tag for child in passed] == ["system-out"]
    assert "expected: 400" in failed.findtext("failure", "")
    assert error.findtext("error") == "cannot be reached"
    assert "reproduce 1: A user is created. → 400 No [scim.multi-valued-emails]" in passed.findtext("system-out", "")


def test_junit_is_xml_whatever_was_seen() -> None:
    document = ElementTree.fromstring(run_as_junit([outcome(seen="400 a\x00<b>\ud800")], 0))
    assert "a�<b>�" in document.findtext(".//system-out", "")


def test_json_of_a_run() -> None:
    data = run_as_json([FAILED], 2, 1.23456)
    assert (data["total"], data["seconds"], data["counts"]) == (2, 1.235, {"passed": 0, "failed": 1, "error": 0})
    (scenario,) = data["scenarios"]
    assert scenario["verdict"] == "failed"
    assert scenario["steps"][0]["differences"] == [{"where": "api.status", "expected": "400", "found": "201"}]


def test_json_of_the_coverage_holds_missing_causes() -> None:
    entries = {each["entry"]: each for each in coverage_as_json(coverage(named(["saml.clock-skew"])))}
    causes = {each["cause"]: each["scenarios"] for each in entries["its-not-you"]["causes"]}
    assert causes["saml.clock-skew"] == ["saml.clock-skew"]
    assert causes["ad-connector.credentials-expired"] == []
    assert entries["its-not-you"]["covered"] == 1


@pytest.mark.parametrize("file", read_scenarios([scenarios_folder()]), ids=lambda file: file.scenario.id)
def test_every_scenario_is_told_as_a_story(file) -> None:  # type: ignore[no-untyped-def]
    text = story(file.scenario)
    assert text.startswith(f"# {file.scenario.title}\n")
    for heading in ("Given", "When", "Then", "Why", "The fix", "The proof"):
        assert f"\n## {heading}\n" in text
    assert scenario_as_json(file)["id"] == file.scenario.id
