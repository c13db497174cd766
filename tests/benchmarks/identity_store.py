"""The Identity Store API beside moto's, with a small and a large directory."""

import json
from typing import Any

import requests

from emulator.clock import Clock
from emulator.directory.user import Email, Name, UserDraft
from emulator.directory.users import create_user, list_users, user_by_user_name
from emulator.ids import Identifiers
from emulator.store.database import Store
from tests.benchmarks.servers import emulator, moto_server
from tests.benchmarks.table import Row, seconds_per_call, show

# moto makes a store of any name; ours has the one of its instance.
_MOTO_STORE = "d-9067000000"
_SMALL, _LARGE = 1_000, 200_000
_CALLS = 200


class _Client:
    """Sends awsJson requests over one kept connection; signing is left out, neither server checks it."""

    def __init__(self, url: str, identity_store_id: str) -> None:
        self._url, self._store = url, identity_store_id
        self._session = requests.Session()

    def call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        scope = "AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/identitystore/aws4_request"
        answer = self._session.post(
            self._url,
            data=json.dumps({"IdentityStoreId": self._store, **parameters}),
            headers={
                "Content-Type": "application/x-amz-json-1.1",
                "X-Amz-Target": f"AWSIdentityStore.{operation}",
                "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
            },
            timeout=30,
        )
        answer.raise_for_status()
        return dict(answer.json())

    def create(self, number: int) -> dict[str, Any]:
        name = f"person{number}@example.com"
        return self.call(
            "CreateUser",
            UserName=name,
            DisplayName=f"Person {number}",
            Name={"GivenName": "Person", "FamilyName": str(number)},
            Emails=[{"Value": name, "Primary": True}],
        )

    def get_id(self, number: int) -> dict[str, Any]:
        unique = {"AttributePath": "userName", "AttributeValue": f"person{number % _SMALL}@example.com"}
        return self.call("GetUserId", AlternateIdentifier={"UniqueAttribute": unique})

    def page(self, _: int) -> dict[str, Any]:
        return self.call("ListUsers", MaxResults=100)


def run() -> None:
    """Print both tables."""
    _beside_moto()
    _small_and_large()


def _beside_moto() -> None:
    with emulator() as ours, moto_server() as theirs:
        instance = requests.get(f"{ours}/_emulator/info", timeout=10).json()["instance"]
        measured = _measure(_Client(ours, instance["identity_store_id"]))
        peer = _measure(_Client(theirs, _MOTO_STORE))
    rows = [Row(what, seconds, peer[what]) for what, seconds in measured.items()]
    show(f"Identity Store API over HTTP, {_SMALL:,} users", "moto", rows)


def _measure(client: _Client) -> dict[str, float]:
    return {
        "CreateUser": seconds_per_call(client.create, calls=_SMALL, rounds=1),
        "GetUserId by user name": seconds_per_call(client.get_id, calls=_CALLS),
        "ListUsers, a page of 100": seconds_per_call(client.page, calls=_CALLS // 4),
    }


def _small_and_large() -> None:
    small, large = _filled(_SMALL), _filled(_LARGE)
    rows = [
        Row("find by user name", _find(large), _find(small)),
        Row("first page of 100", _first_page(large), _first_page(small)),
    ]
    show(f"Directory with {_LARGE:,} users beside one with {_SMALL:,}", f"{_SMALL:,} users", rows)


def _filled(count: int) -> Store:
    store = Store(Clock(), Identifiers())
    with store.transaction() as tx:
        for number in range(count):
            name = f"person{number}@example.com"
            draft = UserDraft(
                user_name=name,
                display_name=f"Person {number}",
                name=Name(given_name="Person", family_name=str(number)),
                emails=(Email(value=name, primary=True),),
            )
            create_user(tx, _MOTO_STORE, draft, actor="benchmark")
    return store


def _find(store: Store) -> float:
    def find(number: int) -> None:
        with store.transaction() as tx:
            assert user_by_user_name(tx, _MOTO_STORE, f"person{number % _SMALL}@example.com") is not None

    return seconds_per_call(find, calls=_CALLS)


def _first_page(store: Store) -> float:
    def page(_: int) -> None:
        with store.transaction() as tx:
            assert len(list_users(tx, _MOTO_STORE, limit=100).items) == 100

    return seconds_per_call(page, calls=_CALLS // 4)
