"""Prints the report of an examination: every rule, then Trouble, Fix and Rationale of the broken ones."""

import textwrap
from collections.abc import Iterable
from typing import Any

import click

_WIDTH = 100
_MARGIN = " " * 12
_MARKS = {
    "passed": click.style("✓", fg="green"),
    "broken": click.style("✗", fg="red", bold=True),
    "unchecked": click.style("–", dim=True),
}


def render(report: dict[str, Any]) -> str:
    """The whole report as text; `report` is the plain data that `--json` prints."""
    rules = report["rules"]
    broken = [rule for rule in rules if rule["outcome"] == "broken"]
    lines = [f"{key.replace('_', ' ')}: {value}" for key, value in report["response"].items()]
    lines += [""] if lines else []
    lines += [_line(rule) for rule in rules]
    lines += ["", _verdict(rules, len(broken))]
    for rule in broken:
        lines += ["", *story(rule["diagnosis"])]
    return "\n".join(lines)


def _line(rule: dict[str, Any]) -> str:
    line = f"  {_MARKS[rule['outcome']]} {rule['title']}"
    if rule["outcome"] == "broken":
        return f"{line}  {click.style(rule['diagnosis']['cause'], fg='red')}"
    if rule["outcome"] == "unchecked":
        return line + click.style(f"  (not checked: needs {rule['needs']})", dim=True)
    return line


def _verdict(rules: list[dict[str, Any]], broken: int) -> str:
    unchecked = sum(rule["outcome"] == "unchecked" for rule in rules)
    verdict = f"{broken} of {len(rules)} rules broken" if broken else "No rule broken"
    if unchecked:
        verdict += f", {unchecked} not checked"
    if broken > 1:
        verdict += "; a sign-in stops at the first"
    return click.style(verdict + ".", bold=True)


def story(diagnosis: dict[str, Any]) -> Iterable[str]:
    """Trouble, Fix and Rationale of one broken rule, as lines."""
    yield _heading("Trouble", "red") + f"{diagnosis['title']}  [{diagnosis['cause']}]"
    facts = {key: diagnosis[key] for key in ("where", "found", "expected") if diagnosis[key]} | diagnosis["facts"]
    facts |= {"message": diagnosis["message"]} if diagnosis.get("message") else {}
    width = max((len(name) for name in facts), default=0)
    for name, value in facts.items():
        yield _wrapped(f"{name.ljust(width)}  {value}", width + 2)
    for shown in diagnosis["shows"]:
        yield _wrapped(f"AWS shows: {shown['text']}  ({shown['where']}; {shown['evidence']})", 2)
    first, *rest = diagnosis["fix"].strip().splitlines()
    yield _heading("Fix", "green") + first
    yield from (_MARGIN + line for line in rest)
    yield _heading("Rationale", "cyan") + _wrapped(diagnosis["why"], 0).lstrip()
    yield from (_MARGIN + url for url in diagnosis["documentation"])


def _heading(text: str, fg: str) -> str:
    return click.style(text.ljust(len(_MARGIN)), fg=fg, bold=True)


def _wrapped(text: str, hanging: int) -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=_MARGIN,
        subsequent_indent=_MARGIN + " " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
