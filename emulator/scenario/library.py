"""Where scenario files lie, how they are read, and how some of them are chosen."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from emulator.scenario.model import Scenario
from emulator.seed.document import DocumentUnreadable, read_document


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario and the file that it was read from."""

    path: Path
    scenario: Scenario


class NoSuchScenario(Exception):
    """Nothing has the given name; the text makes a suggestion."""


def scenarios_folder() -> Path:
    """The folder of the scenarios that come with the emulator.

    An installed package carries them inside itself; in a source tree they lie beside the package.
    """
    inside = Path(__file__).parent / "bundled"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "scenarios"


def read_scenarios(paths: Iterable[Path]) -> tuple[ScenarioFile, ...]:
    """The scenarios of files and folders, in the order of their paths.

    Raises DocumentUnreadable with the problems of all files, also where two files have one id.
    """
    found: list[ScenarioFile] = []
    problems: list[str] = []
    for path in dict.fromkeys(file for given in paths for file in _files(given)):
        try:
            found.append(ScenarioFile(path, read_document(path, Scenario)))
        except DocumentUnreadable as problem:
            problems.append(str(problem))
    first: dict[str, Path] = {}
    for file in found:
        if first.setdefault(file.scenario.id, file.path) != file.path:
            problems.append(f"{file.path}: the id {file.scenario.id} is that of {first[file.scenario.id]} too")
    if problems:
        raise DocumentUnreadable("\n".join(problems))
    return tuple(found)


def named(names: Sequence[str]) -> tuple[ScenarioFile, ...]:
    """The scenarios that the names stand for; all that come with the emulator when there is no name.

    A name is the id of a scenario, the id of an entry, or the path of a file or folder. Raises NoSuchScenario and
    DocumentUnreadable.
    """
    own = scenarios_folder()
    if not names:
        return read_scenarios([own])
    return read_scenarios([_path(name, own) for name in names])


def choose(
    files: Iterable[ScenarioFile], *, cause: str | None = None, expression: str | None = None
) -> tuple[ScenarioFile, ...]:
    """Those for a cause, and those that `expression` (as of `keyword`) picks."""
    picks = keyword(expression) if expression else lambda _: True
    return tuple(file for file in files if (cause is None or file.scenario.cause == cause) and picks(file.scenario))


def keyword(expression: str) -> Callable[[Scenario], bool]:
    """Whether an expression picks a scenario: words of its id, entry or title, joined by `and`, `or`, `not`.

    `or` binds weakest, then `and`, then `not`; there are no brackets.
    """
    alternatives = [part.split(" and ") for part in expression.lower().split(" or ")]

    def picks(scenario: Scenario) -> bool:
        text = f"{scenario.id} {scenario.entry} {scenario.title}".lower()

        def holds(term: str) -> bool:
            term = term.strip()
            return term[4:].strip() not in text if term.startswith("not ") else term in text

        return any(all(holds(term) for term in terms) for terms in alternatives)

    return picks


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.yaml")) if path.is_dir() else [path]


def _path(name: str, own: Path) -> Path:
    if (own / name).is_dir():
        return own / name
    of_that_id = [path for path in _files(own) if path.stem == name]
    if of_that_id:
        return of_that_id[0]
    if Path(name).exists():
        return Path(name)
    known = [path.stem for path in _files(own)] + [path.name for path in own.iterdir() if path.is_dir()]
    near = get_close_matches(name, known, n=1)
    suggestion = f"; did you mean {near[0]}?" if near else "; `idc scenario list` names them"
    raise NoSuchScenario(f"there is no scenario, folder or file {name!r}{suggestion}")
