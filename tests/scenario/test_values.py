"""Saved values and places for them."""

import pytest

from emulator.scenario.values import ValueMissing, Values


def test_a_place_in_a_text_is_filled() -> None:
    values = Values({"scim": {"tokens": [{"secret": "s3"}]}})
    assert values.fill("Bearer ${scim.tokens[0].secret}!") == "Bearer s3!"


def test_a_text_that_is_one_place_takes_the_value_as_it_is() -> None:
    values = Values({"members": [{"value": "1"}]})
    assert values.fill({"value": "${members}", "n": 1}) == {"value": [{"value": "1"}], "n": 1}


def test_a_saved_value_is_found_by_its_name() -> None:
    values = Values({})
    values.save({"ids": "Resources[*].{value: id}"}, {"Resources": [{"id": "a"}, {"id": "b"}]})
    assert values.fill("${ids}") == [{"value": "a"}, {"value": "b"}]


def test_an_unknown_name_is_told_with_those_there_are() -> None:
    with pytest.raises(ValueMissing, match=r"nothing is known as \$\{user\}; there is scim"):
        Values({"scim": {}}).fill("${user}")


def test_saving_what_is_not_there_tells_what_is() -> None:
    with pytest.raises(ValueMissing, match=r"`save` finds no 'id' in .*detail"):
        Values({}).save({"id": "id"}, {"detail": "no"})


def test_what_is_no_expression_is_told() -> None:
    with pytest.raises(ValueMissing, match="is no JMESPath expression"):
        Values({}).save({"id": "a["}, {})


def test_a_doubled_dollar_sign_keeps_a_place_as_it_is() -> None:
    values = Values({"name": "jane"})
    assert values.fill("$${path:enterprise.costCenter}") == "${path:enterprise.costCenter}"
    assert values.fill("${name} $${aws:username}") == "jane ${aws:username}"


def test_a_long_text_is_repeated() -> None:
    values = Values({"bucket": "data/"})
    assert values.fill("[${repeat('ab', `3`)}]") == "[ababab]"
    assert values.fill("${repeat(bucket, `2`)}") == "data/data/"
    with pytest.raises(ValueMissing, match="is no JMESPath expression"):
        values.fill("${repeat(bucket, 'twice')}")
