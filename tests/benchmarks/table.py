"""Times things, and prints them beside a peer that was measured in the same run."""

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One measurement: our time and the peer's, in seconds for one call; no peer, no ratio."""

    what: str
    ours: float
    peer: float | None = None


def seconds_per_call(call: Callable[[int], object], *, calls: int, rounds: int = 3) -> float:
    """The median over `rounds` of the mean time of `calls` calls; each is given a number of its own."""
    means = []
    for number in range(rounds):
        started = time.perf_counter()
        for index in range(calls):
            call(number * calls + index)
        means.append((time.perf_counter() - started) / calls)
    return statistics.median(means)


def show(title: str, peer: str, rows: Iterable[Row]) -> None:
    """Print the table; a ratio above 1 says how many times as fast as the peer we are."""
    table = Table(title=title, title_justify="left")
    for heading in ("what", "emulator", peer, "ratio"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    for row in rows:
        other = f"{row.peer * 1000:.2f} ms" if row.peer is not None else "–"
        ratio = f"{row.peer / row.ours:.1f}" if row.peer is not None else "–"
        table.add_row(row.what, f"{row.ours * 1000:.2f} ms", other, ratio)
    Console().print(table)
