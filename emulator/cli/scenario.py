"""`idc scenario`: run, list, show, schema."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table
from rich.text import Text

from emulator.cli.child_servers import ChildServer, ChildServerFailed, ChildServers
from emulator.cli.own_provider import ProviderOptions, provider_options, run_own_provider
from emulator.cli.own_response import run_own_response
from emulator.cli.scenario_drafts import new, record_scenario
from emulator.guide.catalogue import catalogue
from emulator.guide.field_cases import field_cases
from emulator.scenario.client import EmulatorClient, EmulatorUnusable
from emulator.scenario.coverage import CoveredEntry, coverage
from emulator.scenario.library import NoSuchScenario, ScenarioFile, choose, named, read_scenarios, scenarios_folder
from emulator.scenario.model import json_schema
from emulator.scenario.outcome import Outcome, Verdict
from emulator.scenario.parallel import Connect, run_all
from emulator.scenario.reports.as_json import coverage_as_json, run_as_json, scenario_as_json
from emulator.scenario.reports.field import field_as_json, field_table
from emulator.scenario.reports.junit import run_as_junit
from emulator.scenario.reports.story import story
from emulator.scenario.reports.table import details, result_table, summary
from emulator.seed.document import DocumentUnreadable

_EXIT_NOT_AS_EXPECTED, _EXIT_USAGE, _EXIT_INTERRUPTED = 1, 2, 130
_WIDTH_WITHOUT_TERMINAL = 150
_DEFAULT_JOBS = 2
_TEST_IDP_APPLICATION = "/idp/service-provider"


@click.group()
def scenario() -> None:
    """Reproduce errors of IAM Identity Center from scenario files, and prove their fixes.

    \b
    Examples:
      idc scenario run                                 every scenario, on emulators of its own
      idc scenario run external-idp-sign-in            one folder: an entry of the troubleshooting guide
      idc scenario run saml.clock-skew                 one scenario
      idc scenario run my-own.yaml --junit report.xml  a file of yours, with a report for CI
      idc scenario show saml.clock-skew                what it does, as a story
    """


@scenario.command()
@click.argument("names", metavar="[NAME|FOLDER|FILE]...", nargs=-1)
@click.option("--cause", metavar="CAUSE", help="Only the scenarios for this cause of the catalogue.")
@click.option("-k", "expression", metavar="EXPR", help="Only those whose id, entry or title match, as `a and not b`.")
@click.option(
    "--endpoint", metavar="URL", help="Run against this emulator instead; its state is restored afterwards."
)
@click.option("--admin-token", metavar="TOKEN", envvar="IDC_ADMIN_TOKEN", help="Admin token of that emulator.")
@click.option(
    "--ca-file",
    metavar="FILE",
    type=click.Path(exists=True),
    help="Certificate authority of that emulator, for https.",
)
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), help="How many emulators to start.  [default: 2]")
@click.option(
    "--saml-response",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Post this response of your own identity provider to the emulator at --endpoint instead.",
)
@provider_options
@click.option("--junit", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write JUnit XML.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def run(
    names: tuple[str, ...],
    cause: str | None,
    expression: str | None,
    endpoint: str | None,
    admin_token: str | None,
    ca_file: str | None,
    jobs: int | None,
    saml_response: Path | None,
    own_provider: ProviderOptions | None,
    junit: Path | None,
    as_json: bool,
) -> None:
    """Run scenarios, each in a fresh state, and report what is not as expected.

    With --saml-response the scenarios are compared with what your provider's response meets: is it accepted, or which
    scenario shows the same? Name the expected --cause if it is meant to be refused. A response can be used once, so
    take one from a sign-in that starts at the provider, before the browser has posted it.

    With --idp a person signs in at your own provider, and its genuine response is posted again for every scenario
    that can be made by changing the emulator's side only. With --cause the sign-in is expected to be refused for it.

    Exit code: 0 all as expected, 1 not, 2 usage or an unreadable file, 130 interrupted.
    """
    if endpoint is not None and jobs is not None:
        raise click.UsageError("--jobs starts emulators of its own; it does not go with --endpoint")
    if cause is not None and cause not in catalogue():
        raise click.UsageError(f"the catalogue has no cause {cause!r}; `idc scenario list` names them all")
    if saml_response is not None or own_provider is not None:
        if endpoint is None or names or expression or jobs or junit or (saml_response and own_provider):
            raise click.UsageError("--saml-response and --idp go with --endpoint, --cause and --json only")
        client = EmulatorClient(endpoint, admin_token=admin_token, verify=ca_file or True)
        _run_with_own(saml_response, own_provider, client, cause, as_json)
        return
    files = choose(_read(lambda: named(names)), cause=cause, expression=expression)
    if not files:
        raise click.UsageError("no scenario matches")
    if endpoint is not None:
        emulators = _running_emulator(EmulatorClient(endpoint, admin_token=admin_token, verify=ca_file or True))
    else:
        emulators = _own_emulators(jobs or min(_DEFAULT_JOBS, os.cpu_count() or 1, len(files)))
    started = time.perf_counter()
    outcomes: list[Outcome] = []
    interrupted = False
    try:
        with _sigterm_as_ctrl_c(), emulators as connects, _progress(len(files)) as advance:
            for outcome in run_all(files, connects):
                outcomes.append(outcome)
                advance(outcome)
    except KeyboardInterrupt:
        interrupted = True
    except (EmulatorUnusable, ChildServerFailed) as problem:
        raise click.ClickException(str(problem)) from problem
    _report(outcomes, len(files), time.perf_counter() - started, junit, as_json)
    if interrupted:
        sys.exit(_EXIT_INTERRUPTED)
    if any(outcome.verdict is not Verdict.PASSED for outcome in outcomes):
        sys.exit(_EXIT_NOT_AS_EXPECTED)


@scenario.command(name="list")
@click.option("--field", is_flag=True, help="List the problems that people report most instead.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def list_scenarios(field: bool, as_json: bool) -> None:
    """List every entry and cause of the catalogue with its scenarios; a cause without one is marked as missing."""
    if field:
        _list_field_cases(as_json)
        return
    entries = coverage(_read(lambda: read_scenarios([scenarios_folder()])))
    if as_json:
        click.echo(json.dumps(coverage_as_json(entries), indent=2, ensure_ascii=False))
        return
    console = _console()
    console.print(_coverage_table(entries))
    covered, causes = sum(each.covered for each in entries), sum(len(each.causes) for each in entries)
    console.print(f"\n{covered} of {causes} causes have a scenario")


def _list_field_cases(as_json: bool) -> None:
    cases = field_cases()
    if as_json:
        click.echo(json.dumps(field_as_json(cases), indent=2, ensure_ascii=False))
        return
    console = _console()
    console.print(field_table(cases))
    ranked = sum(1 for case in cases if case.number is not None)
    console.print(f"\n{ranked} most reported problems, {len(cases) - ranked} others; all with a scenario")


@scenario.command()
@click.argument("name", metavar="NAME|FILE")
@click.option("--json", "as_json", is_flag=True, help="Print the scenario as JSON.")
def show(name: str, as_json: bool) -> None:
    """Tell one scenario as a story."""
    for file in _read(lambda: named([name])):
        if as_json:
            click.echo(json.dumps(scenario_as_json(file), indent=2, ensure_ascii=False))
        elif sys.stdout.isatty():
            _console().print(Markdown(story(file.scenario)))
        else:
            click.echo(story(file.scenario))


@scenario.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors.

    \b
    Example: idc scenario schema > scenario.schema.json, and as the first line of a scenario file
      # yaml-language-server: $schema=scenario.schema.json
    """
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def _run_with_own(
    saml_response: Path | None,
    own_provider: ProviderOptions | None,
    client: EmulatorClient,
    cause: str | None,
    as_json: bool,
) -> None:
    files = _read(lambda: named(()))
    try:
        with _sigterm_as_ctrl_c(), _running_emulator(client):
            if saml_response is not None:
                run_own_response(saml_response, files, client, cause=cause, as_json=as_json)
            if own_provider is not None:
                run_own_provider(own_provider, files, client, cause=cause, as_json=as_json)
    except EmulatorUnusable as problem:
        raise click.ClickException(str(problem)) from problem
    except KeyboardInterrupt:
        sys.exit(_EXIT_INTERRUPTED)


