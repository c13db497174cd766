"""An instance, and a directory with a trusted domain."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from emulator.identity_source.active_directory.directory import find_directory, write_directory
from emulator.permissions.instances import Instance, create_organization_instance
from emulator.seed.active_directory import SeedActiveDirectory
from emulator.seed.directory import described_directory
from emulator.store.database import Store
from emulator.store.transaction import Transaction

Describe = Callable[..., None]

JANE = {"sam_account_name": "jane", "given_name": "Jane", "surname": "Doe", "mail": "jane@example.com"}
BO = {"sam_account_name": "bo", "given_name": "Bo", "surname": "Dahl", "initials": "B"}
LENA = {"sam_account_name": "lena", "given_name": "Lena", "surname": "Roth"}
EMEA = {"domain": "emea.example.com", "netbios_name": "EMEA", "users": [LENA]}


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    with store.transaction() as transaction:
        yield transaction


@pytest.fixture
def instance(tx: Transaction) -> Instance:
    return create_organization_instance(tx, account_id="111122223333", region="eu-central-1")


@pytest.fixture
def describe(tx: Transaction, instance: Instance) -> Describe:
    """Describe the directory, again and again; Jane, Bo and the domain EMEA with Lena are there at first."""

    def written(**parts: Any) -> None:
        whole = {"users": [JANE, BO], "trusted_domains": [EMEA], **parts}
        given = SeedActiveDirectory.model_validate({"domain": "corp.example.com", "netbios_name": "CORP", **whole})
        before = find_directory(tx, instance.identity_store_id)
        directory = described_directory(given, before.source if before else None)
        write_directory(tx, instance.identity_store_id, directory)

    written()
    return written
