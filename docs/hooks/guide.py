"""The pages of the troubleshooting guide, one per entry, from the catalogue."""

import re
from pathlib import Path

from emulator.guide.catalogue import Catalogue, Cause, Entry, Shown
from emulator.scenario.model import Scenario
from emulator.scenario.reports.story import story
from emulator.seed.document import read_document

_INTRODUCTION = """\
# The troubleshooting guide

AWS's page "Troubleshooting IAM Identity Center issues" has 22 entries. Each cause behind them is listed here, with
what is seen, why it happens and how to fix it. The last entries hold what AWS documents elsewhere, and what people
report although no guide has it. `idc explain` prints the same in a terminal.
"""


def path(entry: Entry) -> str:
    """Where the page of an entry lies below docs/."""
    return f"guide/{entry.id}.md"


def short_title(entry: Entry) -> str:
    """The entry's place in the navigation."""
    return f"{entry.number} · {entry.id}" if entry.number else entry.id


def index(catalogue: Catalogue, scenarios: Path) -> str:
    """All entries and causes on one page."""
    lines = [_INTRODUCTION]
    for entry in catalogue.entries:
        number = f"{entry.number}. " if entry.number else ""
        lines += ["", f"### {number}[{_plain(entry.title)}]({entry.id}.md)", ""]
        lines += [f"- [{_plain(cause.title)}]({entry.id}.md#{anchor(cause)}) `{cause.id}`" for cause in entry.causes]
    written = sum(_file(entry, cause, scenarios).exists() for entry in catalogue.entries for cause in entry.causes)
    lines += ["", f"{len(catalogue.causes)} causes, {written} of them with a scenario that reproduces the error."]
    return "\n".join(lines)


def page(entry: Entry, scenarios: Path) -> str:
    """One entry with its causes."""
    place = f"Entry {entry.number} of AWS's guide" if entry.number else "Beside AWS's guide"
    head = [f"# {_plain(entry.title)}", f"*{place}: <{entry.documentation}>*", _plain(entry.about)]
    return "\n\n".join([*head, *(_cause(entry, cause, scenarios) for cause in entry.causes)])


def anchor(cause: Cause) -> str:
    """The fragment of the page's address that leads to a cause."""
    return cause.id.replace(".", "-")


def _cause(entry: Entry, cause: Cause, scenarios: Path) -> str:
    pages = cause.documentation or (entry.documentation,)
    parts = [
        f"## {_plain(cause.title)} {{ #{anchor(cause)} }}",
        f"`{cause.id}`",
        _heading("What you see"),
        *(_shown(shown) for shown in cause.shows),
        _heading("Why"),
        _plain(cause.why),
        _heading("Fix"),
        cause.fix.rstrip(),
        _scenario(entry, cause, scenarios),
        _heading("Documentation"),
        "\n".join(f"- <{url}>" for url in pages),
    ]
    return "\n\n".join(part for part in parts if part)


def _shown(shown: Shown) -> str:
    badge = f'<span class="evidence {shown.evidence}">{shown.evidence}</span>'
    source = f'\n\n<p class="source" markdown>{_linked(shown.source)}</p>' if shown.source else ""
    return f"**{_plain(shown.where)}** {badge}\n\n``` {{ .text .shown }}\n{shown.text}\n```{source}"


def _scenario(entry: Entry, cause: Cause, scenarios: Path) -> str:
    file = _file(entry, cause, scenarios)
    if not file.exists():
        return ""
    told, written = _indented(_retold(read_document(file, Scenario))), _indented(file.read_text("utf-8"))
    return (
        f"{_heading('Reproduce it')}\n\n```sh\nidc scenario run --cause {cause.id}\n```\n\n"
        f'??? example "What happens, step by step"\n\n{told}\n\n'
        f'??? example "scenarios/{entry.id}/{file.name}"\n\n    ```yaml\n{written}\n    ```'
    )


def _retold(scenario: Scenario) -> str:
    """The scenario's story; its headings stay out of the table of contents, and the page tells why already."""
    sections = re.split(r"^## (.+)$", story(scenario), flags=re.MULTILINE)
    told = zip(sections[1::2], sections[2::2], strict=True)
    parts = [f"**{title}**\n\n{_plain(text.strip())}" for title, text in told if title != "Why"]
    whole = "\n\n".join([_plain(" ".join(scenario.about.split())), *parts])
    # What is seen after a step belongs to that step; Python's Markdown wants four spaces for it.
    return re.sub(r"^ {3}- ", "    - ", whole, flags=re.MULTILINE)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


def _file(entry: Entry, cause: Cause, scenarios: Path) -> Path:
    return scenarios / entry.id / f"{cause.id}.yaml"


def _heading(text: str) -> str:
    """A heading that stays out of the table of contents, where it would stand once per cause."""
    return f"<h3>{text}</h3>"


def _plain(text: str) -> str:
    """Keep `<words>` of a text from being read as HTML, outside of code spans."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else part.replace("<", "&lt;") for part in parts)


def _linked(text: str) -> str:
    return re.sub(r"https://[^\s,;()]+", lambda url: f"[{url[0]}]({url[0]})", _plain(text))
