import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.authorization.policies.policy import Effect, UnreadablePolicy, read_policy
from emulator.authorization.policies.request import Context, Request

ROLE = "arn:aws:iam::111122223333:role/admin"


def effects(statement, action="sso:ListInstances", resource=ROLE, context=None, version="2012-10-17"):
    policy = read_policy({"Version": version, "Statement": statement})
    return policy.effects_on(Request(action, resource, Context(context)))


def allows(statement, **request):
    return Effect.ALLOW in effects({"Effect": "Allow", **statement}, **request)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Action": "*", "Resource": "*"}, True),
        ({"Action": "SSO:listINSTANCES", "Resource": "*"}, True),
        ({"Action": ["sso:Create*", "sso:List*"], "Resource": "*"}, True),
        ({"Action": "sso:Create*", "Resource": "*"}, False),
        ({"NotAction": "sso:Create*", "Resource": "*"}, True),
        ({"NotAction": ["iam:*", "sso:*"], "Resource": "*"}, False),
        ({"Action": "*", "Resource": ROLE}, True),
        ({"Action": "*", "Resource": ROLE.upper()}, False),
        ({"Action": "*", "NotResource": ROLE}, False),
        ({"Action": "*", "NotResource": "arn:aws:iam::111122223333:user/*"}, True),
    ],
)
def test_a_statement_names_its_actions_and_resources(statement, expected):
    assert allows(statement) is expected


def test_a_specific_resource_does_not_cover_an_action_on_no_resource_in_particular():
    assert not allows({"Action": "*", "Resource": ROLE}, resource="*")
    assert allows({"Action": "*", "Resource": "*"}, resource="*")


def test_all_conditions_must_hold():
    condition = {
        "StringEquals": {"aws:PrincipalTag/team": "a", "aws:PrincipalTag/env": "prod"},
        "Null": {"x": "true"},
    }
    statement = {"Action": "*", "Resource": "*", "Condition": condition}
    assert allows(statement, context={"aws:principaltag/TEAM": "a", "aws:PrincipalTag/env": "prod"})
    assert not allows(statement, context={"aws:PrincipalTag/team": "a", "aws:PrincipalTag/env": "test"})


def test_a_deny_whose_condition_is_false_denies_nothing():
    deny = {
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}},
    }
    assert effects(deny, context={"aws:RequestedRegion": "us-east-1"}) == frozenset()
    assert effects(deny, context={"aws:RequestedRegion": "eu-west-1"}) == {Effect.DENY}


def test_values_may_stand_without_quotation_marks():
    statement = {"Action": "*", "Resource": "*", "Condition": {"Bool": {"a": True}, "NumericLessThan": {"n": 3}}}
    assert allows(statement, context={"a": "true", "n": "2"})


def test_a_variable_in_a_resource():
    mine = {"Action": "*", "Resource": "arn:aws:iam::*:role/${aws:username}"}
    assert allows(mine, context={"aws:username": "admin"})
    assert not allows(mine, context={"aws:username": "bob"})
    assert not allows(mine, context={})
    assert not allows(mine, context={"aws:username": "admin"}, version="2008-10-17")


def test_a_variable_without_value_makes_not_resource_apply():
    assert allows({"Action": "*", "NotResource": "arn:aws:iam::*:role/${aws:username}"}, context={})


ONE = {"Effect": "Allow", "Action": "*", "Resource": "*"}


@pytest.mark.parametrize(
    "document",
    [
        "no json",
        "[" * 100_000,
        "[]",
        "{}",
        json.dumps({"Statement": "x"}),
        json.dumps({"Statement": ["x"]}),
        {"Statement": [ONE | {"Effect": "allow"}]},
        {"Statement": [ONE | {"Effect": []}]},
        {"Statement": [{"Effect": "Allow", "Action": "*"}]},
        {"Statement": [ONE | {"NotAction": "*"}]},
        {"Statement": [ONE | {"Action": {"a": 1}}]},
        {"Statement": [ONE | {"Action": [None]}]},
        {"Statement": [ONE | {"Condition": []}]},
        {"Statement": [ONE | {"Condition": {"StringEquals": "x"}}]},
        {"Statement": [ONE | {"Condition": {"StringAlmost": {"a": "x"}}}]},
        {"Statement": [ONE | {"Condition": {"StringEquals": {"a": {}}}}]},
    ],
)
def test_what_is_no_policy_is_an_error(document):
    with pytest.raises(UnreadablePolicy):
        read_policy(document)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Statement", "Effect", "Action", "NotAction", "Resource", "Condition", "Bool", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_read_or_refused(content):
    try:
        policy = read_policy(json.dumps(content))
    except UnreadablePolicy:
        return
    policy.effects_on(Request("sso:ListInstances", ROLE))
