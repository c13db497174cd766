"""Requests that are repeated with a client token."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from emulator.guide.refusal import Refusal
from emulator.store.client_tokens import REMEMBERED, RepeatableRequest, create_once
from emulator.store.database import Store
from emulator.store.transaction import Transaction

REQUEST = RepeatableRequest(
    account_id="111122223333", operation="CreateApplication", token="once", parameters={"Name": "Reports", "Tags": []}
)


@pytest.fixture
def tx(store: Store):  # type: ignore[no-untyped-def]
    with store.transaction() as tx:
        yield tx


@pytest.fixture
def create():  # type: ignore[no-untyped-def]
    numbers = count(1)
    return lambda: f"arn {next(numbers)}"


def test_the_same_request_is_done_once(tx: Transaction, create) -> None:  # type: ignore[no-untyped-def]
    again = replace(REQUEST, parameters={"Tags": [], "Name": "Reports"})
    assert [create_once(tx, request, create) for request in (REQUEST, again)] == ["arn 1", "arn 1"]


@pytest.mark.parametrize(
    "other", [{"token": "twice"}, {"account_id": "444455556666"}, {"operation": "CreateInstance"}]
)
def test_another_token_account_or_operation_is_another_request(tx: Transaction, create, other) -> None:  # type: ignore[no-untyped-def]
    create_once(tx, REQUEST, create)
    assert create_once(tx, replace(REQUEST, **other), create) == "arn 2"


def test_a_token_that_comes_with_other_parameters_is_refused(tx: Transaction, create) -> None:  # type: ignore[no-untyped-def]
    create_once(tx, REQUEST, create)
    with pytest.raises(Refusal) as refused:
        create_once(tx, replace(REQUEST, parameters={"Name": "Payroll"}), create)
    assert refused.value.code == "ConflictException"
    assert refused.value.message.startswith("IdempotentParameterMismatch")
    assert refused.value.cause == "aws-api.client-token"


def test_a_token_is_forgotten_in_time(tx: Transaction, create) -> None:  # type: ignore[no-untyped-def]
    tx.clock.freeze(tx.now())
    create_once(tx, REQUEST, create)
    tx.clock.advance(REMEMBERED - timedelta(seconds=1))
    assert create_once(tx, REQUEST, create) == "arn 1"
    tx.clock.advance(timedelta(seconds=2))
    assert create_once(tx, REQUEST, create) == "arn 2"
