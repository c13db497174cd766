"""`idc check assignment`: why somebody does not get a role."""

import json
import logging
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click

from emulator.cli.check_report import story
from emulator.cli.endpoint import Unusable, client_options, told_unusable
from emulator.guide.catalogue import catalogue
from emulator.guide.refusal import Refusal
from emulator.scenario.client import EmulatorClient
from emulator.seed.document import DocumentUnreadable, read_document
from emulator.seed.model import Seed

_MARKS = {
    "sound": click.style("✓", fg="green"),
    "broken": click.style("✗", fg="red", bold=True),
    "open": click.style("–", dim=True),
}


@click.command("assignment")
@click.argument("user", metavar="USER")
@click.option("--account", "account_id", metavar="ACCOUNT", help="The AWS account that the person cannot reach.")
@click.option("--permission-set", metavar="NAME", help="The permission set that the person misses.")
@click.option(
    "--seed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Look at a seed file, as `idc export` writes it, instead of a running emulator.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@client_options
def check_assignment(
    client: EmulatorClient,
    user: str,
    account_id: str | None,
    permission_set: str | None,
    seed: Path | None,
    as_json: bool,
) -> None:
    """Tell why a person does not get a role: on a running emulator, or from a seed file.

    USER is a user name, a user id or a primary e-mail address. Walks from the user over its groups to the assignments
    and the role in the account, whether or not the person can sign in (`idc diagnose` tells about that), and names
    who has what this person lacks.

    \b
    Examples:
      idc check assignment jane@example.com --account 222233334444 --permission-set ReadOnly
      idc check assignment jane@example.com --seed state.yaml

    \b
    Exit codes:
      0  the person has the role
      1  a link is broken
      2  wrong usage, or neither file nor emulator can be read
    """
    asked = {"user": user, "account_id": account_id, "permission_set": permission_set}
    chain = _of_seed(seed, asked) if seed is not None else _of_emulator(client, asked)
    click.echo(json.dumps(chain, indent=2, ensure_ascii=False) if as_json else _render(chain))
    if chain["broken"]:
        raise click.exceptions.Exit(1)


def _of_emulator(client: EmulatorClient, asked: dict[str, str | None]) -> dict[str, Any]:
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    with told_unusable():
        return dict(client.ask("GET", f"diagnosis/assignment?{query}"))


def _of_seed(path: Path, asked: dict[str, str | None]) -> dict[str, Any]:
    # Imported here: the emulator takes longer to load than the help text should.
    from emulator.examine.assignment import examine_assignment
    from emulator.web.control.diagnosis import AssignmentQuery

    logging.getLogger("emulator").setLevel(logging.CRITICAL)
    try:
        return examine_assignment(read_document(path, Seed), AssignmentQuery.model_validate(asked))
    except DocumentUnreadable as problem:
        raise Unusable(str(problem)) from problem
    except Refusal as refusal:
        raise Unusable(f"{path}: {refusal.message} ({refusal.cause}: {refusal.facts.found})") from refusal


def _render(chain: dict[str, Any]) -> str:
    links = chain["links"]
    width = max(len(link["question"]) for link in links)
    lines = [f"  {_MARKS[link['state']]} {link['question']:<{width}}  {link['found']}" for link in links]
    broken = [link for link in links if link["diagnosis"] is not None]
    verdict = f"Broken first: {broken[0]['name']}." if broken else "The person has it."
    lines += ["", click.style(verdict, bold=True)]
    for link in broken:
        lines += ["", *story(_explained(link["diagnosis"]))]
    return "\n".join(lines)


def _explained(diagnosis: dict[str, Any]) -> dict[str, Any]:
    """The diagnosis with what AWS shows in this case."""
    shows = catalogue().cause(diagnosis["cause"]).shows
    shown = [{"where": each.where, "text": each.text, "evidence": each.evidence.value} for each in shows]
    return diagnosis | {"shows": shown}
