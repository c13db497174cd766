"""The table that a run ends in, and what was not as expected, expected and found side by side."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from emulator.scenario.outcome import Outcome, StepReport, Verdict

_MARK = {Verdict.PASSED: ("✓", "green"), Verdict.FAILED: ("✗", "red"), Verdict.ERROR: ("!", "yellow")}


def result_table(outcomes: Iterable[Outcome]) -> Table:
    """Under each entry one row per scenario: cause, what is seen, the diagnosis, whether the fix is proven."""
    ordered = sorted(outcomes, key=lambda outcome: outcome.path)
    widest = max((len(outcome.scenario.id) for outcome in ordered), default=0)
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("", min_width=1)
    table.add_column("Entry and cause", min_width=widest, no_wrap=True)
    table.add_column("Seen")
    table.add_column("Diagnosis", min_width=len("Diagnosis"), overflow="fold")
    table.add_column("Fix proven", min_width=len("Fix proven"))
    for entry, members in groupby(ordered, key=lambda outcome: outcome.scenario.entry):
        table.add_row("", Text(entry, "bold"))
        for outcome in members:
            table.add_row(*_row(outcome))
    return table


def _row(outcome: Outcome) -> tuple[Text, ...]:
    mark, style = _MARK[outcome.verdict]
    right = outcome.diagnosis == outcome.scenario.cause
    return (
        Text(mark, style),
        Text(outcome.scenario.id),
        Text(outcome.seen, "dim", no_wrap=True, overflow="ellipsis"),
        Text("right" if right else outcome.diagnosis or "none", "" if right else style),
        Text("yes" if outcome.fix_proven else "no", "" if outcome.fix_proven else style),
    )


def summary(outcomes: Sequence[Outcome], total: int, seconds: float) -> str:
    """One line: how many, how they went, how long it took."""
    passed = sum(1 for outcome in outcomes if outcome.verdict is Verdict.PASSED)
    parts = [f"{passed} of {total} scenarios as expected"]
    for verdict, words in ((Verdict.FAILED, "not as expected"), (Verdict.ERROR, "could not be carried out")):
        count = sum(1 for outcome in outcomes if outcome.verdict is verdict)
        parts += [f"{count} {words}"] if count else []
    if len(outcomes) < total:
        parts.append(f"{total - len(outcomes)} not run")
    return f"{', '.join(parts)} · {seconds:.1f} s"


def details(outcome: Outcome) -> RenderableType:
    """What was not as expected in one scenario."""
    scenario = outcome.scenario
    parts: list[RenderableType] = [
        Text(f"{scenario.id}: {scenario.title}", "bold red"),
        Text(str(outcome.path), "dim"),
    ]
    for step in outcome.steps:
        if step.differences:
            parts += [Text(f"{step.stage}, step {step.number}: {step.told}"), _side_by_side(step)]
    if outcome.error is not None:
        parts.append(Text(f"could not go on: {outcome.error}", "yellow"))
    return Group(*parts, Text())


def _side_by_side(step: StepReport) -> Table:
    table = Table(show_edge=False, pad_edge=False, header_style="dim", show_lines=True)
    table.add_column("where")
    table.add_column("expected", overflow="fold", ratio=1)
    table.add_column("found", overflow="fold", ratio=1)
    for difference in step.differences:
        table.add_row(Text(difference.where), Text(difference.expected, "green"), Text(difference.found, "red"))
    return table
