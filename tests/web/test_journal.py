"""The journal: what was asked and answered, with ids, causes and without secrets."""

import logging
from typing import Any

import pytest
import requests
from sqlalchemy import select

from emulator.guide.catalogue import catalogue
from emulator.seed.model import Seed
from emulator.server import Server
from emulator.settings import Settings
from emulator.store.tables import journal
from tests.conftest import RunningEmulator


def entries(emulator: RunningEmulator) -> list[dict[str, Any]]:
    answer = requests.get(f"{emulator.url}/_emulator/requests", timeout=5)
    return list(answer.json()["requests"])


def test_every_answer_carries_the_request_id_of_its_entry(emulator: RunningEmulator) -> None:
    answer = requests.get(f"{emulator.url}/no/such/page?tab=1", timeout=5)
    (entry,) = entries(emulator)
    assert entry["request_id"] == answer.headers["x-amzn-RequestId"]
    assert (entry["method"], entry["path"], entry["query"], entry["status"]) == ("GET", "/no/such/page", "tab=1", 404)
    assert entry["cause"] is None


def test_calls_of_the_control_api_are_not_journaled(emulator: RunningEmulator) -> None:
    requests.get(f"{emulator.url}/_emulator/clock", timeout=5)
    assert entries(emulator) == []


def test_refusal_by_the_control_api_is_journaled_and_named_in_a_header(emulator: RunningEmulator) -> None:
    answer = requests.put(
        f"{emulator.url}/_emulator/identity-source", json={"idp": {"metadata": "not XML"}}, timeout=5
    )
    (entry,) = entries(emulator)
    assert answer.headers["x-emulator-cause"] == entry["cause"] == "idp-metadata.unreadable"
    assert entry["path"] == "/_emulator/identity-source"


@pytest.mark.parametrize(
    "request_parts",
    [
        {"headers": {"Authorization": "Bearer hush-secret"}},
        {"headers": {"Cookie": "session=hush-secret"}},
        {"headers": {"x-amz-sso_bearer_token": "hush-secret"}},
        {"params": {"client_secret": "hush-secret"}},
        {"data": {"password": "hush-secret"}},
        {"json": {"newPassword": "hush-secret"}},
        {"data": '{"password": "hush-secret"', "headers": {"Content-Type": "application/json"}},
        {"data": "password=hush-secret", "headers": {"Content-Type": "text/plain"}},
    ],
)
def test_secret_never_reaches_the_store_or_the_log(
    emulator: RunningEmulator, caplog: pytest.LogCaptureFixture, request_parts: dict[str, Any]
) -> None:
    caplog.set_level(logging.DEBUG)
    requests.post(f"{emulator.url}/anything", timeout=5, **request_parts)
    with emulator.context.store.transaction() as tx:
        kept = str(tx.rows(select(journal.requests)))
    assert "/anything" in kept
    assert "hush-secret" not in kept
    assert not [
        record for record in caplog.records if record.name.startswith("emulator") and "hush" in record.getMessage()
    ]


def test_body_in_another_encoding_does_not_disturb(emulator: RunningEmulator) -> None:
    answer = requests.post(f"{emulator.url}/anything", data=b"\xff\xfe\x00", timeout=5)
    assert answer.status_code == 404
    assert len(entries(emulator)) == 1


def test_log_has_one_line_per_request_and_the_cause_with_its_fix_for_a_refusal(
    emulator: RunningEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="emulator.requests")
    requests.put(f"{emulator.url}/_emulator/identity-source", json={"idp": {"metadata": "not XML"}}, timeout=5)
    lines = [record.getMessage() for record in caplog.records if record.name == "emulator.requests"]
    assert lines[0].startswith("PUT /_emulator/identity-source 400 ")
    title = catalogue().cause("idp-metadata.unreadable").title
    assert lines[1].startswith(f"  idp-metadata.unreadable: {title}. Found: ")
    assert " Fix: " in lines[1]
    assert "\n" not in "".join(lines)
    assert len(lines) == 2


def test_path_with_a_line_break_cannot_forge_a_line_of_the_log(
    emulator: RunningEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="emulator.requests")
    requests.get(f"{emulator.url}/page%0a12:00:00%20GET%20/admin%20200", timeout=5)
    lines = [record.getMessage() for record in caplog.records if record.name == "emulator.requests"]
    assert len(lines) == 1
    assert "\n" not in lines[0]


def test_journal_keeps_the_newest_requests_only() -> None:
    with Server(Settings(port=0, journal_size=3)) as server:
        assert server.emulator is not None
        server.emulator.reset(Seed())
        for number in range(5):
            requests.get(f"{server.url}/page{number}", timeout=5)
        kept = entries(RunningEmulator(server.url, server.emulator.context))
    assert [entry["path"] for entry in kept] == ["/page2", "/page3", "/page4"]


def test_journal_of_size_zero_keeps_nothing() -> None:
    with Server(Settings(port=0, journal_size=0)) as server:
        assert server.emulator is not None
        assert requests.get(f"{server.url}/page", timeout=5).status_code == 404
        assert entries(RunningEmulator(server.url, server.emulator.context)) == []
