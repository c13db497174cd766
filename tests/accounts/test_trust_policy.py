"""Trust policies: who is let in by way of a SAML provider, and under which conditions."""

import json
from typing import Any

import pytest

from emulator.accounts.trust_policy import trusts_saml_provider

PROVIDER = "arn:aws:iam::222233334444:saml-provider/idp"
ACTION = "sts:AssumeRoleWithSAML"
KEYS = {"SAML:aud": "https://signin.aws.amazon.com/saml", "SAML:iss": "https://idp.example.com", "SAML:sub": "ana"}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(**changes: Any) -> dict[str, Any]:
    condition = {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}
    known = {"Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": ACTION, "Condition": condition}
    return {**known, **changes}


@pytest.mark.parametrize(
    "statement",
    [
        allow(),
        allow(Principal={"Federated": [PROVIDER, "cognito-identity.amazonaws.com"]}),
        allow(Principal="*"),
        allow(Action=["sts:TagSession", "sts:AssumeRole*"]),
        allow(Condition={"StringLike": {"saml:AUD": "https://*signin.aws.amazon.com/saml"}}),
        allow(Condition={}),
    ],
)
def test_the_provider_is_trusted(statement: dict[str, Any]) -> None:
    assert trusts_saml_provider(policy(statement), PROVIDER, ACTION, KEYS)


@pytest.mark.parametrize(
    "document",
    [
        policy(allow(Principal={"Federated": PROVIDER + "2"})),
        policy(allow(Principal={"AWS": "arn:aws:iam::222233334444:root"})),
        policy(allow(Action="sts:AssumeRole")),
        policy(allow(Condition={"StringEquals": {"SAML:aud": "https://us-west-2.signin.aws.amazon.com/saml"}})),
        policy(allow(Condition={"StringEquals": {"SAML:doc": "x"}})),
        policy(allow(Condition={"NoSuchOperator": {"SAML:aud": "x"}})),
        policy(allow(), allow(Effect="Deny", Condition={"StringEquals": {"SAML:sub": "ana"}})),
        policy(),
        "not json",
        "[]",
    ],
)
def test_the_provider_is_not_trusted(document: str) -> None:
    assert not trusts_saml_provider(document, PROVIDER, ACTION, KEYS)


def test_a_single_statement_needs_no_list() -> None:
    document = json.dumps({"Version": "2012-10-17", "Statement": allow()})
    assert trusts_saml_provider(document, PROVIDER, ACTION, KEYS)
