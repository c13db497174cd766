"""The table that a run ends in, and what was not as expected, expected and found side by side."""

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from emulator.scenario.outcome import Outcome, StepReport, Verdict

_MARK = {Verdict.PASSED: ("✓", "green"), Verdict.FAILED: ("✗", "red"), Verdict.ERROR: ("!", "yellow")}


def result_table(outcomes: Iterable[Outcome]) -> Table:
    """One row per scenario: entry, cause, what is seen, the diagnosis, whether the fix is proven."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("")
    table.add_column("Entry", overflow="fold")
    table.add_column("Cause", overflow="fold")
    table.add_column("Seen", ratio=1, overflow="ellipsis", no_wrap=True)
    table.add_column("Diagnosis")
    table.add_column("Fix proven")
    entry = None
    for outcome in sorted(outcomes, key=lambda outcome: outcome.path):
        scenario = outcome.scenario
        mark, style = _MARK[outcome.verdict]
        table.add_row(
            Text(mark, style),
            Text("" if scenario.entry == entry else scenario.entry, "dim"),
            Text(scenario.id),
            Text(outcome.seen),
            Text("names the cause" if outcome.diagnosis == scenario.cause else outcome.diagnosis or "none"),
            Text("yes" if outcome.fix_proven else "no", "" if outcome.fix_proven else style),
        )
        entry = scenario.entry
    return table


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
