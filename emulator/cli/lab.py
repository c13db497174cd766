"""`idc lab`: exercises in a state that is broken, on an emulator of one's own."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import click
from rich.console import Console
from rich.table import Table

from emulator.cli.lab_server import LabServer, LabServerFailed, is_running, start_lab_server, stop_lab_server
from emulator.cli.lab_story import told_check, told_lab
from emulator.clock import Clock
from emulator.scenario.client import EmulatorClient, EmulatorUnusable
from emulator.scenario.lab.course import COURSES, Course, LabFile, check_course, own_labs, read_course
from emulator.scenario.lab.exercise import LabUnusable, begin, check_lab
from emulator.scenario.lab.progress import (
    ME,
    Learner,
    ProgressUnreadable,
    RunningLab,
    Solved,
    learners_in,
    usual_folder,
)
from emulator.seed.document import DocumentUnreadable

_EXIT_NOT_SOLVED = 1
_WIDTH_WITHOUT_TERMINAL = 110
# More would only wait for each other: an emulator that starts needs a processor of its own for a second.
_STARTED_AT_ONCE = 4


class _Unusable(click.ClickException):
    exit_code = 2


@dataclass(frozen=True)
class _Labs:
    """The course, its labs, and where progress is kept."""

    course: Course
    files: dict[str, LabFile]
    folder: Path

    def name(self, given: str) -> str:
        """A lab's name, from its name or its number in the course."""
        if given.isdigit() and 1 <= int(given) <= len(self.course.labs):
            return self.course.labs[int(given) - 1]
        if given not in self.files:
            raise click.UsageError(f"there is no lab {given!r}; `idc lab list` names them")
        return given

    def running(self, learner: Learner) -> RunningLab:
        """The learner's lab, which must be under way."""
        running = learner.running
        if running is None or running.lab not in self.files:
            raise click.UsageError("no lab is under way; `idc lab start NAME` begins one")
        return running

    def story(self, learner: Learner, running: RunningLab, *, alone: bool = True) -> str:
        """What is reported, and what to work with."""
        return told_lab(self.files[running.lab].lab, learner, running, alone=alone)


def _course(function: Callable[..., Any]) -> Callable[..., Any]:
    function = click.option(
        "--course",
        "course_name",
        metavar="NAME|FILE",
        default=COURSES[0],
        show_default=True,
        help=f"A course of the emulator ({', '.join(COURSES)}), or a file of yours.",
    )(function)
    return click.option(
        "--folder",
        metavar="FOLDER",
        type=click.Path(file_okay=False, path_type=Path),
        help="Where progress, data and logs are kept.  [default: the user's application data]",
    )(function)


_learner = click.option("--as", "learner_name", metavar="LEARNER", default=ME, help="Who does it.  [default: me]")


@click.group()
def lab() -> None:
    """Learn by repairing: every lab is broken in one way, on an emulator of its own.

    \b
      idc lab list                     the course, and what you have solved
      idc lab start 1                  begin a lab: what somebody reports, and the addresses to work with
      idc lab hint                     the next hint
      idc lab check                    whether it is solved, and what is still wrong
      idc lab reset                    the same lab from the beginning
      idc lab stop                     end its emulator

    \b
    A class:
      idc lab start 1 --as ada --as grace --as joan
      idc lab start 1 --class learners.txt
      idc lab class
    """


@lab.command(name="list")
@_course
@_learner
def list_labs(course_name: str, folder: Path | None, learner_name: str) -> None:
    """List the course's labs with your progress. What was wrong is told once a lab is solved."""
    with _told_problems():
        labs = _read(course_name, folder)
        solved = Learner(labs.folder, learner_name).progress.solved
    console = _console()
    console.print(f"[bold]{labs.course.title}[/bold]\n{' '.join(labs.course.about.split())}")
    number = 0
    for part in labs.course.parts:
        console.print(f"\n[bold]{part.title}[/bold]\n{' '.join(part.about.split())}", highlight=False)
        table = Table(box=None, show_header=False, pad_edge=False)
        for name in part.labs:
            number += 1
            file = labs.files[name]
            outcome = f"solved: {file.scenario.cause}" if name in solved else f"about {file.lab.minutes} minutes"
            table.add_row("✓" if name in solved else "○", str(number), name, outcome)
        console.print(table)
    minutes = labs.course.minutes(labs.files)
    done = sum(1 for name in labs.course.labs if name in solved)
    console.print(f"\n{done} of {len(labs.course.labs)} solved, about {minutes} minutes in all")


@lab.command()
@click.argument("name", metavar="NAME|NUMBER")
@click.option("--as", "learner_names", metavar="LEARNER", multiple=True, help="Who does it; may be repeated.")
@click.option("--class", "class_file", metavar="FILE", type=click.File("r"), help="A file with a learner per line.")
@_course
def start(
    name: str, learner_names: tuple[str, ...], class_file: TextIO | None, course_name: str, folder: Path | None
) -> None:
    """Begin a lab. Each learner gets an emulator process and a data file of its own."""
    listed = [line.strip() for line in class_file] if class_file else []
    names = tuple(dict.fromkeys([*learner_names, *filter(None, listed)])) or (ME,)
    with _told_problems():
        labs = _read(course_name, folder)
        chosen = labs.name(name)
        learners = [Learner(labs.folder, each) for each in names]
        with ThreadPoolExecutor(_STARTED_AT_ONCE) as pool:
            begun = [pool.submit(_begin, labs, learner, chosen) for learner in learners]
        for learner, running in zip(learners, begun, strict=True):
            click.echo(labs.story(learner, running.result(), alone=len(learners) < 2))


