"""With an older botocore the emulator is what that botocore knows, and works."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import requests
from botocore.loaders import Loader
from botocore.model import ServiceModel

from emulator.permissions.instances import organization_instance
from emulator.web.aws_api import model
from tests.conftest import RunningEmulator

NEWER_MEMBERS = ("Revision", "UserArn", "GroupArn", "MembershipArn", "Extensions", "Birthdate")


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A model of the Identity Store API without its recent operations and members."""
    document = deepcopy(Loader().load_service_model("identitystore", "service-2"))
    for operation in ("ListIdentityStores", "DescribeIdentityStore", "UpdateIdentityStore"):
        del document["operations"][operation]
    for shape in document["shapes"].values():
        for member in NEWER_MEMBERS:
            shape.get("members", {}).pop(member, None)
        shape["required"] = [name for name in shape.get("required", ()) if name not in NEWER_MEMBERS]
    newest = model.service_model
    stripped = ServiceModel(document, "identitystore")
    monkeypatch.setattr(model, "service_model", lambda name: stripped if name == "identitystore" else newest(name))
    model.operation_model.cache_clear()
    yield
    model.operation_model.cache_clear()


def call(emulator: RunningEmulator, operation: str, **members: Any) -> Any:
    headers = {"X-Amz-Target": f"AWSIdentityStore.{operation}"}
    return requests.post(emulator.url, data=json.dumps(members), headers=headers, timeout=5).json()


@pytest.mark.usefixtures("older")
def test_members_that_it_lacks_are_neither_read_nor_answered(emulator: RunningEmulator) -> None:
    with emulator.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
    made = call(
        emulator,
        "CreateUser",
        IdentityStoreId=store_id,
        UserName="jane",
        DisplayName="Jane",
        Name={"GivenName": "Jane", "FamilyName": "Doe"},
        Birthdate="1990-12-31",
    )
    assert made.keys() == {"IdentityStoreId", "UserId"}
    described = call(emulator, "DescribeUser", IdentityStoreId=store_id, UserId=made["UserId"])
    assert described["UserName"] == "jane"
    assert not {*NEWER_MEMBERS} & described.keys()
    assert len(call(emulator, "ListUsers", IdentityStoreId=store_id)["Users"]) == 1


@pytest.mark.usefixtures("older")
def test_operation_that_it_lacks_is_unknown(emulator: RunningEmulator) -> None:
    assert call(emulator, "ListIdentityStores") == {"__type": "UnknownOperationException"}
