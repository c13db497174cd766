"""Running a scenario against an emulator: stages, expectations, and what cannot be carried out."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from emulator.scenario.client import EmulatorClient
from emulator.scenario.library import ScenarioFile, read_scenarios, scenarios_folder
from emulator.scenario.model import Scenario
from emulator.scenario.outcome import Outcome, Stage, Verdict
from emulator.scenario.parallel import run_all
from emulator.scenario.run import run_scenario
from tests.conftest import RunningEmulator
from tests.scenario.documents import SOUND

PATH = Path("mine.yaml")


@pytest.fixture
def client(emulator: RunningEmulator) -> EmulatorClient:
    return EmulatorClient(emulator.url)


def run(client: EmulatorClient, **parts: Any) -> Outcome:
    return run_scenario(Scenario.model_validate({**yaml.safe_load(SOUND), **parts}), PATH, client)


def differing(outcome: Outcome) -> list[str]:
    return [f"{step.stage} {step.number} {each.where}" for step in outcome.steps for each in step.differences]


def test_every_difference_is_told_with_stage_and_step(client: EmulatorClient) -> None:
    outcome = run(client, then={"api": {"status": 409}, "trail": "none"})
    assert outcome.verdict is Verdict.FAILED
    assert differing(outcome) == ["reproduce 1 api.status", "reproduce 1 trail", "reproduce 1 diagnosis.cause"]
    assert [step.stage for step in outcome.steps] == [Stage.REPRODUCE, Stage.VERIFY]


def test_a_step_on_the_way_has_to_succeed(client: EmulatorClient) -> None:
    bad = {"scim": {"method": "POST", "path": "/Users", "text": "{"}}
    outcome = run(client, when=[bad, {"scim": {"path": "/Users"}}])
    assert differing(outcome) == ["reproduce 1 outcome"]
    assert len(outcome.steps) == 1


def test_a_fix_that_is_refused_proves_nothing(client: EmulatorClient) -> None:
    step = {"scim": {"method": "DELETE", "path": "/Users/04285428-40b1-7000-1624-dbde7efebbbf"}}
    outcome = run(client, fix={"text": "Delete it.", "steps": [step]})
    assert "fix 1 outcome" in differing(outcome)
    assert not outcome.fix_proven


def test_a_value_that_is_missing_is_an_error_not_a_failure(client: EmulatorClient) -> None:
    outcome = run(client, when=[{"scim": {"path": "/Users/${user_id}"}}])
    assert outcome.verdict is Verdict.ERROR
    assert "nothing is known as ${user_id}" in (outcome.error or "")


def test_an_unknown_fault_is_an_error_that_names_it(client: EmulatorClient) -> None:
    outcome = run(client, when=[{"sign_in_with_saml": {"name_id": "jane@example.com", "faults": ["unsignd"]}}])
    assert outcome.verdict is Verdict.ERROR
    assert "did you mean 'unsigned'?" in (outcome.error or "")


def test_an_emulator_that_is_not_there_is_an_error() -> None:
    outcome = run(EmulatorClient("http://127.0.0.1:1"))
    assert outcome.verdict is Verdict.ERROR
    assert "/_emulator/reset" in (outcome.error or "")


def test_saved_values_stand_in_later_steps_and_in_expectations(client: EmulatorClient) -> None:
    outcome = run(
        client,
        given={"users": [{"user_name": "jane@example.com", "given_name": "Jane", "family_name": "Doe"}]},
        verify={
            "steps": [
                {"scim": {"path": "/Users", "save": {"user_id": "Resources[0].id"}}},
                {"scim": {"path": "/Users/${user_id}"}},
            ],
            "then": {"api": {"body": {"id": "${user_id}", "userName": "jane@example.com"}}},
        },
    )
    assert [step for step in differing(outcome) if step.startswith("verify")] == []


def test_the_clock_verbs_move_the_emulators_clock(client: EmulatorClient) -> None:
    run(
        client, when=[{"freeze_clock": {"at": "2030-01-02T03:04:05Z"}}, {"advance_clock": {"hours": 1, "minutes": 1}}]
    )
    assert client.ask("GET", "clock")["now"].startswith("2030-01-02T04:05:05")
    run(client, when=[{"set_clock_skew": {"seconds": 3600}}])
    assert client.ask("GET", "clock")["offset_seconds"] == pytest.approx(3600, abs=5)


def test_http_and_open_page_take_paths_of_the_emulator(client: EmulatorClient) -> None:
    outcome = run(
        client,
        when=[{"http": {"url": "/_emulator/livez"}}, {"open_page": {}}],
        then={"page": {"status": 200, "text": "Test identity provider"}, "trail": "none"},
    )
    assert differing(outcome) == ["reproduce 2 diagnosis.cause"]


def test_a_signed_in_browser_stays_signed_in_until_the_next_sign_in(client: EmulatorClient) -> None:
    users = [{"user_name": "jane@example.com", "given_name": "Jane", "family_name": "Doe"}]
    signed_in = {"page": {"status": 200, "text": "Jane Doe"}}
    outcome = run(
        client,
        given={"users": users},
        verify={
            "steps": [{"sign_in_with_saml": {"name_id": "jane@example.com"}}, {"open_page": {}}],
            "then": signed_in,
        },
    )
    assert [step for step in differing(outcome) if step.startswith("verify")] == []


def test_scenarios_run_on_several_emulators_at_once(emulator: RunningEmulator) -> None:
    files = read_scenarios([scenarios_folder() / "duplicate-user-or-group"])
    alone = list(run_all(files, [lambda: EmulatorClient(emulator.url)]))
    assert [outcome.path for outcome in alone] == [file.path for file in files]
    # One of the two never gets ready, so nothing depends on which is faster.
    with pytest.raises(OSError, match="not ready"):
        list(run_all(files, [_not_ready, _not_ready]))


def _not_ready() -> EmulatorClient:
    raise OSError("not ready")


def test_scenarios_in_threads_all_come_back(emulator: RunningEmulator) -> None:
    """Both emulators are one here, so only scenarios that cannot disturb each other are told apart by path."""
    files = [ScenarioFile(Path(f"{n}.yaml"), Scenario.model_validate(yaml.safe_load(SOUND))) for n in range(4)]
    dead = [lambda: EmulatorClient("http://127.0.0.1:1")] * 2
    assert {outcome.path for outcome in run_all(files, dead)} == {file.path for file in files}


def test_a_field_that_the_form_does_not_have_is_named(client: EmulatorClient) -> None:
    press = {"press_button": {"page": "/idp", "button": "Sign in", "fields": {"colour": "blue"}}}
    outcome = run(client, when=[press])
    assert outcome.verdict is Verdict.ERROR
    assert "has no field 'colour'; it has " in (outcome.error or "")


def test_an_error_that_success_shows_too_proves_nothing(client: EmulatorClient) -> None:
    """A `then` that says little would pass on anything."""
    outcome = run(client, then={"api": {"headers": {"Content-Type": {"$any": True}}}, "trail": [{}]})
    assert "verify 1 then" in differing(outcome)
    assert not outcome.fix_proven
