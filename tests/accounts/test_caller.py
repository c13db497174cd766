"""The account and the principal of a request come from its access key."""

import pytest

from emulator.accounts.caller import CallerType, caller_of
from emulator.accounts.moto_adapter import process
from emulator.store.transaction import Transaction
from tests.accounts.given import MANAGEMENT, MEMBER, iam


@pytest.mark.parametrize("access_key_id", ["", "testing", "AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"])
def test_an_unknown_key_is_the_root_of_the_management_account(tx: Transaction, access_key_id: str) -> None:
    caller = caller_of(tx, access_key_id)
    assert caller.arn == f"arn:aws:iam::{MANAGEMENT}:root"
    assert caller.user_identity == {
        "type": "Root",
        "principalId": MANAGEMENT,
        "arn": f"arn:aws:iam::{MANAGEMENT}:root",
        "accountId": MANAGEMENT,
        "accessKeyId": access_key_id,
    }
    assert caller.event_name == "root"


def test_the_number_of_an_account_as_key_is_its_root(tx: Transaction) -> None:
    assert caller_of(tx, MEMBER).arn == f"arn:aws:iam::{MEMBER}:root"
    assert caller_of(tx, "999988887777").account_id == MANAGEMENT


def test_a_user_of_iam_is_known_by_the_key(tx: Transaction) -> None:
    backend = iam(tx)
    backend.create_user(region_name="us-east-1", user_name="bob")
    key = backend.create_access_key("bob")
    caller = caller_of(tx, key.access_key_id)
    assert (caller.type, caller.account_id, caller.user_name) == (CallerType.IAM_USER, MEMBER, "bob")
    assert caller.arn == f"arn:aws:iam::{MEMBER}:user/bob"
    assert caller.user_identity["userName"] == "bob"


def test_a_role_assumed_through_sts_is_known_by_the_key(tx: Transaction) -> None:
    from moto.sts.models import sts_backends

    with process.filled(tx):
        session = sts_backends[MANAGEMENT]["aws"].assume_role(
            region_name="us-east-1",
            role_session_name="admin",
            role_arn=f"arn:aws:iam::{MEMBER}:role/OrganizationAccountAccessRole",
            policy='{"Version": "2012-10-17", "Statement": []}',
            duration=3600,
            external_id="",
        )
    caller = caller_of(tx, session.access_key_id)
    assert caller.arn == f"arn:aws:sts::{MEMBER}:assumed-role/OrganizationAccountAccessRole/admin"
    assert caller.role_arn == f"arn:aws:iam::{MEMBER}:role/OrganizationAccountAccessRole"
    assert caller.session_policies == ('{"Version": "2012-10-17", "Statement": []}',)
    issuer = caller.user_identity["sessionContext"]["sessionIssuer"]
    assert issuer["userName"] == "OrganizationAccountAccessRole"
    assert caller.event_name == "admin"


def test_keys_that_another_state_gave_out_are_unknown(tx: Transaction) -> None:
    backend = iam(tx)
    backend.create_user(region_name="us-east-1", user_name="bob")
    key = backend.create_access_key("bob")
    process.forget()
    assert caller_of(tx, key.access_key_id).type is CallerType.ROOT
