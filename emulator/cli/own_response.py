"""`idc scenario run --saml-response`: what a response of somebody's own identity provider meets."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from emulator.cli.saml_input import saml_response_in
from emulator.scenario.client import EmulatorClient
from emulator.scenario.library import ScenarioFile
from emulator.scenario.own_response import Met, try_response

_EXIT_NOT_AS_EXPECTED = 1


def run_own_response(
    path: Path, files: Sequence[ScenarioFile], client: EmulatorClient, *, cause: str | None, as_json: bool
) -> None:
    """Post the response and report. Exits with 1 unless it is accepted, or refused for `cause` as its scenario shows.

    Raises EmulatorUnusable.
    """
    met = try_response(saml_response_in(path.read_bytes()), files, client)
    click.echo(json.dumps(met_as_json(met), indent=2, ensure_ascii=False) if as_json else met_told(met))
    if not met.as_expected(cause):
        sys.exit(_EXIT_NOT_AS_EXPECTED)


def met_told(met: Met) -> str:
    """What the response met, in words."""
    if met.cause is None and not met.accepted:
        return f"Refused without a cause. The person sees: {met.seen.summary}"
    if met.cause is None:
        return f"Accepted. The person sees: {met.seen.summary}"
    lines = [f"Refused: {met.cause}. The person sees: {met.seen.summary}"]
    diagnosis = met.seen.diagnoses[-1]
    lines += [f"  {name}: {diagnosis[name]}" for name in ("where", "found", "expected") if diagnosis.get(name)]
    if met.file is None:
        return "\n".join([*lines, f"No scenario shows it; `idc explain {met.cause}` tells about it."])
    alike = "Page and event are those of the scenario" if not met.differences else "Not as in the scenario"
    lines.append(f"{alike} {met.file.scenario.id}; `idc scenario show {met.file.scenario.id}` tells the fix.")
    for each in met.differences:
        lines.append(f"  {each.where}: expected {each.expected}, found {each.found}")
    return "\n".join(lines)


def met_as_json(met: Met) -> dict[str, object]:
    """The same as data."""
    return {
        "accepted": met.accepted,
        "cause": met.cause,
        "seen": met.seen.summary,
        "diagnosis": met.seen.diagnoses[-1] if met.seen.diagnoses else None,
        "scenario": met.file.scenario.id if met.file else None,
        "differences": [vars(each) for each in met.differences],
    }
