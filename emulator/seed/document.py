"""Reads a YAML file into a model, and says file, line and a suggestion where it does not fit."""

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DocumentUnreadable(Exception):
    """The file cannot be read as what it should be; the text has one line per problem."""


def read_document(path: Path, model: type[Model]) -> Model:
    """The file's content as `model`. Raises DocumentUnreadable."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise DocumentUnreadable(f"{path}: cannot be read: {problem}") from problem
    return parse_document(text, model, name=str(path))


def parse_document(text: str, model: type[Model], *, name: str) -> Model:
    """YAML text as `model`; `name` is how problems name the text. Raises DocumentUnreadable."""
    try:
        content = yaml.load(text, Loader=_Loader)
        nodes = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        reason = getattr(problem, "problem", None) or str(problem)
        raise DocumentUnreadable(f"{name}{line}: is not YAML: {reason}") from problem
    content = {} if content is None else content
    try:
        return model.model_validate(content)
    except ValidationError as invalid:
        lines = [
            f"{name}:{_line(nodes, mistake.location)}: {mistake.text}"
            for mistake in mistakes(invalid, model, content)
        ]
        raise DocumentUnreadable("\n".join(dict.fromkeys(lines))) from invalid


@dataclass(frozen=True)
class Mistake:
    """One thing that does not fit: the keys that lead to it, and in words what is wrong."""

    location: tuple[str | int, ...]
    text: str

    @property
    def where(self) -> str:
        """The keys as one text."""
        return ".".join(map(str, self.location))


def mistakes(invalid: ValidationError, model: type[BaseModel], content: Any) -> tuple[Mistake, ...]:
    """What is wrong with `content`, with a suggestion for each unknown key."""
    problems = [(_keys(problem, content), problem) for problem in invalid.errors(include_url=False)]
    told = [
        Mistake(keys, _explain(keys, problem, model))
        for keys, problem in problems
        # Where a word or a mapping may stand, a faulty mapping is also no such word; that tells nobody anything.
        if problem["type"] != "literal_error" or isinstance(problem["input"], str | int)
    ]
    return tuple(dict.fromkeys(told))


def _keys(problem: ErrorDetails, content: Any) -> tuple[str | int, ...]:
    """The keys that lead to the value; pydantic's location also names the members of unions."""
    keys: list[str | int] = []
    for part in problem["loc"]:
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            if problem["type"] != "missing" or part != problem["loc"][-1]:
                continue
        keys.append(part)
    return tuple(keys)


def _line(node: Any, location: tuple[int | str, ...]) -> int:
    """The line of the deepest node on the way to `location`."""
    line = 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    line, node = key.start_mark.line + 1, value
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def _explain(keys: tuple[str | int, ...], problem: ErrorDetails, model: type[BaseModel]) -> str:
    where = ".".join(map(str, keys))
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(keys[-1]), sorted(_field_names(model)), n=1)
        suggestion = f"; did you mean `{near[0]}`?" if near else ""
        return f"unknown key `{where}`{suggestion}"
    if problem["type"] == "missing":
        return f"`{where}` is required"
    if problem["type"] == "value_error":
        text = problem["msg"].removeprefix("Value error, ")
        return f"`{where}`: {text}" if where else text
    shown = repr(problem["input"])
    found = f"{problem['msg']} (found {shown if len(shown) <= 80 else shown[:77] + '...'})"
    return f"`{where}`: {found}" if where else found


def _field_names(model: type[BaseModel]) -> set[str]:
    """Every key that the model's schema knows, at any depth."""
    schema = model.model_json_schema(by_alias=True)
    parts = [schema, *schema.get("$defs", {}).values()]
    return {name for part in parts for name in part.get("properties", {})}
