"""Faults in the console."""

import requests

from tests.web.console.conftest import Start


def test_injected_fault_strikes_is_counted_and_removed(start: Start) -> None:
    console = start().open("/faults")
    assert "Nothing fails on purpose" in console.body
    console.send("/faults", service="scim", operation="ListUsers", status="429")
    assert console.notice == "Requests fail from now on."
    tokens = requests.post(f"{console.url}/_emulator/scim/tokens", json={}, timeout=5).json()
    endpoint = requests.get(f"{console.url}/_emulator/scim/tenant", timeout=5).json()["endpoint"]
    headers = {"Authorization": f"Bearer {tokens['secret']}"}
    statuses = [requests.get(f"{endpoint}/Users", headers=headers, timeout=5).status_code for _ in range(2)]
    assert statuses == [429, 200]
    assert console.open("/faults").text("//td[@data-label='Struck']") == "1 of 1 Spent"
    first = console.document.xpath("//table[@id='faults']//form/@action")[0]
    assert console.send(first).notice == "Deleted."


def test_fault_that_says_nothing_is_refused_and_stays_in_the_form(start: Start) -> None:
    console = start().open("/faults").send("/faults", service="sso", status="", operation="ListAccounts")
    assert console.status == 400
    assert console.document.xpath("//input[@id='operation']/@value") == ["ListAccounts"]


def test_all_faults_are_removed(start: Start) -> None:
    console = start().open("/faults").send("/faults", service="portal", delay_seconds="1", times="")
    assert console.text("//td[@data-label='Struck']") == "0 of all"
    console.send("/faults/remove")
    assert "Nothing fails on purpose" in console.body
