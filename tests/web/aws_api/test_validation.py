"""Constraints of the models are checked, and violations worded, as AWS does (facts/awsapi.md §4.6)."""

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.guide.refusal import Refusal
from emulator.web.aws_api.model import operation_model
from emulator.web.aws_api.validation import check_input, violations_of

STORE_PATTERN = (
    r"(arn:aws[a-z-]*:identitystore::\d{12}:identitystore/)?(d-[0-9a-f]{10}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-"
    r"[0-9a-f]{4}-[0-9a-f]{12})"
)
STORE = "d-1234567890"


def refusal_of(service: str, operation: str, parameters: dict[str, Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        check_input(_input(service, operation), parameters, code="ValidationException")
    return caught.value


def _input(service: str, operation: str) -> Any:
    model = operation_model(service, operation)
    assert model is not None
    return model.input_shape


def test_pattern_violation_names_value_path_and_pattern() -> None:
    refusal = refusal_of("identitystore", "DescribeIdentityStore", {"IdentityStoreId": "null"})
    assert refusal.message == (
        "1 validation error detected: Value 'null' at 'identityStoreId' failed to satisfy constraint: "
        f"Member must satisfy regular expression pattern: {STORE_PATTERN}"
    )
    assert refusal.cause == "aws-api.member-pattern"


def test_value_of_a_sensitive_attribute_is_left_out_of_the_message_but_told_in_the_facts() -> None:
    refusal = refusal_of("identitystore", "CreateUser", {"IdentityStoreId": STORE, "UserName": "x" * 129})
    assert refusal.message == (
        "1 validation error detected: Value at 'userName' failed to satisfy constraint: "
        "Member must have length less than or equal to 128"
    )
    assert "xxx" in refusal.facts.found


def test_missing_member_is_null() -> None:
    refusal = refusal_of("identitystore", "DescribeUser", {"IdentityStoreId": STORE})
    assert refusal.message == (
        "1 validation error detected: Value null at 'userId' failed to satisfy constraint: Member must not be null"
    )
    assert refusal.cause == "aws-api.member-missing"


def test_several_violations_are_counted_and_joined() -> None:
    refusal = refusal_of("identitystore", "CreateUser", {"UserName": "two words", "DisplayName": ""})
    assert refusal.message.startswith("4 validation errors detected: Value null at 'identityStoreId' failed")
    assert refusal.message.count("; ") == 3
    assert len(refusal.facts.more) == 3


@pytest.mark.parametrize(
    ("number", "clause"), [(101, "less than or equal to 100"), (0, "greater than or equal to 1")]
)
def test_number_out_of_range(number: int, clause: str) -> None:
    refusal = refusal_of("identitystore", "ListUsers", {"IdentityStoreId": STORE, "MaxResults": number})
    assert refusal.message == (
        f"1 validation error detected: Value '{number}' at 'maxResults' failed to satisfy constraint: "
        f"Member must have value {clause}"
    )


def test_enum_names_the_set_in_the_models_order() -> None:
    parameters = {
        "InstanceArn": "arn:aws:sso:::instance/ssoins-1234567890123456",
        "TargetId": "111122223333",
        "TargetType": "account",
        "PermissionSetArn": "arn:aws:sso:::permissionSet/ssoins-1234567890123456/ps-1234567890123456",
        "PrincipalType": "ROLE",
        "PrincipalId": "c4488478-a0e1-700e-3d75-96c6bb641596",
    }
    refusal = refusal_of("sso-admin", "CreateAccountAssignment", parameters)
    assert refusal.message == (
        "2 validation errors detected: Value 'account' at 'targetType' failed to satisfy constraint: "
        "Member must satisfy enum value set: [AWS_ACCOUNT]; Value 'ROLE' at 'principalType' failed to satisfy "
        "constraint: Member must satisfy enum value set: [USER, GROUP]"
    )


def test_members_of_list_elements_are_counted_from_one() -> None:
    parameters = {"IdentityStoreId": STORE, "Operations": [{"AttributePath": "title"}, {"AttributePath": "1"}]}
    refusal = refusal_of("identitystore", "UpdateGroup", {**parameters, "GroupId": "x"})
    assert "Value '1' at 'operations.2.member.attributePath' failed" in refusal.message
    tags = {"Name": "x", "Tags": [{"Key": "a", "Value": "v" * 257}]}
    assert "at 'tags.1.member.value' failed" in refusal_of("sso-admin", "CreateInstance", tags).message


def test_scalars_in_a_list_are_refused_with_all_their_constraints() -> None:
    parameters = {"IdentityStoreId": STORE, "UserId": "c4488478-a0e1-700e-3d75-96c6bb641596", "Extensions": ["nope"]}
    refusal = refusal_of("identitystore", "DescribeUser", parameters)
    assert refusal.message == (
        "1 validation error detected: Value '[nope]' at 'extensions' failed to satisfy constraint: Member must "
        "satisfy constraint: [Member must have length less than or equal to 50, Member must have length greater than "
        "or equal to 1, Member must satisfy regular expression pattern: aws:identitystore:[a-z]{1,20}]"
    )


def test_map_keys_are_refused_with_all_their_constraints() -> None:
    refusal = refusal_of("identitystore", "CreateUser", {"IdentityStoreId": STORE, "Extensions": {"nope": {}}})
    assert (
        "Value at 'extensions' failed to satisfy constraint: Map keys must satisfy constraint: [" in refusal.message
    )


@pytest.mark.parametrize(
    "identifier",
    [
        {},
        {"ExternalId": {"Issuer": "i", "Id": "1"}, "UniqueAttribute": {"AttributePath": "a", "AttributeValue": "b"}},
    ],
)
def test_a_union_has_exactly_one_member(identifier: dict[str, Any]) -> None:
    parameters = {"IdentityStoreId": STORE, "AlternateIdentifier": identifier}
    refusal = refusal_of("identitystore", "GetUserId", parameters)
    assert "at 'alternateIdentifier' failed" in refusal.message
    assert refusal.cause == "aws-api.member-union"


def test_an_empty_list_is_too_short() -> None:
    parameters = {"IdentityStoreId": STORE, "Emails": []}
    message = refusal_of("identitystore", "CreateUser", parameters).message
    assert "at 'emails' failed to satisfy constraint: Member must have length greater than or equal to 1" in message


WORD = st.text(st.characters(categories=["L", "N", "P", "S", "M"]), min_size=1)


STORE_IDS = st.from_regex(re.compile(rf"\A{STORE_PATTERN}\Z", re.ASCII)).filter(lambda text: len(text) <= 93)


@given(STORE_IDS, WORD)
def test_whatever_the_model_describes_is_accepted(store_id: str, user_name: str) -> None:
    parameters = {"IdentityStoreId": store_id, "UserName": user_name[:128]}
    check_input(_input("identitystore", "CreateUser"), parameters, code="ValidationException")


@given(st.text(max_size=1100))
def test_violations_are_those_of_length_and_pattern(text: str) -> None:
    found = list(violations_of(_input("identitystore", "CreateUser"), {"IdentityStoreId": STORE, "Title": text}))
    assert (not found) == (0 < len(text) <= 1024 and all(_allowed(char) for char in text))
    assert all(violation.path == "title" and violation.value is None for violation in found)


def _allowed(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMSNP" or char in "\t\n\r \u00a0\u3000"
