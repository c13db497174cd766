"""Compares what is expected with what was found, as a subset or exactly.

An object may hold more keys than expected (unless exact); lists have the expected length and match element by
element. Three matchers stand for a value: {$any: true}, {$regex: pattern}, {$absent: true}.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ANY, REGEX, ABSENT = "$any", "$regex", "$absent"
_NOTHING = object()


@dataclass(frozen=True)
class Difference:
    """One thing that is not as expected."""

    where: str
    expected: str
    found: str


def differences(expected: Any, found: Any, where: str, *, exact: bool = False) -> list[Difference]:
    """Everything in which `found` is not as `expected`; `where` names the value in each difference."""
    matcher = _matcher(expected)
    if matcher is not None:
        return _against_matcher(matcher, expected[matcher], found, where)
    if found is _NOTHING:
        return [Difference(where, shown(expected), "(absent)")]
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return _objects(expected, found, where, exact)
    if _is_list(expected) and _is_list(found):
        return _lists(expected, found, where, exact)
    same = expected == found and isinstance(expected, bool) == isinstance(found, bool)
    return [] if same else [Difference(where, shown(expected), shown(found))]


def shown(value: Any) -> str:
    """A value as a report shows it: texts as they are, everything else as JSON."""
    if value is _NOTHING:
        return "(absent)"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _matcher(expected: Any) -> str | None:
    if isinstance(expected, Mapping) and len(expected) == 1:
        (key,) = expected
        if key in (ANY, REGEX, ABSENT):
            return str(key)
    return None


def _against_matcher(matcher: str, argument: Any, found: Any, where: str) -> list[Difference]:
    if matcher == ABSENT:
        return [] if found is _NOTHING or found is None else [Difference(where, "(absent)", shown(found))]
    if found is _NOTHING:
        return [Difference(where, "(any value)" if matcher == ANY else f"matching {argument}", "(absent)")]
    if matcher == ANY or (isinstance(found, str) and re.fullmatch(str(argument), found, re.DOTALL)):
        return []
    return [Difference(where, f"matching {argument}", shown(found))]


def _objects(expected: Mapping[str, Any], found: Mapping[str, Any], where: str, exact: bool) -> list[Difference]:
    result = []
    for key, value in expected.items():
        result += differences(value, found.get(key, _NOTHING), f"{where}.{key}", exact=exact)
    if exact:
        result += [
            Difference(f"{where}.{key}", "(absent)", shown(value))
            for key, value in found.items()
            if key not in expected
        ]
    return result


def _lists(expected: Sequence[Any], found: Sequence[Any], where: str, exact: bool) -> list[Difference]:
    if len(expected) != len(found):
        return [Difference(where, f"{len(expected)} elements: {shown(expected)}", f"{len(found)}: {shown(found)}")]
    result = []
    for number, (one, other) in enumerate(zip(expected, found, strict=True)):
        result += differences(one, other, f"{where}[{number}]", exact=exact)
    return result


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
