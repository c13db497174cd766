import pytest

from emulator.authorization.policies.conditions import Condition
from emulator.authorization.policies.request import Context


def holds(operator, values, found, *, replace_variables=True, **others):
    """Whether the operator holds for a key `key` whose values in the request are `found` (None: missing)."""
    context = Context({**others, **({} if found is None else {"key": found})})
    values = (values,) if isinstance(values, str) else tuple(values)
    return Condition.read(operator, "Key", values).holds(context, replace_variables=replace_variables)


@pytest.mark.parametrize(
    ("operator", "wanted", "found", "expected"),
    [
        ("StringEquals", "a", "a", True),
        ("StringEquals", "a", "A", False),
        ("StringEquals", "a*", "ab", False),
        ("StringEquals", ["a", "b"], "b", True),
        ("StringNotEquals", ["a", "b"], "b", False),
        ("StringNotEquals", ["a", "b"], "c", True),
        ("StringEqualsIgnoreCase", "Admin", "ADMIN", True),
        ("StringNotEqualsIgnoreCase", "Admin", "ADMIN", False),
        ("StringLike", "a*", "abc", True),
        ("StringLike", "A*", "abc", False),
        ("StringNotLike", "a*", "abc", False),
        ("NumericEquals", "10", "10.0", True),
        ("NumericNotEquals", "10", "11", True),
        ("NumericLessThan", "10", "9", True),
        ("NumericLessThan", "10", "10", False),
        ("NumericLessThanEquals", "10", "10", True),
        ("NumericGreaterThan", "10", "11", True),
        ("NumericGreaterThanEquals", "10", "10", True),
        ("NumericLessThan", "10", "nine", False),
        ("NumericLessThan", "nan", "9", False),
        ("DateEquals", "2026-01-01T00:00:00Z", "1767225600", True),
        ("DateNotEquals", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", True),
        ("DateLessThan", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", True),
        ("DateLessThanEquals", "2026-01-01", "2026-01-01T00:00:00Z", True),
        ("DateGreaterThan", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", False),
        ("DateGreaterThanEquals", "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z", True),
        ("DateLessThan", "tomorrow", "2025-12-31T23:59:59Z", False),
        ("Bool", "true", "True", True),
        ("Bool", "false", "true", False),
        ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", True),
        ("BinaryEquals", "QmluYXJ5", "not base64!", False),
        ("IpAddress", "203.0.113.0/24", "203.0.113.9", True),
        ("IpAddress", "203.0.113.0/24", "198.51.100.1", False),
        ("IpAddress", "203.0.113.7", "203.0.113.7", True),
        ("IpAddress", "2001:db8::/32", "2001:db8::1", True),
        ("IpAddress", "2001:db8::/32", "203.0.113.9", False),
        ("NotIpAddress", ["203.0.113.0/24", "198.51.100.0/24"], "198.51.100.1", False),
        ("NotIpAddress", "203.0.113.0/24", "198.51.100.1", True),
        ("ArnEquals", "arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:role/admin", True),
        ("ArnLike", "arn:aws:iam::*", "arn:aws:iam::111122223333:role/admin", False),
        ("ArnNotLike", "arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:role/admin", False),
        ("ArnNotEquals", "arn:aws:iam::*:user/*", "arn:aws:iam::111122223333:role/admin", True),
    ],
)
def test_operators(operator, wanted, found, expected):
    assert holds(operator, wanted, found) is expected


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", False),
        ("StringLike", False),
        ("NumericLessThan", False),
        ("Bool", False),
        ("IpAddress", False),
        ("StringNotEquals", True),
        ("StringNotLike", True),
        ("ArnNotLike", True),
        ("NotIpAddress", True),
        ("StringEqualsIfExists", True),
        ("BoolIfExists", True),
        ("StringNotEqualsIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAllValues:StringEqualsIfExists", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringEqualsIfExists", False),
        ("ForAnyValue:StringNotEquals", False),
    ],
)
def test_a_key_that_the_request_lacks(operator, expected):
    assert holds(operator, "1", None) is expected


def test_if_exists_still_compares_a_key_that_is_there():
    assert not holds("StringEqualsIfExists", "a", "b")


@pytest.mark.parametrize(
    ("operator", "wanted", "found", "expected"),
    [
        ("ForAllValues:StringEquals", ["a", "b"], ["a", "b"], True),
        ("ForAllValues:StringEquals", ["a", "b"], ["a"], True),
        ("ForAllValues:StringEquals", ["a", "b"], ["a", "c"], False),
        ("ForAllValues:StringEquals", ["a"], [], True),
        ("ForAllValues:StringNotEquals", ["a"], ["b", "c"], True),
        ("ForAllValues:StringNotEquals", ["a"], ["a", "c"], False),
        ("ForAnyValue:StringEquals", ["a"], ["b", "a"], True),
        ("ForAnyValue:StringEquals", ["a"], ["b"], False),
        ("ForAnyValue:StringEquals", ["a"], [], False),
        ("ForAnyValue:StringNotEquals", ["a"], ["a", "c"], True),
        ("ForAnyValue:StringNotEquals", ["a"], ["a"], False),
    ],
)
def test_keys_with_several_values(operator, wanted, found, expected):
    assert holds(operator, wanted, found) is expected


@pytest.mark.parametrize(
    ("wanted", "found", "expected"),
    [("true", None, True), ("true", "x", False), ("false", "x", True), ("false", None, False), ("True", None, True)],
)
def test_null_asks_whether_the_key_is_missing(wanted, found, expected):
    assert holds("Null", wanted, found) is expected


def test_a_policy_variable_is_compared_by_its_value():
    assert holds("StringEquals", "${aws:username}", "alice", **{"aws:username": "alice"})
    assert not holds("StringEquals", "${aws:username}", "alice", replace_variables=False, **{"aws:username": "alice"})


def test_a_variable_without_a_value_equals_nothing():
    assert not holds("StringEquals", "${aws:username}", "alice")
    assert not holds("StringLike", "${aws:username}*", "alice")
    assert holds("StringNotEquals", "${aws:username}", "alice")


@pytest.mark.parametrize("operator", ["StringSimilar", "ForSomeValues:StringEquals", "NullIfExists", ""])
def test_an_unknown_operator_is_an_error(operator):
    with pytest.raises(KeyError):
        Condition.read(operator, "key", ("a",))
