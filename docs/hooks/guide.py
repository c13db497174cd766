"""The pages of the troubleshooting guide, one per entry, from the catalogue."""

import re
from collections.abc import Sequence
from pathlib import Path

import pictures

from emulator.guide.catalogue import Catalogue, Cause, Entry, Shown
from emulator.scenario.library import ScenarioFile, read_scenarios
from emulator.scenario.model import Scenario
from emulator.scenario.reports.story import story

_INTRODUCTION = """\
# The troubleshooting guide

AWS's page "Troubleshooting IAM Identity Center issues" has 22 entries. Each cause behind them is listed here, with
what is seen, why it happens and how to fix it. The last entries hold what AWS documents elsewhere, and what people
report although no guide has it. `idc explain` prints the same in a terminal. [The problems that people report
most](most-reported.md) have a page of their own.
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
        lines += ["", f"### {number}[{plain(entry.title)}]({entry.id}.md)", ""]
        lines += [f"- [{plain(cause.title)}]({entry.id}.md#{anchor(cause)}) `{cause.id}`" for cause in entry.causes]
    written = len({file.scenario.cause for file in read_scenarios([scenarios])})
    lines += ["", f"{len(catalogue.causes)} causes, {written} of them with a scenario that reproduces the error."]
    return "\n".join(lines)


def page(entry: Entry, scenarios: Path) -> str:
    """One entry with its causes."""
    place = f"Entry {entry.number} of AWS's guide" if entry.number else "Beside AWS's guide"
    head = [f"# {plain(entry.title)}", f"*{place}: <{entry.documentation}>*", plain(entry.about)]
    files: Sequence[ScenarioFile] = read_scenarios([scenarios / entry.id]) if (scenarios / entry.id).is_dir() else ()
    # The scenario that is named after the cause comes first, its variants after it.
    files = sorted(files, key=lambda file: (file.scenario.id != file.scenario.cause, file.scenario.id))
    by_cause = {cause.id: [file for file in files if file.scenario.cause == cause.id] for cause in entry.causes}
    return "\n\n".join([*head, *(_cause(entry, cause, by_cause[cause.id]) for cause in entry.causes)])


def anchor(cause: Cause) -> str:
    """The fragment of the page's address that leads to a cause."""
    return cause.id.replace(".", "-")


def _cause(entry: Entry, cause: Cause, files: Sequence[ScenarioFile]) -> str:
    pages = cause.documentation or (entry.documentation,)
    parts = [
        f"## {plain(cause.title)} {{ #{anchor(cause)} }}",
        f"`{cause.id}`",
        _heading("What you see"),
        *(_shown(shown) for shown in cause.shows),
        _picture(cause, files),
        _heading("Why"),
        plain(cause.why),
        _heading("Fix"),
        cause.fix.rstrip(),
        _reproduced(cause, files),
        _heading("Documentation"),
        "\n".join(f"- <{url}>" for url in pages),
    ]
    return "\n\n".join(part for part in parts if part)


def _shown(shown: Shown) -> str:
    badge = f'<span class="evidence {shown.evidence}">{shown.evidence}</span>'
    source = f'\n\n<p class="source" markdown>{_linked(shown.source)}</p>' if shown.source else ""
    return f"**{plain(shown.where)}** {badge}\n\n``` {{ .text .shown }}\n{shown.text}\n```{source}"


def _picture(cause: Cause, files: Sequence[ScenarioFile]) -> str:
    """The page that a person sees, where a picture of it was taken."""
    seen = [file.scenario.then.page for file in files if file.scenario.then.page is not None]
    found = pictures.picture_of(cause.id, {page.heading for page in seen if isinstance(page.heading, str)})
    return found.markdown if found else ""


def _reproduced(cause: Cause, files: Sequence[ScenarioFile]) -> str:
    if not files:
        return ""
    command = f"```sh\nidc scenario run --cause {cause.id}\n```"
    return "\n\n".join([_heading("Reproduce it"), command, *(_scenario(file) for file in files)])


def _scenario(file: ScenarioFile) -> str:
    told, written = _indented(_retold(file.scenario)), _indented(file.path.read_text("utf-8"))
    title = file.scenario.title.replace('"', "'")
    return (
        f'??? example "{plain(title)}"\n\n{told}\n\n'
        f'??? example "scenarios/{file.scenario.entry}/{file.path.name}"\n\n    ```yaml\n{written}\n    ```'
    )


def _retold(scenario: Scenario) -> str:
    """The scenario's story; its headings stay out of the table of contents, and the page tells why already."""
    sections = re.split(r"^## (.+)$", story(scenario), flags=re.MULTILINE)
    told = zip(sections[1::2], sections[2::2], strict=True)
    parts = [f"**{title}**\n\n{plain(text.strip())}" for title, text in told if title != "Why"]
    whole = "\n\n".join([plain(" ".join(scenario.about.split())), *parts])
    # What is seen after a step belongs to that step; Python's Markdown wants four spaces for it.
    return re.sub(r"^ {3}- ", "    - ", whole, flags=re.MULTILINE)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


def _heading(text: str) -> str:
    """A heading that stays out of the table of contents, where it would stand once per cause."""
    return f"<h3>{text}</h3>"


def plain(text: str) -> str:
    """Keep `<words>` of a text from being read as HTML, outside of code spans."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(part if part.startswith("`") else part.replace("<", "&lt;") for part in parts)


def _linked(text: str) -> str:
    return re.sub(r"https://[^\s,;()]+", lambda url: f"[{url[0]}]({url[0]})", plain(text))
