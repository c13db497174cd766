"""Every scenario that comes with the emulator, over the wire; and that each fails where the error is another one."""

import pytest

from emulator.scenario.client import EmulatorClient
from emulator.scenario.library import ScenarioFile, read_scenarios, scenarios_folder
from emulator.scenario.model import Scenario
from emulator.scenario.outcome import Outcome, Verdict
from emulator.scenario.run import run_scenario
from emulator.scenario.saml_steps import SignInStep
from tests.conftest import RunningEmulator

ALL = read_scenarios([scenarios_folder()])


def faulty(file: ScenarioFile) -> SignInStep | None:
    """The last step of `when`, if its fault makes the error."""
    action = file.scenario.when[-1].action
    return action if isinstance(action, SignInStep) and action.faults else None


WITH_FAULT = [file for file in ALL if faulty(file)]


@pytest.fixture
def client(emulator: RunningEmulator) -> EmulatorClient:
    return EmulatorClient(emulator.url)


def name(file: ScenarioFile) -> str:
    return file.scenario.id


def with_faults(scenario: Scenario, *faults: str) -> Scenario:
    """The scenario whose error is made by other faults."""
    last = scenario.when[-1]
    assert last.sign_in_with_saml is not None
    step = last.model_copy(update={"sign_in_with_saml": last.sign_in_with_saml.model_copy(update={"faults": faults})})
    return scenario.model_copy(update={"when": (*scenario.when[:-1], step)})


def told(outcome: Outcome) -> str:
    differences = [f"{step.stage} {step.number} {each}" for step in outcome.steps for each in step.differences]
    return "\n".join([*differences, outcome.error or ""])


@pytest.mark.parametrize("file", ALL, ids=name)
def test_scenario(file: ScenarioFile, client: EmulatorClient) -> None:
    outcome = run_scenario(file.scenario, file.path, client)
    assert outcome.verdict is Verdict.PASSED, told(outcome)
    assert outcome.fix_proven


@pytest.mark.parametrize("file", WITH_FAULT, ids=name)
def test_a_scenario_fails_when_its_fault_does_not_happen(file: ScenarioFile, client: EmulatorClient) -> None:
    outcome = run_scenario(with_faults(file.scenario), file.path, client)
    assert outcome.verdict is Verdict.FAILED
    assert not outcome.fix_proven
    assert "nothing was refused" in told(outcome)


@pytest.mark.parametrize("file", WITH_FAULT, ids=name)
def test_a_scenario_fails_when_another_fault_happens(file: ScenarioFile, client: EmulatorClient) -> None:
    other = "wrong-issuer" if file.scenario.cause != "saml.issuer-mismatch" else "wrong-audience"
    outcome = run_scenario(with_faults(file.scenario, other), file.path, client)
    assert outcome.verdict is Verdict.FAILED
    assert "diagnosis.cause" in told(outcome)


def test_a_scenario_fails_when_another_cause_is_expected(client: EmulatorClient) -> None:
    file = next(file for file in ALL if file.scenario.id == "duplicate.user-name")
    outcome = run_scenario(file.scenario.model_copy(update={"cause": "duplicate.external-id"}), file.path, client)
    assert outcome.verdict is Verdict.FAILED
    assert "diagnosis.cause" in told(outcome)


@pytest.mark.parametrize("file", [file for file in ALL if file.scenario.verify.steps], ids=name)
def test_a_scenario_fails_when_its_fix_is_the_broken_action_again(file: ScenarioFile, client: EmulatorClient) -> None:
    """Without the correction, `verify` must be refused: the proof depends on the fix."""
    unfixed = file.scenario.model_copy(
        update={
            "fix": file.scenario.fix.model_copy(update={"steps": ()}),
            "verify": file.scenario.verify.model_copy(update={"steps": file.scenario.when[-1:]}),
        }
    )
    outcome = run_scenario(unfixed, file.path, client)
    assert outcome.verdict is Verdict.FAILED
    assert not outcome.fix_proven
