"""`idc explain`: what an error means and how to fix it."""

import json
import textwrap
from typing import Any

import click

from emulator.guide.catalogue import catalogue
from emulator.guide.search import Match, nearest_ids, search

_WIDTH = 100


@click.command()
@click.argument("query", nargs=-1, required=True, metavar="CAUSE | TEXT")
@click.option("--json", "as_json", is_flag=True, help="Print the matches as JSON.")
@click.option("--all", "everything", is_flag=True, help="Tell the whole story of every match, not only a list.")
def explain(query: tuple[str, ...], as_json: bool, everything: bool) -> None:
    """Tell what an error means, why it happens and how to fix it.

    Give the id of a cause, or the text of an error: the words on the page, in the API's answer, in CloudTrail or in
    your identity provider's log. A part of it is enough; letter case and request ids do not matter.

    \b
      idc explain saml.name-id.username-mismatch
      idc explain "Looks like this code isn't right"
      idc explain scim-user-sync                    all causes of an entry of the guide

    Exit code 1 when nothing fits.
    """
    asked = " ".join(query)
    matches = search(catalogue(), asked)
    if as_json:
        click.echo(json.dumps(_document(asked, matches), indent=2, ensure_ascii=False))
    elif not matches:
        click.echo(_nothing_found(asked), err=True)
    elif everything or len(matches) == 1:
        click.echo("\n\n".join(_story(match) for match in matches))
    else:
        click.echo(_overview(asked, matches))
    if not matches:
        raise click.exceptions.Exit(1)


def _story(match: Match) -> str:
    cause, entry = match.cause, match.entry
    place = f"Entry {entry.number} of AWS's guide" if entry.number else "Beside AWS's guide"
    lines = [
        click.style(cause.title, bold=True),
        f"{cause.id} · {place}: {entry.title}",
        "",
        _heading("What you see"),
    ]
    for shown in cause.shows:
        lines += [_wrapped(shown.where, "  "), _wrapped(shown.text, "    ")]
        known = f"[{shown.evidence}] {shown.source}".rstrip()
        lines += [click.style(_wrapped(known, "    "), dim=True)]
    lines += ["", _heading("Why"), _wrapped(cause.why, "  ")]
    lines += ["", _heading("Fix"), textwrap.indent(cause.fix.rstrip(), "  ")]
    lines += ["", _heading("Documentation"), *(f"  {url}" for url in cause.documentation or (entry.documentation,))]
    return "\n".join(lines)


def _overview(asked: str, matches: tuple[Match, ...]) -> str:
    """One text can have many causes: list them, the likeliest first."""
    width = max(len(match.cause.id) for match in matches)
    lines = [f"{len(matches)} causes fit {asked!r}, the best match first:", ""]
    for match in matches:
        lines.append(f"  {click.style(match.cause.id.ljust(width), bold=True)}  {match.cause.title}")
        if match.shown is not None:
            lines.append(click.style(f"  {' ' * width}  {match.shown.where}", dim=True))
    lines += ["", f"The whole story: idc explain {matches[0].cause.id}   (or all of them: --all)"]
    return "\n".join(lines)


def _nothing_found(asked: str) -> str:
    near = nearest_ids(catalogue(), asked)
    lines = [f"Nothing in the guide fits {asked!r}."]
    if near:
        lines += ["Did you mean one of these causes?", *(f"  {cause_id}" for cause_id in near)]
    else:
        lines += ["Try a few words of the message as it was shown. Every cause is listed by: idc scenario list"]
    return "\n".join(lines)


def _document(asked: str, matches: tuple[Match, ...]) -> dict[str, Any]:
    return {
        "query": asked,
        "matches": [
            {
                "score": match.score,
                "matched": match.shown.text if match.shown else None,
                "entry": {"id": match.entry.id, "number": match.entry.number, "title": match.entry.title},
                "cause": match.cause.model_dump(mode="json"),
            }
            for match in matches
        ],
        "nearest": [] if matches else list(nearest_ids(catalogue(), asked)),
    }


def _heading(text: str) -> str:
    return click.style(text, fg="cyan")


def _wrapped(text: str, indent: str) -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
