"""The problems that people report most, as a table and as JSON."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from emulator.guide.field_cases import FieldCase, ShownHow


def field_table(cases: Sequence[FieldCase]) -> Table:
    """One row per problem: rank, what it is, the scenarios, and whether these show the very texts."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("#")
    table.add_column("Reported problem", overflow="fold")
    table.add_column("Scenario", overflow="fold")
    table.add_column("Texts", no_wrap=True)
    for case in cases:
        whole = case.shown is ShownHow.EXACTLY
        table.add_row(
            str(case.number or "–"),
            Text(case.title),
            Text("\n".join(case.scenarios)),
            Text("as reported" if whole else "in part", "" if whole else "dim"),
        )
    return table


def field_as_json(cases: Sequence[FieldCase]) -> list[dict[str, Any]]:
    """Every problem with all that is known of it."""
    return [case.model_dump(mode="json") for case in cases]