@lab.command()
@_course
@_learner
def brief(course_name: str, folder: Path | None, learner_name: str) -> None:
    """Tell the lab under way again: what is reported, and the addresses to work with."""
    with _told_problems():
        labs = _read(course_name, folder)
        learner = Learner(labs.folder, learner_name)
        click.echo(labs.story(learner, labs.running(learner)))


@lab.command()
@_course
@_learner
@click.option("--all", "everything", is_flag=True, help="All hints at once; the last one is the answer.")
def hint(course_name: str, folder: Path | None, learner_name: str, everything: bool) -> None:
    """Give the next hint."""
    with _told_problems():
        labs = _read(course_name, folder)
        learner = Learner(labs.folder, learner_name)
        running = labs.running(learner)
        hints = labs.files[running.lab].lab.hints
        shown = len(hints) if everything else min(running.hints_shown + 1, len(hints))
        learner.keep(running.model_copy(update={"hints_shown": shown}))
    for number, text in enumerate(hints[:shown], start=1):
        click.echo(f"{number}/{len(hints)}  {' '.join(text.split())}")


@lab.command()
@_course
@_learner
def check(course_name: str, folder: Path | None, learner_name: str) -> None:
    """Check whether the lab is solved. Exit code: 0 it is, 1 not yet, 2 usage."""
    with _told_problems():
        labs = _read(course_name, folder)
        learner = Learner(labs.folder, learner_name)
        running = labs.running(learner)
        running = running.model_copy(update={"checks": running.checks + 1})
        file = labs.files[running.lab]
        checked = check_lab(file.scenario, running.values, EmulatorClient(running.endpoint))
        learner.keep(running)
        solved = all(each.holds for each in checked)
        if solved:
            learner.remember_solved(
                running.lab, Solved(at=Clock().now(), hints_shown=running.hints_shown, checks=running.checks)
            )
    for each in checked:
        click.echo(told_check(each))
    if not solved:
        click.echo("\nNot yet. `idc lab hint` helps; `idc diagnose` and the pages of the emulator tell more.")
        sys.exit(_EXIT_NOT_SOLVED)
    click.echo(f"\nSolved. It was {file.scenario.cause}: {file.scenario.title}.")
    click.echo(f"The whole story: idc scenario show {file.scenario.id}")


@lab.command()
@_course
@_learner
def reset(course_name: str, folder: Path | None, learner_name: str) -> None:
    """Begin the lab under way again, on the same emulator."""
    with _told_problems():
        labs = _read(course_name, folder)
        learner = Learner(labs.folder, learner_name)
        running = _begin(labs, learner, labs.running(learner).lab)
        click.echo(labs.story(learner, running))


@lab.command()
@click.option("--as", "learner_names", metavar="LEARNER", multiple=True, help="Whose; may be repeated.")
@click.option("--all", "everybody", is_flag=True, help="Everybody's.")
@_course
def stop(learner_names: tuple[str, ...], everybody: bool, course_name: str, folder: Path | None) -> None:
    """End the emulator of a lab; what is solved stays remembered."""
    with _told_problems():
        labs = _read(course_name, folder)
        learners = (
            learners_in(labs.folder) if everybody else [Learner(labs.folder, n) for n in learner_names or (ME,)]
        )
        for learner in learners:
            running = learner.running
            if running is not None:
                stop_lab_server(LabServer(running.endpoint, running.pid))
                learner.forget_running()
                click.echo(f"{learner.name}: stopped")


@lab.command(name="class")
@_course
def whole_class(course_name: str, folder: Path | None) -> None:
    """Show every learner: the lab under way, its address, hints and checks so far, labs solved."""
    with _told_problems():
        labs = _read(course_name, folder)
        rows = [(learner, learner.running, learner.progress) for learner in learners_in(labs.folder)]
    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in ("Learner", "Lab", "Address", "Hints", "Checks", "Solved"):
        table.add_column(title)
    for learner, running, progress in rows:
        under_way = (
            (running.lab, running.endpoint, str(running.hints_shown), str(running.checks)) if running else ("",) * 4
        )
        done = sum(1 for name in labs.course.labs if name in progress.solved)
        table.add_row(learner.name, *under_way, f"{done} of {len(labs.course.labs)}")
    _console().print(table)


@contextmanager
def _told_problems() -> Iterator[None]:
    try:
        yield
    except (DocumentUnreadable, EmulatorUnusable, LabServerFailed, LabUnusable, ProgressUnreadable) as problem:
        raise _Unusable(str(problem)) from problem


def _read(course_name: str, folder: Path | None) -> _Labs:
    course, files = read_course(course_name), own_labs()
    check_course(course, files)
    return _Labs(course, files, folder or usual_folder())


def _begin(labs: _Labs, learner: Learner, name: str) -> RunningLab:
    before = learner.running
    server = LabServer(before.endpoint, before.pid) if before else None
    if server is None or not is_running(server):
        server = start_lab_server(learner.folder)
    try:
        values = begin(labs.files[name].scenario, EmulatorClient(server.endpoint))
    except (LabUnusable, EmulatorUnusable):
        stop_lab_server(server)
        learner.forget_running()
        raise
    running = RunningLab(lab=name, endpoint=server.endpoint, pid=server.pid, values=values)
    learner.keep(running)
    return running


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=_WIDTH_WITHOUT_TERMINAL)
