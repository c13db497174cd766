"""`idc diagnose`: which link between a person and an AWS account is broken."""

import json
import sys
from typing import Any
from urllib.parse import urlencode

import click

from emulator.cli.endpoint import client_options, told_unusable
from emulator.guide.catalogue import catalogue
from emulator.guide.search import search
from emulator.scenario.client import EmulatorClient

_EXIT_BROKEN = 1
_MARKS = {"sound": ("✓", "green"), "broken": ("✗", "red"), "open": ("○", "yellow")}


@click.command()
@click.argument("user", metavar="USER")
@click.option("--symptom", metavar="TEXT", help="What the person sees; tells which broken link explains it.")
@click.option("--account", "account_id", metavar="ACCOUNT", help="The AWS account that the person cannot reach.")
@click.option("--permission-set", metavar="NAME", help="The permission set that the person misses.")
@click.option("--application", metavar="NAME", help="The application that the person cannot open: name or ARN.")
@click.option("--json", "as_json", is_flag=True, help="Print the chain as JSON.")
@client_options
def diagnose(
    client: EmulatorClient,
    user: str,
    symptom: str | None,
    account_id: str | None,
    permission_set: str | None,
    application: str | None,
    as_json: bool,
) -> None:
    """Walk the chain from a person to AWS on a running emulator, and name the first link that is broken.

    USER is a user name, a user id or a primary e-mail address. The links: provisioned, last change, user name,
    enabled, key, identity source, password, MFA and mail (where people sign in here), last sign-in, groups,
    assignment and permission set (or the application and its requests), session.

    \b
    Examples:
      idc diagnose jane@example.com
      idc diagnose jane@example.com --symptom "Looks like this code isn't right"
      idc diagnose jane@example.com --account 222233334444 --permission-set ReadOnly
      idc diagnose jane@example.com --application Payroll

    Exit code: 0 no link is broken, 1 one is, 2 usage, or the emulator cannot be asked.
    """
    asked = {
        "user": user,
        "account_id": account_id,
        "permission_set": permission_set,
        "application": application,
    }
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    with told_unusable():
        chain = client.ask("GET", f"diagnosis?{query}")
    explained = None if symptom is None else _explained(chain, symptom)
    if as_json:
        told = {} if explained is None else {"symptom": symptom, "explained_by": explained}
        click.echo(json.dumps(chain | told, indent=2, ensure_ascii=False))
    else:
        click.echo(_told(chain))
        if symptom is not None and explained is not None:
            click.echo(_about_symptom(symptom, explained))
    sys.exit(_EXIT_BROKEN if chain["broken"] else 0)


def _explained(chain: dict[str, Any], symptom: str) -> list[str]:
    """The names of the broken links whose cause shows the symptom."""
    causes = {match.cause.id for match in search(catalogue(), symptom)}
    return [link["name"] for link in _broken(chain) if link["diagnosis"]["cause"] in causes]


def _broken(chain: dict[str, Any]) -> list[dict[str, Any]]:
    return [link for link in chain["links"] if link["diagnosis"] is not None]


def _told(chain: dict[str, Any]) -> str:
    width = max(len(link["name"]) for link in chain["links"])
    lines = [_line(link, width) for link in chain["links"]]
    broken = _broken(chain)
    if not broken:
        return "\n".join([*lines, "", "No link is broken."])
    parts = ["\n".join(lines), _explanation("The first broken link", broken[0])]
    parts += [_explanation("Also broken", link) for link in broken[1:]]
    return "\n\n".join(parts)


def _line(link: dict[str, Any], width: int) -> str:
    mark, colour = _MARKS[link["state"]]
    return f"{click.style(mark, fg=colour)} {link['name']:<{width}}  {link['found']}"


def _explanation(title: str, link: dict[str, Any]) -> str:
    diagnosis = link["diagnosis"]
    lines = [click.style(f"{title}: {link['name']} ({diagnosis['cause']})", bold=True)]
    for name in ("where", "found", "expected"):
        if diagnosis.get(name):
            lines.append(f"  {name}: {diagnosis[name]}")
    lines += [f"  {name}: {value}" for name, value in diagnosis.get("facts", {}).items()]
    if "why" in diagnosis:
        lines += ["  Why", *_indented(" ".join(diagnosis["why"].split())), "  Fix", *_indented(diagnosis["fix"])]
    return "\n".join(lines)


def _indented(text: str) -> list[str]:
    paragraphs = text.strip().splitlines()
    return [click.wrap_text(line, 100, "    ", "    ") for line in paragraphs]


def _about_symptom(symptom: str, explained: list[str]) -> str:
    if explained:
        return f"\nThe text {symptom!r} is what this link shows: {', '.join(explained)}."
    matches = search(catalogue(), symptom)
    if not matches:
        return f"\nNo text that is known fits {symptom!r}."
    causes = ", ".join(match.cause.id for match in matches[:6])
    return f"\nNo broken link shows {symptom!r}. It is known from: {causes}. `idc explain` tells about them."
