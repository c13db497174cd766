"""The whole emulator with its state in PostgreSQL."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from emulator.server import Server
from emulator.settings import Settings
from tests.conftest import RunningEmulator
from tests.web.signin.people import NEXT_PASSWORD, PASSWORD, Person, seed

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


def test_people_sign_in_with_passwords_and_mailed_links(server: Server) -> None:
    assert server.emulator is not None
    server.emulator.reset(seed(send_email_otp=True))
    person = Person(RunningEmulator(server.url, server.emulator.context))
    person.sign_in(password="\0wrong")
    assert person.cause == "sign-in.wrong-password"
    person.enter_password(PASSWORD)
    assert person.is_at_portal
    other = Person(person.emulator)
    other.enter_user_name("new")
    other.press("code-submit-button", code=other.mail("new@example.com")["code"])
    other.choose_password(NEXT_PASSWORD)
    assert other.is_at_portal


def test_guesses_at_the_same_moment_are_all_counted(server: Server) -> None:
    assert server.emulator is not None
    server.emulator.reset(seed())
    guessers = [Person(RunningEmulator(server.url, server.emulator.context)) for _ in range(5)]
    for guesser in guessers:
        guesser.enter_user_name()
    with ThreadPoolExecutor(5) as threads:
        for _ in range(2):
            answers = list(threads.map(lambda guesser: guesser.enter_password("wrong").status_code, guessers))
            assert answers == [400] * 5
    guessers[0].enter_password(PASSWORD)
    assert guessers[0].cause == "sign-in.too-many-attempts"
