"""Runs, coverage and scenarios as JSON-able data, for programs."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from emulator.scenario.coverage import CoveredEntry
from emulator.scenario.library import ScenarioFile
from emulator.scenario.outcome import Outcome, StepReport, Verdict


def run_as_json(outcomes: Sequence[Outcome], total: int, seconds: float) -> dict[str, Any]:
    """A whole run."""
    return {
        "total": total,
        "counts": {verdict.value: sum(1 for each in outcomes if each.verdict is verdict) for verdict in Verdict},
        "seconds": round(seconds, 3),
        "scenarios": [_outcome(outcome) for outcome in sorted(outcomes, key=lambda outcome: outcome.path)],
    }


def coverage_as_json(entries: Iterable[CoveredEntry]) -> list[dict[str, Any]]:
    """Every entry with its causes and their scenarios."""
    return [
        {
            "entry": covered.entry.id,
            "number": covered.entry.number,
            "title": covered.entry.title,
            "covered": covered.covered,
            "causes": [
                {
                    "cause": each.cause.id,
                    "title": each.cause.title,
                    "scenarios": [file.scenario.id for file in each.scenarios],
                }
                for each in covered.causes
            ],
        }
        for covered in entries
    ]


def scenario_as_json(file: ScenarioFile) -> dict[str, Any]:
    """One scenario as it is written, and its path."""
    return {"path": str(file.path), **file.scenario.model_dump(mode="json", exclude_unset=True)}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.scenario.id,
        "entry": outcome.scenario.entry,
        "cause": outcome.scenario.cause,
        "path": str(outcome.path),
        "verdict": outcome.verdict.value,
        "seen": outcome.seen,
        "diagnosis": outcome.diagnosis,
        "fix_proven": outcome.fix_proven,
        "seconds": round(outcome.seconds, 3),
        "error": outcome.error,
        "steps": [_step(step) for step in outcome.steps],
    }


def _step(step: StepReport) -> dict[str, Any]:
    return {
        "stage": step.stage.value,
        "number": step.number,
        "told": step.told,
        "seen": step.seen.summary,
        "diagnosis": step.diagnosis,
        "differences": [asdict(difference) for difference in step.differences],
    }
