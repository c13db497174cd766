"""Every scenario that comes with the emulator, over the wire; and that none of them would pass on another error."""

import pytest

from emulator.scenario.check import check, visible
from emulator.scenario.client import EmulatorClient
from emulator.scenario.library import ScenarioFile, read_scenarios, scenarios_folder
from emulator.scenario.model import Scenario
from emulator.scenario.outcome import Outcome, StepReport, Verdict
from emulator.scenario.run import run_scenario
from emulator.scenario.saml_steps import SignInStep
from emulator.server import Server

ALL = read_scenarios([scenarios_folder()])
_OUTCOMES: dict[str, Outcome] = {}


def faulty(file: ScenarioFile) -> SignInStep | None:
    """The last step of `when`, if its fault makes the error."""
    action = file.scenario.when[-1].action
    return action if isinstance(action, SignInStep) and action.faults else None


WITH_FAULT = [file for file in ALL if faulty(file)]


@pytest.fixture
def client(server: Server) -> EmulatorClient:
    """To an emulator in any state: every run begins with a fresh one."""
    return EmulatorClient(server.url)


def name(file: ScenarioFile) -> str:
    return file.scenario.id


def outcome_of(file: ScenarioFile, client: EmulatorClient) -> Outcome:
    """What running it has shown; it runs once."""
    if file.scenario.id not in _OUTCOMES:
        _OUTCOMES[file.scenario.id] = run_scenario(file.scenario, file.path, client)
    return _OUTCOMES[file.scenario.id]


def with_faults(scenario: Scenario, *faults: str) -> Scenario:
    """The scenario whose error is made by other faults."""
    last = scenario.when[-1]
    assert last.sign_in_with_saml is not None
    step = last.model_copy(update={"sign_in_with_saml": last.sign_in_with_saml.model_copy(update={"faults": faults})})
    return scenario.model_copy(update={"when": (*scenario.when[:-1], step)})


def told(outcome: Outcome) -> str:
    differences = [f"{step.stage} {step.number} {each}" for step in outcome.steps for each in step.differences]
    return "\n".join([*differences, outcome.error or ""])


def would_pass_as(expecting: StepReport, seen: StepReport) -> bool:
    """Whether the one's expectations of what AWS shows hold for what the other shows."""
    assert expecting.expected is not None
    return not visible(expecting.expected, seen.seen)


@pytest.mark.parametrize("file", ALL, ids=name)
def test_scenario(file: ScenarioFile, client: EmulatorClient) -> None:
    outcome = outcome_of(file, client)
    assert outcome.verdict is Verdict.PASSED, told(outcome)
    assert outcome.fix_proven


def test_no_scenario_is_vague_enough_to_pass_on_another_error(client: EmulatorClient) -> None:
    """AWS shows several causes alike; but what tells two errors apart one way must tell them apart the other way."""
    shown = [(file, step) for file in ALL if (step := outcome_of(file, client).error_step) is not None]
    vague = [
        f"{name(one)} would pass on the error of {name(other)}"
        for one, step in shown
        for other, other_step in shown
        if one.scenario.cause != other.scenario.cause
        and would_pass_as(step, other_step)
        and not would_pass_as(other_step, step)
    ]
    assert not vague, "\n".join(vague)


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


@pytest.mark.parametrize("file", ALL, ids=name)
def test_a_scenario_fails_when_another_cause_makes_its_error(file: ScenarioFile, client: EmulatorClient) -> None:
    """The same page, answer and trail are not enough: the diagnosis has to name the scenario's own cause."""
    step = outcome_of(file, client).error_step
    assert step is not None
    other = next(each.scenario.cause for each in ALL if each.scenario.cause != file.scenario.cause)
    assert step.expected is not None
    differing = check(step.expected, step.seen, cause=other)
    assert "diagnosis.cause" in [each.where for each in differing]


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
