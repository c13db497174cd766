import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.authorization.policies.patterns import Unresolved, is_arn_like, is_like, replaced
from emulator.authorization.policies.request import Context

ALICE = Context({"aws:username": "alice", "aws:PrincipalTag/team": "a*", "aws:TagKeys": ["one", "two"]})


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("*", "", True),
        ("*", "anything", True),
        ("sso:*", "sso:createinstance", True),
        ("sso:list*", "sso:createinstance", False),
        ("sso:?reate*", "sso:createinstance", True),
        ("sso:?createinstance", "sso:createinstance", False),
        ("arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:role/team/admin", True),
        ("arn:aws:iam::*", "arn:aws:iam::111122223333:role/admin", True),
        ("a*b*c", "aXbYbZc", True),
        ("a*b*c", "aXbYbZ", False),
        ("", "", True),
        ("", "x", False),
        ("[a-z].+", "abc", False),
    ],
)
def test_wildcards_match(pattern, text, expected):
    assert is_like(pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "arn", "expected"),
    [
        ("arn:aws:iam::111122223333:role/*", "arn:aws:iam::111122223333:role/a/b", True),
        ("arn:*:iam::*:role/admin", "arn:aws:iam::111122223333:role/admin", True),
        ("arn:aws:iam::*", "arn:aws:iam::111122223333:role/admin", False),
        ("arn:aws:*:role/admin", "arn:aws:iam::111122223333:role/admin", False),
        ("arn:aws:sns:*:111122223333:*", "arn:aws:sns:us-east-1:111122223333:topic:subscription", True),
        ("*", "arn:aws:iam::111122223333:role/admin", False),
    ],
)
def test_wildcards_in_arn_conditions_stay_within_their_part(pattern, arn, expected):
    assert is_arn_like(pattern, arn) is expected


def test_a_variable_stands_for_its_value():
    assert is_like("arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::111122223333:user/alice", ALICE)
    assert is_like("home/${ aws:UserName }/*", "home/alice/notes", ALICE)


def test_wildcards_in_the_value_of_a_variable_mean_themselves():
    assert is_like("${aws:PrincipalTag/team}", "a*", ALICE)
    assert not is_like("${aws:PrincipalTag/team}", "abc", ALICE)


def test_escaped_wildcards_mean_themselves():
    assert is_like("file${*}", "file*", ALICE)
    assert not is_like("file${*}", "file1", ALICE)
    assert replaced("${$}${?}", ALICE) == "$?"


def test_a_missing_key_has_the_default_of_the_variable():
    assert replaced("${aws:PrincipalTag/cost, 'none at all'}", ALICE) == "none at all"
    assert replaced("${aws:username, 'nobody'}", ALICE) == "alice"


@pytest.mark.parametrize("variable", ["${aws:userid}", "${aws:TagKeys}"])
def test_a_variable_without_exactly_one_value_is_unresolved(variable):
    with pytest.raises(Unresolved):
        replaced(variable, ALICE)


def test_without_a_context_variables_are_plain_text():
    assert is_like("${aws:username}", "${aws:username}")


TEXTS = st.text(alphabet="ab:", max_size=12)


@given(pattern=st.text(alphabet="ab:*?", max_size=10), text=TEXTS)
def test_wildcards_match_as_the_regular_expression_would(pattern, text):
    expression = "".join({"*": ".*", "?": "."}.get(each, re.escape(each)) for each in pattern)
    assert is_like(pattern, text) == bool(re.fullmatch(expression, text, re.DOTALL))


@given(text=st.text(alphabet=string.printable, max_size=40))
def test_a_value_always_equals_its_own_variable(text):
    assert is_like("${key}", text, Context({"key": text}))


def test_many_wildcards_take_no_longer_than_few():
    assert not is_like("*a" * 60 + "*b", "a" * 4000)
