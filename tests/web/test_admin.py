"""Who may use the control API: holders of the admin token, and no foreign web page."""

from collections.abc import Iterator

import pytest
import requests

from emulator.server import Server
from emulator.settings import Settings
from tests.conftest import RunningEmulator


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """An emulator with an admin token; its control API's URL."""
    with Server(Settings(port=0, admin_token="open sesame")) as server:
        yield f"{server.url}/_emulator"


@pytest.mark.parametrize(
    "authorization",
    [None, "open sesame", "Bearer", "Bearer open", "Bearer open sesame!", "Basic open sesame", "Bearer ü"],
)
def test_call_without_the_right_token_is_refused(guarded: str, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization.encode()}
    answer = requests.get(f"{guarded}/clock", headers=headers, timeout=5)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "--admin-token" in answer.json()["error"]


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_call_with_the_token_is_answered(guarded: str, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} open sesame"}
    assert requests.get(f"{guarded}/clock", headers=headers, timeout=5).status_code == 200
    assert requests.post(f"{guarded}/clock", headers=headers, json={"advance": 1}, timeout=5).status_code == 200


def test_token_is_asked_for_before_anything_is_told(guarded: str) -> None:
    for method, path in (("GET", "openapi.json"), ("POST", "reset"), ("PUT", "clock"), ("GET", "nothing")):
        assert requests.request(method, f"{guarded}/{path}", timeout=5).status_code == 401


def test_health_needs_no_token(guarded: str) -> None:
    for path in ("livez", "readyz"):
        assert requests.get(f"{guarded}/{path}", timeout=5).status_code == 200


def test_token_is_not_told(guarded: str) -> None:
    answer = requests.get(f"{guarded}/info", headers={"Authorization": "Bearer open sesame"}, timeout=5)
    assert answer.status_code == 200
    assert "sesame" not in answer.text


@pytest.mark.parametrize(
    "host", ["attacker.example", "attacker.example:8250", "127.0.0.1.attacker.example", "192.0.2.1"]
)
def test_foreign_host_name_is_refused(emulator: RunningEmulator, host: str) -> None:
    answer = requests.get(f"{emulator.url}/_emulator/clock", headers={"Host": host}, timeout=5)
    assert answer.status_code == 403
    assert emulator.url in answer.json()["error"]
    assert "--public-url" in answer.json()["error"]


@pytest.mark.parametrize("host", ["localhost", "localhost:1", "127.0.0.1", "[::1]:8250", "idc.localhost:8250"])
def test_loopback_host_name_is_answered(emulator: RunningEmulator, host: str) -> None:
    answer = requests.get(f"{emulator.url}/_emulator/clock", headers={"Host": host}, timeout=5)
    assert answer.status_code == 200


def test_host_of_the_public_url_is_answered() -> None:
    with Server(Settings(port=0, public_url="https://idc.example.com")) as server:
        url = f"{server.url}/_emulator/clock"
        headers = {"Host": "idc.example.com", "Origin": "https://idc.example.com"}
        assert requests.post(url, headers=headers, json={"advance": 1}, timeout=5).status_code == 200


@pytest.mark.parametrize("origin", ["https://attacker.example", "null", "http://localhost:1"])
def test_change_by_a_foreign_page_is_refused(emulator: RunningEmulator, origin: str) -> None:
    answer = requests.post(f"{emulator.url}/_emulator/reset", headers={"Origin": origin}, timeout=5)
    assert answer.status_code == 403
    assert origin in answer.json()["error"]


def test_change_by_the_emulators_own_page_is_done(emulator: RunningEmulator) -> None:
    answer = requests.post(
        f"{emulator.url}/_emulator/clock", headers={"Origin": emulator.url}, json={"advance": 1}, timeout=5
    )
    assert answer.status_code == 200


def test_no_answer_lets_a_foreign_page_read_it(emulator: RunningEmulator) -> None:
    headers = {"Origin": "https://attacker.example"}
    answer = requests.get(f"{emulator.url}/_emulator/clock", headers=headers, timeout=5)
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
