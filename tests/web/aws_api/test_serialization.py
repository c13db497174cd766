"""What handlers answer is checked against the model, and written as the protocol says."""

from datetime import UTC, datetime
from typing import Any

import pytest

from emulator.web.aws_api.model import operation_model
from emulator.web.aws_api.serialization import OutputMismatch, check_output, write_output

STORE = "d-1234567890"
USER = "c4488478-a0e1-700e-3d75-96c6bb641596"
ARN = f"arn:aws:identitystore:::user/{USER}"


def output_shape(operation: str) -> Any:
    model = operation_model("identitystore", operation)
    assert model is not None
    return model.output_shape


@pytest.mark.parametrize(
    "output",
    [
        {"IdentityStoreId": STORE, "UserId": USER, "UserArn": ARN},
        {"IdentityStoreId": STORE, "UserId": USER, "UserArn": "arn:aws:iam::1:user/x" + "x" * 60, "Revision": "1"},
        {
            "IdentityStoreId": STORE,
            "UserId": USER,
            "UserArn": ARN,
            "Revision": "a",
        },
    ],
    ids=["member-missing", "wrong-arn", "wrong-revision"],
)
def test_output_that_breaks_the_model_is_a_mismatch(output: dict[str, Any]) -> None:
    with pytest.warns(OutputMismatch):
        check_output(output_shape("CreateUser"), output)


def test_members_that_the_model_lacks_are_left_out() -> None:
    output = {"IdentityStoreId": STORE, "IdentityStoreArn": "a", "Tomorrow": 1, "NetworkConfiguration": None}
    assert write_output(output_shape("DescribeIdentityStore"), output) == {
        "IdentityStoreId": STORE,
        "IdentityStoreArn": "a",
    }


def test_instants_are_seconds_with_milliseconds() -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678_901, tzinfo=UTC)
    written = write_output(output_shape("DescribeGroup"), {"CreatedAt": moment})
    assert written == {"CreatedAt": 1767323045.679}


def test_operation_without_output_writes_nothing() -> None:
    model = operation_model("sso", "Logout")
    assert model is not None
    assert write_output(model.output_shape, {}) == {}
