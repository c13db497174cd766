"""Comparing what is expected with what was found."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.scenario.matching import Difference, differences

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (1, 1),
        ("a", "a"),
        (None, None),
        ({}, {"a": 1}),
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}),
        ([{"a": 1}], [{"a": 1, "b": 2}]),
        ({"a": {"$any": True}}, {"a": "whatever"}),
        ({"a": {"$any": True}}, {"a": None}),
        ({"a": {"$absent": True}}, {}),
        ({"a": {"$absent": True}}, {"a": None}),
        ({"a": {"$regex": "aws_\\w+"}}, {"a": "aws_1"}),
    ],
)
def test_what_matches(expected: Any, found: Any) -> None:
    assert differences(expected, found, "body") == []


@pytest.mark.parametrize(
    ("expected", "found", "difference"),
    [
        (1, 2, Difference("body", "1", "2")),
        (1, True, Difference("body", "1", "true")),
        ("1", 1, Difference("body", "1", "1")),
        ({"a": None}, {}, Difference("body.a", "null", "(absent)")),
        ({"a": 1}, {"b": 1}, Difference("body.a", "1", "(absent)")),
        ({"a": 1}, "a", Difference("body", '{"a": 1}', "a")),
        ([1, 2], [1], Difference("body", "2 elements: [1, 2]", "1: [1]")),
        ([1], [2], Difference("body[0]", "1", "2")),
        ({"a": {"$any": True}}, {}, Difference("body.a", "(any value)", "(absent)")),
        ({"a": {"$absent": True}}, {"a": 1}, Difference("body.a", "(absent)", "1")),
        ({"a": {"$regex": "x+"}}, {"a": "xxy"}, Difference("body.a", "matching x+", "xxy")),
        ({"a": {"$regex": "1"}}, {"a": 1}, Difference("body.a", "matching 1", "1")),
    ],
)
def test_what_differs_is_told_with_its_place(expected: Any, found: Any, difference: Difference) -> None:
    assert differences(expected, found, "body") == [difference]


def test_exact_refuses_what_is_not_expected_at_any_depth() -> None:
    assert differences({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}, "body", exact=True) == [
        Difference("body.a.c", "(absent)", "2")
    ]


@given(JSON)
def test_everything_matches_itself(value: Any) -> None:
    assert differences(value, value, "value", exact=True) == [] or "$" in str(value)


@given(JSON, JSON)
def test_comparing_never_fails(expected: Any, found: Any) -> None:
    for difference in differences(expected, found, "value"):
        assert difference.where.startswith("value")
