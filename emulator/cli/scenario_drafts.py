"""`idc scenario new` and `idc scenario record`: scenario files to edit."""

from pathlib import Path
from typing import Any

import click
import yaml
from pydantic import ValidationError

from emulator.cli.endpoint import endpoint_option
from emulator.guide.catalogue import Cause, catalogue
from emulator.guide.search import nearest_ids
from emulator.scenario.client import EmulatorClient, EmulatorUnusable
from emulator.scenario.model import Scenario
from emulator.scenario.recording import NothingToRecord, record

_WIDTH = 110
_EDITOR_LINE = "# yaml-language-server: $schema=scenario.schema.json"

_output = click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file, which must not exist; standard output when left out.",
)


class _Text(str):
    """A text that is written as a block."""


class _Dumper(yaml.SafeDumper):
    pass


_Dumper.add_representer(_Text, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|"))


@click.command()
@click.argument("cause_id", metavar="CAUSE")
@_output
def new(cause_id: str, output: Path | None) -> None:
    """Begin a scenario for a cause of the catalogue: a file that is read, and that you fill.

    \b
    Example: idc scenario new scim.missing-given-name -o my-scenario.yaml
    """
    if cause_id not in catalogue():
        near = ", ".join(nearest_ids(catalogue(), cause_id))
        suggestion = f"; did you mean {near}?" if near else "; `idc scenario list` names them all"
        raise click.UsageError(f"the catalogue has no cause {cause_id!r}{suggestion}")
    to_do = (
        "Say under `given` what is there before; `idc scenario schema` describes every key.",
        "Replace the step under `when` by those that lead to the error, and state under `then` what is seen.",
        "Say how it is fixed, and prove it: the step under `verify` must succeed then.",
    )
    _write(_begun(catalogue().cause(cause_id)), to_do, output)


@click.command("record")
@click.option(
    "--request-id", metavar="ID", help="The x-amzn-RequestId of the refused answer; the last one if left out."
)
@click.option(
    "--steps",
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many requests of the journal lead to the error, the refused one included.",
)
@endpoint_option
@click.option("--admin-token", metavar="TOKEN", envvar="IDC_ADMIN_TOKEN", help="Admin token of that emulator.")
@click.option(
    "--ca-file",
    metavar="FILE",
    type=click.Path(exists=True),
    help="Certificate authority of that emulator, for https.",
)
@_output
def record_scenario(
    request_id: str | None,
    steps: int,
    endpoint: str,
    admin_token: str | None,
    ca_file: str | None,
    output: Path | None,
) -> None:
    """Make a scenario of what a running emulator has just refused, from its journal.

    The file names what a person still has to fill in; secrets are not in it.
    """
    client = EmulatorClient(endpoint, admin_token=admin_token, verify=ca_file or True)
    try:
        recording = record(client, request_id=request_id, steps=steps)
    except (NothingToRecord, EmulatorUnusable) as problem:
        raise click.ClickException(str(problem)) from problem
    _write(recording.scenario, recording.to_do, output)


def _begun(cause: Cause) -> dict[str, Any]:
    return {
        "id": cause.id,
        "title": cause.title,
        "entry": catalogue().entry_of(cause.id).id,
        "cause": cause.id,
        "evidence": "assumed",
        "about": " ".join(cause.why.split()),
        "given": {
            "users": [
                {
                    "user_name": "jane@example.com",
                    "given_name": "Jane",
                    "family_name": "Doe",
                    "email": "jane@example.com",
                }
            ]
        },
        "when": [{"about": "What leads to the error.", "scim": {"path": "/Users"}}],
        "then": {"api": {"status": 400}, "trail": "none", "diagnosis": {}},
        "fix": {"text": cause.fix},
        "verify": {
            "steps": [{"about": "The same, done right.", "scim": {"path": "/Users"}}],
            "then": {"api": {"status": 200}},
        },
    }


def _write(scenario: dict[str, Any], to_do: tuple[str, ...], output: Path | None) -> None:
    try:
        Scenario.model_validate(scenario)
    except ValidationError as invalid:
        raise click.ClickException(f"what happened does not fit a scenario file: {invalid}") from invalid
    scenario["fix"]["text"] = _Text(scenario["fix"]["text"])
    lines = [_EDITOR_LINE, *(f"# To do: {each}" for each in to_do)]
    body = yaml.dump(scenario, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    text = "\n".join(lines) + "\n" + body
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        with output.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise click.UsageError(f"{output} exists already; choose another name") from None
    except OSError as problem:
        raise click.UsageError(f"{output}: {problem}") from problem
    click.echo(f"{output} is written. Run it with: idc scenario run {output}")
