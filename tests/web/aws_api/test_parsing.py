"""A request that cannot be read is refused in AWS's form; nothing in it can make the emulator fail."""

import json
from contextlib import closing, suppress
from typing import Any

import pytest
import requests
from flask import Request
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from emulator.guide.refusal import Refusal
from emulator.web.aws_api.model import operation_model
from emulator.web.aws_api.parsing import read_input
from emulator.web.aws_api.validation import check_input
from tests.conftest import RunningEmulator

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
MEMBERS = ("IdentityStoreId", "UserName", "Name", "Emails", "Photos", "Extensions", "MaxResults", "Operations")


def call(emulator: RunningEmulator, operation: str, body: bytes | str) -> requests.Response:
    headers = {"X-Amz-Target": f"AWSIdentityStore.{operation}", "Content-Type": "application/x-amz-json-1.1"}
    return requests.post(emulator.url, data=body, headers=headers, timeout=5)


@pytest.mark.parametrize(
    "body",
    [b"", b"nope", b"{", b"[" * 100_000, b"\xff", b'{"MaxResults": NaN}', b'{"MaxResults": 1e999}', b'"\\ud800"'],
    ids=["empty", "text", "cut", "deep", "not-utf-8", "nan", "infinite", "surrogate"],
)
def test_a_body_that_is_not_json_is_refused(emulator: RunningEmulator, body: bytes) -> None:
    answer = call(emulator, "ListUsers", body)
    assert (answer.status_code, answer.json()["__type"]) == (400, "SerializationException")
    assert answer.headers["x-emulator-cause"] == "aws-api.not-json"


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"MaxResults": "5"}, "STRING_VALUE can not be converted to an Integer"),
        ({"MaxResults": 1.5}, "NUMBER_VALUE can not be converted to an Integer"),
        ({"IdentityStoreId": 5}, "NUMBER_VALUE can not be converted to a String"),
        ({"IdentityStoreId": True}, "TRUE_VALUE can not be converted to a String"),
        ({"IdentityStoreId": {}}, "Start of structure or map found where not expected."),
        ({"IdentityStoreId": []}, "Start of list found where not expected."),
        ({"Filters": "x"}, "Unexpected value type in payload"),
    ],
)
def test_a_value_of_another_type_is_refused(emulator: RunningEmulator, members: Any, message: str) -> None:
    answer = call(emulator, "ListUsers", json.dumps(members))
    assert (answer.status_code, answer.json()) == (400, {"__type": "SerializationException", "Message": message})
    assert answer.headers["x-emulator-cause"] == "aws-api.wrong-type"


def test_a_body_that_is_no_object_is_refused(emulator: RunningEmulator) -> None:
    assert call(emulator, "ListUsers", "[]").json()["__type"] == "SerializationException"


def test_null_and_unknown_members_are_passed_over(emulator: RunningEmulator) -> None:
    answer = call(emulator, "ListIdentityStores", '{"MaxResults": null, "Unheard": {"of": 1}}')
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/x-amz-json-1.1"


def test_a_whole_number_may_be_written_with_a_point(emulator: RunningEmulator) -> None:
    assert call(emulator, "ListIdentityStores", '{"MaxResults": 5.0}').status_code == 200


def test_a_request_that_is_too_large_is_refused(emulator: RunningEmulator) -> None:
    answer = call(emulator, "ListUsers", b" " * (5 * 1024 * 1024))
    assert (answer.status_code, answer.json()["__type"]) == (413, "RequestEntityTooLargeException")


@given(st.dictionaries(st.sampled_from(MEMBERS), VALUES), st.sampled_from(["CreateUser", "ListUsers", "UpdateUser"]))
def test_any_json_is_read_or_refused(members: dict[str, Any], operation: str) -> None:
    model = operation_model("identitystore", operation)
    assert model is not None
    builder = EnvironBuilder(method="POST", data=json.dumps(members))
    with suppress(Refusal), closing(builder):
        parameters = read_input(model, Request(builder.get_environ()))
        check_input(model.input_shape, parameters, code="ValidationException")


def test_query_and_header_members_of_rest_json_are_read() -> None:
    model = operation_model("sso", "ListAccountRoles")
    assert model is not None
    builder = EnvironBuilder(
        path="/assignment/roles?account_id=111122223333&max_result=7&next_token=abc",
        headers={"x-amz-sso_bearer_token": "token"},
    )
    with closing(builder):
        assert read_input(model, Request(builder.get_environ())) == {
            "accessToken": "token",
            "accountId": "111122223333",
            "maxResults": 7,
            "nextToken": "abc",
        }
