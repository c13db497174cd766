"""Length and pattern of single values."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.directory.constraints import (
    EXTERNAL_ID,
    TEXT,
    USER_NAME,
    Constraint,
    is_resource_id,
    refuse,
    violations_of,
)
from emulator.guide.refusal import Refusal

ALLOWED = set("LMSNP")


@given(st.text())
def test_text_is_valid_exactly_when_length_and_characters_are(value: str) -> None:
    extra = "\t\n\r \u00a0\u3000"
    characters = all(unicodedata.category(c)[0] in ALLOWED or c in extra for c in value)
    # Python's and the regex package's Unicode tables may differ in characters that one of them has not assigned yet.
    if any(unicodedata.category(c) == "Cn" for c in value):
        return
    assert (violations_of("title", value, TEXT) == []) == (characters and 1 <= len(value) <= 1024)


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_user_names_have_no_spaces(value: str) -> None:
    if any(c.isspace() for c in value):
        assert violations_of("userName", value, USER_NAME)


@pytest.mark.parametrize(("constraint", "longest"), [(USER_NAME, 128), (TEXT, 1024), (EXTERNAL_ID, 256)])
def test_length_is_limited(constraint: Constraint, longest: int) -> None:
    assert violations_of("x", "a" * longest, constraint) == []
    (violation,) = violations_of("x", "a" * (longest + 1), constraint)
    assert violation.clause == f"Member must have length less than or equal to {longest}"


def test_what_is_not_set_breaks_nothing() -> None:
    assert violations_of("title", None, TEXT) == []


def test_message_counts_and_joins_the_violations() -> None:
    found = violations_of("title", "", TEXT) + violations_of("userName", "a b", USER_NAME)
    with pytest.raises(Refusal) as refused:
        refuse(found)
    assert refused.value.message == (
        "3 validation errors detected: "
        "Value at 'title' failed to satisfy constraint: Member must have length greater than or equal to 1; "
        "Value at 'title' failed to satisfy constraint: Member must satisfy regular expression pattern: "
        r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r ]+; "
        "Value at 'userName' failed to satisfy constraint: Member must satisfy regular expression pattern: "
        r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+"
    )
    assert refused.value.facts.where == "title"
    assert any(where.startswith("userName") for where in refused.value.facts.more)


def test_offending_value_is_in_the_facts_and_not_in_the_message() -> None:
    with pytest.raises(Refusal) as refused:
        refuse(violations_of("title", "zero\u200bwidth", TEXT))
    assert "zero" not in refused.value.message
    assert refused.value.facts.found == '"zero\\u200bwidth"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("c4488478-a0e1-700e-3d75-96c6bb641596", True),
        ("90677c608a-7afcdc23-0bd4-4fb7-b2ff-10ccffdff447", True),
        ("", False),
        ("c4488478-a0e1-700e-3d75-96c6bb641596\n", False),
        ("90677C608A-7afcdc23-0bd4-4fb7-b2ff-10ccffdff447", False),
        ("010101001010101011001010101011", False),
    ],
)
def test_resource_ids_have_two_shapes(text: str, expected: bool) -> None:
    assert is_resource_id(text) is expected
