"""Patterns of the models match as Java's do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.web.aws_api.patterns import compiled


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        (r"[\w+=,.@-]+", "Power_User-1", True),
        (r"[\w+=,.@-]+", "Pöwer", False),
        (r"\w+", "ß", False),
        (r"\d{3}", "123", True),
        (r"\d{3}", "١٢٣", False),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", "Renée™5!", True),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", "two words", False),
        (r"[\S\s]*", "any\n\u00a0thing", True),
        (r"\s", "\u00a0", False),
        (r"[^:=\-\.\s]x", "\u00a0x", True),
        (r"\S", "\u00a0", True),
        (r"[\D]", "١", True),
        (r"\W", "é", True),
        (r".+", "two\u2028lines", False),
        (r".+", "one line", True),
        (r"(?s).*", "two\nlines", True),
        (r"[.]", ".", True),
        (r"[.]", "x", False),
        (r"a\.b", "axb", False),
        (r"^[a-z]+$", "abc\n", False),
        (r"[a-z]+", "abcD", False),
        (r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*", "a\U0001f600", True),
        (r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*", "\x00", False),
        (r"[\u0020-\uD7FF\u10000-\u10FFFF]*", "\U0001f600", True),
        (r"\[\]\\", "[]\\", True),
    ],
)
def test_pattern_matches_as_in_java(pattern: str, text: str, matches: bool) -> None:
    assert (compiled(pattern).fullmatch(text) is not None) is matches


@given(st.characters(codec="utf-8"))
def test_a_class_and_its_complement_divide_all_characters(char: str) -> None:
    for letter in "wds":
        inside = compiled(rf"[\{letter}]").fullmatch(char) is not None
        outside = compiled(rf"[\{letter.upper()}]").fullmatch(char) is not None
        assert inside is not outside
        assert inside is (compiled(rf"\{letter}").fullmatch(char) is not None)
        assert inside is (char.isascii() and compiled(rf"\{letter}").fullmatch(char) is not None)
