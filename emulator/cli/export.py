"""`idc export`: the state of a running emulator as a seed file."""

import json
from pathlib import Path

import click

from emulator.cli.endpoint import Unusable, client_options, told_unusable
from emulator.scenario.client import EmulatorClient


@click.command()
@click.argument("file", metavar="[FILE]", default="-", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@click.option("--json", "as_json", is_flag=True, help="Print seed and what it leaves out, as JSON.")
@client_options
def export(client: EmulatorClient, file: Path, force: bool, as_json: bool) -> None:
    """Write the state of a running emulator to FILE, or to standard output: YAML, as a seed file or as the `given`
    of a scenario.

    No secret is in it: no password, not even its hash, no MFA device, no SCIM access token (only how many there are),
    no key. Add `password` to the users who need one. What a seed cannot hold is told on standard error.

    \b
    Examples:
      idc export state.yaml
      idc serve --seed state.yaml
      idc export | idc import - --endpoint http://127.0.0.1:8251

    Exit code: 0 written, 2 usage, or the emulator cannot be asked.
    """
    with told_unusable():
        found = client.ask("GET", "export")
    content = json.dumps(found, indent=2, ensure_ascii=False) + "\n" if as_json else found["text"]
    if str(file) == "-":
        click.echo(content, nl=False)
    else:
        _write(file, content, force)
        click.echo(f"{file} is written.", err=True)
    for sentence in () if as_json else found["left_out"]:
        click.echo(f"Not in it: {sentence}.", err=True)


def _write(file: Path, content: str, force: bool) -> None:
    try:
        with file.open("w" if force else "x", encoding="utf-8") as opened:
            opened.write(content)
    except FileExistsError:
        raise Unusable(f"{file} exists already; --force overwrites it") from None
    except OSError as problem:
        raise Unusable(f"{file} cannot be written: {problem}") from problem
