"""Patterns of the service models, which are Java's, for Python (facts/awsapi.md §4.6 "Regex traps").

Java's `matches()` is a full match; `\\w`, `\\d`, `\\s` are ASCII; `.` stops at more line ends. `\\p{L}` needs the
`regex` package.
"""

from functools import cache

import regex

# Each class as the inside of a bracket, so that it can stand in one and alone.
_ASCII_CLASSES = {
    "w": r"A-Za-z0-9_",
    "d": r"0-9",
    "s": r" \t\n\x0B\f\r",
    "W": r"\x00-/:-@\[-\^`{-\U0010FFFF",
    "D": r"\x00-/:-\U0010FFFF",
    "S": r"\x00-\x08\x0E-\x1F!-\U0010FFFF",
}
_ANY_BUT_LINE_ENDS = r"[^\n\r\x85\u2028\u2029]"

# Java reads two surrogates as the one character they stand for, and models write five digits where it takes four.
_SURROGATE_PAIR = regex.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_ASTRAL_RANGE = r"\u10000-\u10FFFF"


@cache
def compiled(pattern: str) -> "regex.Pattern[str]":
    """The pattern, to be used with `fullmatch`."""
    return regex.compile(_in_python(pattern))


def _in_python(pattern: str) -> str:
    pattern = pattern.replace(_ASTRAL_RANGE, r"\U00010000-\U0010FFFF")
    pattern = _SURROGATE_PAIR.sub(_character, pattern)
    any_character = "." if "(?s)" in pattern else _ANY_BUT_LINE_ENDS
    translated, in_bracket, position = [], False, 0
    while position < len(pattern):
        char = pattern[position]
        if char == "\\":
            translated.append(_escape(pattern[position + 1 : position + 2], in_bracket))
            position += 2
            continue
        if char == "." and not in_bracket:
            char = any_character
        elif char == "[" and not in_bracket:
            in_bracket = True
        elif char == "]":
            in_bracket = False
        translated.append(char)
        position += 1
    return "".join(translated)


def _escape(letter: str, in_bracket: bool) -> str:
    inside = _ASCII_CLASSES.get(letter)
    if inside is None:
        return f"\\{letter}"
    return inside if in_bracket else f"[{inside}]"


def _character(found: "regex.Match[str]") -> str:
    high, low = int(found[1], 16), int(found[2], 16)
    return f"\\U{0x10000 + (high - 0xD800) * 0x400 + (low - 0xDC00):08X}"