scenario.add_command(new)
scenario.add_command(record_scenario)


def _read(read: Callable[[], Sequence[ScenarioFile]]) -> Sequence[ScenarioFile]:
    try:
        return read()
    except NoSuchScenario as problem:
        raise click.UsageError(str(problem)) from problem
    except DocumentUnreadable as problem:
        click.echo(str(problem), err=True)
        sys.exit(_EXIT_USAGE)


@contextmanager
def _own_emulators(jobs: int) -> Iterator[list[Connect]]:
    with ChildServers(jobs) as children:
        yield [partial(_connect, server) for server in children.servers]


def _connect(server: ChildServer) -> EmulatorClient:
    return EmulatorClient(server.wait_until_ready())


@contextmanager
def _running_emulator(client: EmulatorClient) -> Iterator[list[Connect]]:
    """The user's emulator: everything in it is as before when the scenarios have run or were interrupted."""
    snapshot = f"before-scenarios-{os.getpid()}"
    client.ask("POST", "snapshots", {"name": snapshot})
    application = client.send("GET", _TEST_IDP_APPLICATION)[-1].json
    try:
        yield [lambda: client]
    finally:
        client.ask("POST", f"snapshots/{snapshot}/restore")
        client.ask("DELETE", f"snapshots/{snapshot}")
        # The test IdP is a product of its own: what was registered there is not in the emulator's snapshot.
        if client.send("GET", _TEST_IDP_APPLICATION)[-1].json != application:
            registration = {"audience": application["audience"], "acs_url": application["acs_urls"][0]}
            client.send("PUT", _TEST_IDP_APPLICATION, json=registration)


