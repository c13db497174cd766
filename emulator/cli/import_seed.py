"""`idc import`: a seed file into a running emulator."""

import json
from typing import Any, TextIO

import click

from emulator.cli.endpoint import Unusable, client_options, told_unusable
from emulator.scenario.client import EmulatorClient
from emulator.seed.document import DocumentUnreadable, parse_document
from emulator.seed.model import Seed

_SHOWN = 5


@click.command("import")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option("--replace", is_flag=True, help="Forget the whole state first, sessions and events included.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done, as JSON.")
@client_options
def import_seed(client: EmulatorClient, file: TextIO, replace: bool, as_json: bool) -> None:
    """Put a seed FILE (or -, standard input) into a running emulator.

    Without --replace, accounts, users, groups, permission sets and applications that are not there yet are added, and
    so are missing members and assignments. What has the same name stays as it is; settings of the file, such as its
    identity source or MFA, are not touched. It is all or nothing, and doing it twice changes nothing.

    The file may hold secrets (`password`, `one_time_password`, the `secret` of an authenticator app), which an export
    never has: users who come from an export have neither password nor MFA device.

    \b
    Examples:
      idc import people.yaml
      idc import state.yaml --replace

    Exit code: 0 done, 2 usage, a file that does not fit, or the emulator cannot do it.
    """
    try:
        seed = parse_document(file.read(), Seed, name=getattr(file, "name", "standard input"))
    except (DocumentUnreadable, UnicodeDecodeError) as problem:
        raise Unusable(str(problem)) from problem
    body = {"seed": seed.model_dump(mode="json", exclude_unset=True), "replace": replace}
    with told_unusable():
        answer = client.control("POST", "import", body)
    if answer.status >= 400:
        raise Unusable(_refused(answer.json, answer.text))
    click.echo(json.dumps(answer.json, indent=2, ensure_ascii=False) if as_json else _told(answer.json))


def _refused(told: Any, text: str) -> str:
    if not isinstance(told, dict) or "error" not in told:
        return f"nothing was changed: {text[:500]}"
    diagnosis = told.get("diagnosis") or {}
    details = [
        f"  {name}: {diagnosis[name]}" for name in ("cause", "where", "found", "expected") if diagnosis.get(name)
    ]
    return "\n".join([f"nothing was changed: {told['error']}", *details])


def _told(done: dict[str, Any]) -> str:
    lines = ["The state was replaced." if done["replaced"] else "Added to the state."]
    for verb, by_kind in (("new", done["added"]), ("kept as it is", done["kept"])):
        lines += [f"  {len(names)} {kind} {verb}: {_listed(names)}" for kind, names in by_kind.items()]
    if done["not_changed"]:
        lines.append(f"  not touched, because only --replace sets them: {', '.join(done['not_changed'])}")
    if done["scim"] is not None:
        lines.append(f"  SCIM endpoint: {done['scim']['endpoint']}")
        lines += [f"  SCIM access token: {token['secret']}" for token in done["scim"]["tokens"]]
    return "\n".join(lines)


def _listed(names: list[str]) -> str:
    more = f", and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
