"""`idc check scim`: what AWS would answer to a SCIM client, and every rule that its requests break."""

import json
import logging
from pathlib import Path
from typing import Any, BinaryIO

import click

from emulator.cli.check_report import story
from emulator.cli.endpoint import Unusable
from emulator.guide.refusal import Refusal
from emulator.seed.document import DocumentUnreadable, read_document
from emulator.seed.model import Seed

_LONGEST_ANSWER = 600


@click.command("scim")
@click.argument("file", type=click.File("rb"))
@click.option("--method", metavar="METHOD", help="Of which request FILE is the body.  [default: as the body tells]")
@click.option(
    "--path", metavar="PATH", help="Path after the endpoint, such as /Users or /Users/{id}, or the whole URL."
)
@click.option(
    "--seed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Who is there already: a seed file, as `idc export` writes it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check_scim(file: BinaryIO, method: str | None, path: str | None, seed: Path | None, as_json: bool) -> None:
    """Examine requests of a SCIM client without a server: FILE, or - for standard input.

    Tells what AWS would answer to each request, and every rule that it breaks, not only the one that AWS names: after
    each refusal the offence is put right by a guess, and the request is tried again.

    \b
    FILE holds one of
      the body of a request            JSON; --method and --path where the body does not tell them
      a HAR recording                  as browsers and proxies save it; requests to …/scim/v2 count
      a sequence in YAML or JSON       a list of requests: method, path, query, body
                                       also the journal: GET /_emulator/requests

    Users and groups that a request speaks of and that nobody has created before are taken as existing. Tokens are not
    examined. Without --seed the directory is empty, so that nothing is a duplicate.

    \b
    Examples:
      idc check scim user.json
      idc check scim change.json --method PATCH --path /Users/{id}
      idc check scim provisioning.har --seed state.yaml
      curl -s http://127.0.0.1:8250/_emulator/requests | idc check scim -

    \b
    Exit codes:
      0  no rule is broken
      1  a rule is broken
      2  wrong usage, or a file that cannot be read
    """
    # Imported here: the emulator takes longer to load than the help text should.
    from emulator.examine.scim import examine_scim, scim_report
    from emulator.examine.scim_requests import NotRecognized, read_scim_requests
    from emulator.examine.scratch import ScratchEmulator

    # Every refusal is in the report.
    logging.getLogger("emulator").setLevel(logging.CRITICAL)
    state = _state(seed)
    try:
        sequences = read_scim_requests(file.read(), method=method, path=path)
    except NotRecognized as problem:
        raise Unusable(f"{getattr(file, 'name', 'standard input')}: {problem}") from problem
    try:
        scratch = ScratchEmulator(state)
    except Refusal as refusal:
        raise Unusable(f"{seed}: {refusal.message} ({refusal.cause}: {refusal.facts.found})") from refusal
    try:
        report = scim_report(examine_scim(sequences, scratch))
    finally:
        scratch.close()
    click.echo(json.dumps(report, indent=2, ensure_ascii=False) if as_json else _render(report))
    if not report["passed"]:
        raise click.exceptions.Exit(1)


def _state(seed: Path | None) -> Seed:
    if seed is None:
        return Seed()
    try:
        state = read_document(seed, Seed)
    except DocumentUnreadable as problem:
        raise Unusable(str(problem)) from problem
    if state.identity_source.kind == "active-directory":
        raise Unusable(f"{seed}: with Active Directory as identity source there is no SCIM endpoint")
    return state


def _render(report: dict[str, Any]) -> str:
    requests = report["requests"]
    several = len({request["sequence"] for request in requests}) > 1
    lines: list[str] = []
    sequence = None
    for request in requests:
        if several and request["sequence"] != sequence:
            sequence = request["sequence"]
            lines += ["", click.style(sequence, bold=True)]
        lines.append(_line(request))
        if request["passed_over"]:
            lines.append(f"      AWS passes over: {', '.join(request['passed_over'])}")
    broken = [request for request in requests if request["broken"]]
    lines += ["", click.style(_verdict(len(requests), broken), bold=True)]
    for request in broken:
        lines += ["", f"{request['method']} {request['path']}", f"  {_shortened(request['answer'])}"]
        for diagnosis in request["broken"]:
            lines += ["", *story(diagnosis)]
        if request["more_possible"]:
            lines += ["", "  What else is broken shows only once the last one is put right."]
    return "\n".join(lines).lstrip("\n")


def _line(request: dict[str, Any]) -> str:
    line = f"{request['status']}  {request['name']}"
    causes = [diagnosis["cause"] for diagnosis in request["broken"]]
    if not causes:
        return f"  {click.style('✓', fg='green')} {line}"
    return f"  {click.style('✗', fg='red', bold=True)} {line}  {click.style(', '.join(causes), fg='red')}"


def _verdict(count: int, broken: list[dict[str, Any]]) -> str:
    if not broken:
        return f"No rule broken; AWS takes {'the request' if count == 1 else f'all {count} requests'}."
    rules = sum(len(request["broken"]) for request in broken)
    told = f"{rules} rule{'s' if rules > 1 else ''} broken"
    told += f" in {len(broken)} of {count} requests" if count > 1 else ""
    return told + ("; AWS names the first of a request only." if rules > len(broken) else ".")


def _shortened(answer: str) -> str:
    return answer if len(answer) <= _LONGEST_ANSWER else f"{answer[:_LONGEST_ANSWER]}…"
