"""The whole emulator with its state in PostgreSQL."""

from collections.abc import Iterator

import pytest
import requests

from emulator.server import Server
from emulator.settings import Settings

ANNA = {"user_name": "anna@example.com", "given_name": "Anna", "family_name": "Berg"}


@pytest.fixture
def server(postgresql_url: str) -> Iterator[Server]:
    with Server(Settings(port=0, database_url=postgresql_url)) as server:
        yield server


def control(server: Server, method: str, path: str, body: object = None) -> requests.Response:
    return requests.request(method, f"{server.url}/_emulator/{path}", json=body, timeout=10)


def users(scim: dict[str, list[dict[str, str]]]) -> int:
    headers = {"Authorization": f"Bearer {scim['tokens'][0]['secret']}"}
    answer = requests.get(f"{scim['endpoint']}/Users", headers=headers, timeout=10)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["totalResults"])


def test_state_is_seeded_snapshotted_and_restored(server: Server) -> None:
    scim = control(server, "POST", "reset", {"seed": {"users": [ANNA]}}).json()["scim"]
    assert users(scim) == 1
    assert control(server, "POST", "snapshots").status_code == 201
    other = control(server, "POST", "reset").json()["scim"]
    assert users(other) == 0
    assert control(server, "POST", "snapshots/default/restore").status_code == 200
    assert users(scim) == 1


def test_refusals_and_events_are_kept(server: Server) -> None:
    scim = control(server, "POST", "reset").json()["scim"]
    answer = requests.get(f"{scim['endpoint']}/Users", timeout=10)
    assert answer.status_code == 401
    (refusal,) = control(server, "GET", "refusals").json()["refusals"]
    assert refusal["request"]["status"] == 401
    assert control(server, "GET", "events").status_code == 200


@pytest.mark.parametrize("path", ["/a%00b", "/a?q=%00", "/%ff"])
def test_characters_that_postgresql_cannot_keep_are_no_error(server: Server, path: str) -> None:
    answer = requests.post(f"{server.url}{path}", data='{"x": "\\u0000\\ud800"}', timeout=10)
    assert answer.status_code == 404
    assert control(server, "GET", "requests").status_code == 200


def test_second_emulator_goes_on_with_the_state_of_the_first(server: Server, postgresql_url: str) -> None:
    first = control(server, "GET", "info").json()["instance"]["identity_store_id"]
    with Server(Settings(port=0, database_url=postgresql_url)) as second:
        assert control(second, "GET", "info").json()["instance"]["identity_store_id"] == first
