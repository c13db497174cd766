"""Text in policies: wildcards (`*`, `?`) and policy variables (`${aws:username}`, `${key, 'default'}`, `${*}`)."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum

from emulator.authorization.policies.request import Context

_VARIABLE = re.compile(r"\$\{\s*(?P<name>[^},'\s]+)\s*(?:,\s*'(?P<default>[^']*)'\s*)?\}")
# `${*}`, `${?}` and `${$}` stand for the characters themselves.
_ESCAPES = frozenset("*?$")
_ARN_PARTS = 6


class Unresolved(Exception):
    """A policy variable whose key the request lacks. Nothing is equal to it or like it."""


class _Wildcard(Enum):
    MANY = "*"
    ONE = "?"


# A pattern is a sequence of characters and wildcards; characters that come out of a variable are never wildcards.
_Pattern = Sequence[str | _Wildcard]


def is_like(pattern: str, text: str, context: Context | None = None) -> bool:
    """Whether the text matches the pattern; without a context, variables are not replaced. Raises Unresolved.

    A `*` spans colons and slashes, as in the Resource element of a policy.
    """
    return _matches(list(_symbols(pattern, context)), text)


def is_arn_like(pattern: str, arn: str, context: Context | None = None) -> bool:
    """Whether the ARN matches the pattern, each of its six parts on its own. Raises Unresolved."""
    wanted, found = _arn_parts(list(_symbols(pattern, context))), arn.split(":", _ARN_PARTS - 1)
    return len(wanted) == len(found) and all(_matches(*pair) for pair in zip(wanted, found, strict=True))


def replaced(text: str, context: Context | None = None) -> str:
    """The text with its variables replaced, wildcards left as they are. Raises Unresolved."""
    return "".join(each.value if isinstance(each, _Wildcard) else each for each in _symbols(text, context))


def _symbols(text: str, context: Context | None) -> Iterator[str | _Wildcard]:
    position = 0
    for found in _VARIABLE.finditer(text) if context is not None else ():
        yield from _read(text[position : found.start()])
        yield from _value(found, context)
        position = found.end()
    yield from _read(text[position:])


def _read(text: str) -> Iterator[str | _Wildcard]:
    for character in text:
        yield _Wildcard(character) if character in "*?" else character


def _value(variable: re.Match[str], context: Context | None) -> str:
    name, default = variable["name"], variable["default"]
    if name in _ESCAPES:
        return name
    value = context.single(name) if context is not None else None
    if value is None and default is None:
        raise Unresolved(name)
    return default if value is None else value


def _arn_parts(pattern: _Pattern) -> list[_Pattern]:
    parts: list[list[str | _Wildcard]] = [[]]
    for symbol in pattern:
        if symbol == ":" and len(parts) < _ARN_PARTS:
            parts.append([])
        else:
            parts[-1].append(symbol)
    return list(parts)


def _matches(pattern: _Pattern, text: str) -> bool:
    """Without backtracking beyond the last `*`, so that no pattern takes more than len(pattern) * len(text) steps."""
    at = position = 0
    star, resume = -1, 0
    while position < len(text):
        symbol = pattern[at] if at < len(pattern) else None
        if symbol is _Wildcard.MANY:
            star, resume = at, position
            at += 1
        elif symbol is _Wildcard.ONE or symbol == text[position]:
            at += 1
            position += 1
        elif star >= 0:
            resume += 1
            at, position = star + 1, resume
        else:
            return False
    return all(symbol is _Wildcard.MANY for symbol in pattern[at:])
