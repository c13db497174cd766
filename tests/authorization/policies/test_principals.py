import json

import pytest

from emulator.authorization.policies.policy import Effect, UnreadablePolicy
from emulator.authorization.policies.principals import policy_for
from emulator.authorization.policies.request import Request

ALLOW = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ({"Principal": "*"}, True),
        ({"Principal": {"Service": "sso.amazonaws.com"}}, True),
        ({"Principal": {"Service": ["a.amazonaws.com", "sso.amazonaws.com"]}}, True),
        ({"Principal": {"Service": "*"}}, True),
        ({"Principal": {"AWS": "*"}}, False),
        ({"Principal": {"Service": "ssm.amazonaws.com"}}, False),
        ({"NotPrincipal": {"Service": "ssm.amazonaws.com"}}, True),
        ({"NotPrincipal": {"Service": "sso.amazonaws.com"}}, False),
        ({}, False),
    ],
)
def test_only_statements_about_the_principal_count(element, expected):
    policy = policy_for(json.dumps({"Statement": [{**ALLOW, **element}]}), "Service", "sso.amazonaws.com")
    assert (policy.effects_on(Request("kms:Decrypt")) == {Effect.ALLOW}) is expected


def test_principal_with_two_names_is_meant_by_either():
    document = {"Statement": {**ALLOW, "Principal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:role/a"]}}}
    assert policy_for(
        document, "AWS", "arn:aws:sts::1:assumed-role/a/s", "arn:aws:iam::111122223333:role/a"
    ).statements
    assert not policy_for(document, "AWS", "arn:aws:iam::111122223333:role/b", "444455556666").statements


def test_statement_without_resource_is_about_the_resource_of_the_policy():
    policy = policy_for({"Statement": [{"Effect": "Deny", "Action": "*", "Principal": "*"}]}, "AWS", "111122223333")
    assert policy.effects_on(Request("kms:Decrypt", "arn:aws:kms:::key/1")) == {Effect.DENY}


@pytest.mark.parametrize("document", ["no json", "[]"])
def test_what_is_no_policy_is_an_error(document):
    with pytest.raises(UnreadablePolicy):
        policy_for(document, "Service", "sso.amazonaws.com")
