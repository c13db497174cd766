"""The filters that AWS understands: `<attribute> eq "<value>"`, some joined by `and` (facts/scim.md §4.4, §4.7).

The parser knows a little more than AWS does, so that a refusal can say what is wrong.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import regex

from emulator.directory.constraints import TEXT, invalid, shown
from emulator.guide.refusal import Facts, Refusal

_COMPARISON = regex.compile(
    r"""\s*+(?P<attribute>[a-z$][\w$.:\-]*+(?:\[[^\[\]]*+\](?:\.[\w$]++)?+)?+)
        \s++(?P<operator>eq|ne|co|sw|ew|gt|ge|lt|le)
        \s++(?P<value>"(?:[^"\\]|\\.)*+"|[^\s"()]++)""",
    regex.IGNORECASE | regex.VERBOSE | regex.ASCII,
)
_CONNECTOR = regex.compile(r"\s++(and|or)(?=\s)", regex.IGNORECASE)
_QUOTED = '"'


class FilterUnreadable(ValueError):
    """The text is no filter of comparisons joined by `and` or `or`."""


@dataclass(frozen=True)
class Comparison:
    """One comparison as it is written; `value` is None when it is not a quoted string."""

    attribute: str
    operator: str
    value: str | None


@dataclass(frozen=True)
class Filter:
    """Comparisons, and the words between them."""

    comparisons: tuple[Comparison, ...]
    connectors: tuple[str, ...]


def parse_filter(text: str) -> Filter:
    """The filter's parts. Raises FilterUnreadable."""
    comparisons: list[Comparison] = []
    connectors: list[str] = []
    at = 0
    while True:
        found = _COMPARISON.match(text, at)
        if found is None:
            raise FilterUnreadable(f"no comparison at character {at + 1}")
        value = _string(found["value"])
        comparisons.append(Comparison(found["attribute"], found["operator"].lower(), value))
        at = found.end()
        if not text[at:].strip():
            return Filter(tuple(comparisons), tuple(connectors))
        connector = _CONNECTOR.match(text, at)
        if connector is None:
            raise FilterUnreadable(f"neither the end nor `and` at character {at + 1}")
        connectors.append(connector[1].lower())
        at = connector.end()


def read_filter(text: str, allowed: Collection[tuple[str, ...]]) -> Mapping[str, str]:
    """The filter's values by attribute; `allowed` are the attributes, and combinations of them, that it may use.

    Raises Refusal for every other filter (facts/scim.md §6, row 12) and for an empty value (row 1).
    """
    try:
        parsed = parse_filter(text)
    except FilterUnreadable as problem:
        raise _bad_format("scim.filter.syntax", text, allowed, str(problem)) from problem
    values: dict[str, str] = {}
    for comparison in parsed.comparisons:
        if comparison.value is None:
            raise _bad_format("scim.filter.syntax", text, allowed, "a value that is no string in double quotes")
        values[comparison.attribute.lower()] = comparison.value
    names = next((names for names in allowed if {name.lower() for name in names} == set(values)), None)
    plain = all(comparison.operator == "eq" for comparison in parsed.comparisons) and "or" not in parsed.connectors
    if names is None or not plain or len(values) < len(parsed.comparisons):
        raise _bad_format("scim.matching-on-several-attributes", text, allowed, "")
    for name in names:
        if not values[name.lower()]:
            raise invalid("scim.filter.empty-value", where=f"filter, {name}", found='""', expected="a value")
    return {name: values[name.lower()] for name in names}


def can_exist(value: str) -> bool:
    """Whether an attribute could have this value; others (with control characters, say) are not worth a look."""
    return TEXT.pattern.fullmatch(value) is not None


def _string(literal: str) -> str | None:
    if not literal.startswith(_QUOTED):
        return None
    try:
        value = json.loads(literal, strict=False)
    except ValueError as problem:
        raise FilterUnreadable("a string with an unknown escape") from problem
    assert isinstance(value, str)
    return value


def _bad_format(cause: str, text: str, allowed: Collection[tuple[str, ...]], problem: str) -> Refusal:
    forms = "; ".join(" and ".join(f'{name} eq "…"' for name in names) for names in allowed)
    return Refusal(
        "ValidationException",
        "Invalid Filter format",
        cause=cause,
        facts=Facts(
            where="filter",
            found=shown(text),
            expected=f"one of: {forms}",
            more={"problem": problem} if problem else {},
        ),
    )
