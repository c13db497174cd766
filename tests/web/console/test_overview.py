"""The overview: what to paste into an identity provider, counts, last refusals."""

import requests

from tests.web.console.conftest import Start
from tests.web.console.visitor import Visitor


def test_values_for_the_identity_provider_are_those_of_the_control_api(start: Start) -> None:
    console = start()
    info = requests.get(f"{console.url}/_emulator/info", timeout=5).json()["instance"]
    tenant = requests.get(f"{console.url}/_emulator/scim/tenant", timeout=5).json()
    shown = {name: console.text(f"//code[@id='{name}']") for name in ("acs-url", "issuer", "sign-in-url")}
    assert shown == {"acs-url": info["acs_url"], "issuer": info["issuer"], "sign-in-url": info["portal_url"]}
    assert console.text("//code[@id='scim-endpoint']") == tenant["endpoint"]
    (download,) = console.document.xpath("//a[@download]/@href")
    assert "EntityDescriptor" in requests.get(download, timeout=5).text


def test_counts_and_source_are_shown(console: Visitor) -> None:
    assert console.text("//*[@id='user-count']") == "2"
    assert console.text("//*[@id='identity-source']") == "Identity Center directory"


def test_nothing_refused_yet_leads_to_the_test_idp(console: Visitor) -> None:
    assert "Nothing was refused yet" in console.body


def test_last_refusal_is_shown_with_its_cause(start: Start) -> None:
    console = start()
    endpoint = requests.get(f"{console.url}/_emulator/scim/tenant", timeout=5).json()["endpoint"]
    requests.get(f"{endpoint}/Users", headers={"Authorization": "Bearer nope"}, timeout=5)
    assert "scim.token.wrong" in console.open("").text("//*[@id='refusals']")
