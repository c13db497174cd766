"""The chain from a person of a directory to AWS: what is broken in it."""

from datetime import timedelta
from typing import Any

import pytest

from emulator.identity_source.active_directory.connecting import connect_active_directory
from emulator.identity_source.active_directory.schedule import begin_due_cycle, pause
from emulator.permissions.instances import Instance
from emulator.signin.access_chain.link import State
from emulator.signin.access_chain.walk import walk
from emulator.store.transaction import Transaction
from identity_source.active_directory.conftest import BO, JANE, Describe

PRINTER = {"sam_account_name": "printer"}


@pytest.fixture
def first_broken(tx: Transaction, instance: Instance) -> Any:
    """Name and cause of the first broken link of a person."""

    def find(asked: str) -> tuple[str, str | None] | None:
        links = walk(tx, instance, asked)
        broken = next((link for link in links if link.state is State.BROKEN), None)
        return (broken.name, broken.cause) if broken else None

    return find


@pytest.mark.parametrize(
    ("asked", "cause"),
    [
        ("bo", "active-directory.not-synchronized"),
        (r"CORP\printer", "scim.missing-display-name"),
        ("nobody", "sign-in.unknown-user"),
    ],
)
def test_somebody_whom_aws_does_not_have(
    tx: Transaction, instance: Instance, describe: Describe, first_broken: Any, asked: str, cause: str
) -> None:
    describe(users=[JANE, BO, PRINTER], sync_scope={"users": ["jane", "printer"]})
    connect_active_directory(tx, instance.identity_store_id)
    assert first_broken(asked) == ("provisioned", cause)


@pytest.mark.parametrize(
    ("parts", "cause"),
    [
        ({"connector_password": "Wrong-1"}, "ad-connector.credentials-invalid"),
        ({"reachable": False}, "ad-connector.unreachable"),
    ],
)
def test_a_directory_that_cannot_be_asked(
    tx: Transaction, instance: Instance, describe: Describe, first_broken: Any, parts: dict[str, Any], cause: str
) -> None:
    connect_active_directory(tx, instance.identity_store_id)
    describe(**parts)
    assert first_broken("jane") == ("identity-source", cause)


@pytest.mark.usefixtures("describe")
def test_a_user_whom_nothing_synchronized_for_long(tx: Transaction, instance: Instance, first_broken: Any) -> None:
    connect_active_directory(tx, instance.identity_store_id)
    pause(tx, instance.identity_store_id, True)
    tx.clock.advance(timedelta(days=29))
    begin_due_cycle(tx)
    assert first_broken(r"CORP\jane") == ("enabled", "active-directory.not-synchronized-for-long")
