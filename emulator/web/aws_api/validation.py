"""The constraints of the service models, with AWS's wording (facts/awsapi.md §4.6).

botocore's client checks almost none of them, so a wrong value always arrives here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from emulator.directory.constraints import shown
from emulator.guide.refusal import Facts, Refusal
from emulator.web.aws_api.model import Shape, is_document, is_sensitive, lower_camel
from emulator.web.aws_api.patterns import compiled

_SCALARS = {"string", "integer", "long", "float", "double", "boolean", "timestamp", "blob"}
_NUMBERS = {"integer", "long", "float", "double"}


@dataclass(frozen=True)
class Clause:
    """One constraint of a shape: what AWS says when it is broken, what was expected, the cause, and the test."""

    text: str
    expected: str
    cause: str
    holds: Callable[[Any], bool]


@dataclass(frozen=True)
class Violation:
    """A clause broken by the value at a path. `value` is None where AWS must not print it."""

    path: str
    value: str | None
    clause: Clause
    found: str

    @property
    def sentence(self) -> str:
        """The violation as AWS words it."""
        value = "Value" if self.value is None else f"Value {self.value}"
        return f"{value} at '{self.path}' failed to satisfy constraint: {self.clause.text}"


def check_input(shape: Shape | None, parameters: Mapping[str, Any], *, code: str) -> None:
    """Raise one Refusal with exception name `code` that names every violated constraint.

    unconfirmed: the order, which AWS's own pages do not keep either; this is the model's order of members.
    """
    violations = list(violations_of(shape, parameters)) if shape is not None else []
    if not violations:
        return
    first, count = violations[0], len(violations)
    errors = "error" if count == 1 else "errors"
    raise Refusal(
        code,
        f"{count} validation {errors} detected: {'; '.join(violation.sentence for violation in violations)}",
        cause=first.clause.cause,
        facts=Facts(
            where=first.path,
            found=first.found,
            expected=first.clause.expected,
            more={f"{v.path} ({v.clause.expected})": v.found for v in violations[1:]},
        ),
    )


def violations_of(shape: Shape, value: Any, path: str = "") -> Iterator[Violation]:
    """Every constraint of the shape that the value breaks; the value has the right types already."""
    if is_document(shape):
        return
    for clause in _broken_clauses(shape, value):
        yield Violation(path, _printed(shape, value), clause, shown(value))
    if shape.type_name == "structure":
        yield from _in_structure(shape, value, path)
    elif shape.type_name == "list":
        yield from _in_list(shape, value, path)
    elif shape.type_name == "map":
        yield from _in_map(shape, value, path)


def _in_structure(shape: Shape, value: Mapping[str, Any], path: str) -> Iterator[Violation]:
    prefix = f"{path}." if path else ""
    if getattr(shape, "is_tagged_union", False) and len(value) != 1:
        yield Violation(path, None, _ONE_OF_A_UNION, ", ".join(value) or "none of its members")
    for name, member in shape.members.items():
        if value.get(name) is not None:
            yield from violations_of(member, value[name], prefix + lower_camel(name))
        elif name in shape.required_members:
            yield Violation(prefix + lower_camel(name), "null", _NOT_NULL, "no value")


def _in_list(shape: Shape, value: Sequence[Any], path: str) -> Iterator[Violation]:
    if shape.member.type_name in _SCALARS:
        yield from _of_all(shape, shape.member, "Member", value, value, path)
        return
    for number, element in enumerate(value, start=1):
        yield from violations_of(shape.member, element, f"{path}.{number}.member")


def _in_map(shape: Shape, value: Mapping[str, Any], path: str) -> Iterator[Violation]:
    yield from _of_all(shape, shape.key, "Map keys", list(value), value, path)
    if shape.value.type_name in _SCALARS:
        yield from _of_all(shape, shape.value, "Map value", list(value.values()), value, path)
        return
    for key, element in value.items():
        yield from violations_of(shape.value, element, f"{path}.{key}.member")


def _of_all(
    shape: Shape, part: Shape, subject: str, elements: Sequence[Any], whole: Any, path: str
) -> Iterator[Violation]:
    """Scalars inside lists and maps: AWS names the container and all constraints of the scalar, in one clause.

    unconfirmed: that our services still use this form, which is that of older ones.
    """
    wrong = [(element, clause) for element in elements for clause in _broken_clauses(part, element)]
    if not wrong:
        return
    element, broken = wrong[0]
    every = ", ".join(clause.text for clause in _clauses(part))
    clause = replace(broken, text=f"{subject} must satisfy constraint: [{every}]")
    yield Violation(path, _printed(shape, whole), clause, shown(element))


def _never(_value: Any) -> bool:
    return False


_NOT_NULL = Clause("Member must not be null", "a value", "aws-api.member-missing", _never)

# unconfirmed: the words, and that this is no SerializationException.
_ONE_OF_A_UNION = Clause(
    "Must have exactly one member set", "exactly one of its members", "aws-api.member-union", _never
)


def _broken_clauses(shape: Shape, value: Any) -> list[Clause]:
    return [clause for clause in _clauses(shape) if not clause.holds(value)]


@cache
def _clauses(shape: Shape) -> tuple[Clause, ...]:
    """The constraints of a shape itself, without those of its parts."""
    rules, clauses = shape.metadata, []
    number = shape.type_name in _NUMBERS
    what, cause = ("value", "aws-api.member-value") if number else ("length", "aws-api.member-length")
    unit = "" if number else " characters" if shape.type_name == "string" else " elements"
    size: Callable[[Any], float] = (lambda value: value) if number else len
    if "max" in rules:
        text = f"Member must have {what} less than or equal to {rules['max']}"
        expected = f"at most {rules['max']}{unit}"
        clauses.append(Clause(text, expected, cause, lambda value: size(value) <= rules["max"]))
    if "min" in rules:
        text = f"Member must have {what} greater than or equal to {rules['min']}"
        expected = f"at least {rules['min']}{unit}"
        clauses.append(Clause(text, expected, cause, lambda value: size(value) >= rules["min"]))
    if "pattern" in rules:
        text = f"Member must satisfy regular expression pattern: {rules['pattern']}"
        expected, matches = f"text that matches {rules['pattern']}", compiled(rules["pattern"]).fullmatch
        clauses.append(Clause(text, expected, "aws-api.member-pattern", lambda value: bool(matches(value))))
    if "enum" in rules:
        values = ", ".join(rules["enum"])
        text, expected = f"Member must satisfy enum value set: [{values}]", f"one of {values}"
        clauses.append(Clause(text, expected, "aws-api.member-enum", lambda value: value in rules["enum"]))
    return tuple(clauses)


def _printed(shape: Shape, value: Any) -> str | None:
    return None if is_sensitive(shape) else f"'{_as_java_prints(value)}'"


def _as_java_prints(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}={_as_java_prints(part)}' for key, part in value.items())}}}"
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return f"[{', '.join(_as_java_prints(part) for part in value)}]"
    return str(value)