@contextmanager
def _sigterm_as_ctrl_c() -> Iterator[None]:
    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Outcome], None]]:
    """A bar in a terminal, one line per scenario elsewhere; on standard error, so that results can be piped."""
    console = Console(stderr=True)
    if not console.is_terminal:
        done = 0

        def tell(outcome: Outcome) -> None:
            nonlocal done
            done += 1
            click.echo(f"[{done}/{total}] {outcome.verdict.value} {outcome.scenario.id}", err=True)

        yield tell
        return
    columns = (SpinnerColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("starting", total=total)
        yield lambda outcome: progress.update(task, advance=1, description=outcome.scenario.id)


def _report(outcomes: Sequence[Outcome], total: int, seconds: float, junit: Path | None, as_json: bool) -> None:
    if junit is not None:
        try:
            junit.write_bytes(run_as_junit(outcomes, seconds))
        except OSError as problem:
            raise click.UsageError(f"--junit: {problem}") from problem
    if as_json:
        click.echo(json.dumps(run_as_json(outcomes, total, seconds), indent=2, ensure_ascii=False))
        return
    console = _console()
    for outcome in outcomes:
        if outcome.verdict is not Verdict.PASSED:
            console.print(details(outcome))
    console.print(result_table(outcomes))
    console.print(Text(f"\n{summary(outcomes, total, seconds)}"))


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=_WIDTH_WITHOUT_TERMINAL)


def _coverage_table(entries: Sequence[CoveredEntry]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("#", "Entry", "Cause", "Scenario"):
        table.add_column(name, overflow="fold")
    for covered in entries:
        entry = covered.entry
        table.add_row(
            str(entry.number or "–"), Text(entry.id, "bold"), "", f"{covered.covered} of {len(covered.causes)}"
        )
        for each in covered.causes:
            ids = ", ".join(file.scenario.id for file in each.scenarios)
            table.add_row(
                "",
                "",
                each.cause.id,
                Text("✓" if ids == each.cause.id else ids or "missing", "" if ids else "yellow"),
            )
    return table
