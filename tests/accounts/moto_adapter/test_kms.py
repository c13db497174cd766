"""Customer managed keys in moto's KMS."""

import re

import pytest
from moto.kms.models import kms_backends

from emulator.accounts.moto_adapter import kms, process
from emulator.store.transaction import Transaction
from tests.accounts.given import MANAGEMENT

TAG = ("CreatedBy", "IAM Identity Center")


@pytest.fixture(autouse=True)
def _empty(tx: Transaction) -> None:
    with process.filled(tx):
        assert not kms_backends[MANAGEMENT]["us-east-1"].keys


def made() -> kms.CustomerKey:
    return kms.create_multi_region_key(MANAGEMENT, "us-east-1", policy="{}", tags=dict([TAG]))


def test_a_multi_region_key_has_an_id_that_the_apis_accept() -> None:
    key = made()
    assert re.fullmatch(rf"arn:aws:kms:us-east-1:{MANAGEMENT}:key/mrk-[0-9a-f]{{32}}", key.arn)
    assert (key.state, key.policy) == ("Enabled", "{}")
    assert kms.find_key(key.arn) == key


def test_a_key_is_found_by_its_tag_while_it_is_enabled() -> None:
    key = made()
    assert kms.find_tagged_key(MANAGEMENT, "us-east-1", TAG) == key
    assert kms.find_tagged_key(MANAGEMENT, "us-east-1", ("CreatedBy", "me")) is None
    kms_backends[MANAGEMENT]["us-east-1"].disable_key(key.arn.rpartition("/")[2])
    assert kms.find_tagged_key(MANAGEMENT, "us-east-1", TAG) is None
    found = kms.find_key(key.arn)
    assert found is not None
    assert found.state == "Disabled"


def test_a_key_is_replicated() -> None:
    key = made()
    assert not kms.has_replica(key.arn, "eu-west-1")
    kms.replicate(key.arn, "eu-west-1")
    assert kms.has_replica(key.arn, "eu-west-1")
    assert kms.find_key(key.arn.replace("us-east-1", "eu-west-1")) is not None


def test_a_key_that_is_not_there_is_none() -> None:
    assert kms.find_key(f"arn:aws:kms:us-east-1:{MANAGEMENT}:key/12345678-1234-1234-1234-123456789012") is None
