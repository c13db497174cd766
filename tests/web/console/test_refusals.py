"""The refusals: page, request, event, cause and fix side by side."""

import base64

import pytest
import requests

from tests.web.console.conftest import Start
from tests.web.console.visitor import Visitor


@pytest.fixture
def refused(start: Start) -> Visitor:
    """A SCIM client with a wrong token, then a response that is no SAML response."""
    console = start()
    endpoint = requests.get(f"{console.url}/_emulator/scim/tenant", timeout=5).json()["endpoint"]
    requests.get(f"{endpoint}/Users", headers={"Authorization": "Bearer nope"}, timeout=5)
    acs_url = requests.get(f"{console.url}/_emulator/info", timeout=5).json()["instance"]["acs_url"]
    document = base64.b64encode(b"<Response/>").decode()
    requests.post(acs_url, data={"SAMLResponse": document}, timeout=5)
    return console


def test_refusals_are_listed_newest_first(refused: Visitor) -> None:
    causes = refused.open("/refusals").texts("//ol[@id='refusals']/li//code")
    assert causes == ["saml.response.malformed", "scim.token.wrong"]


def test_list_can_be_narrowed_to_a_cause(refused: Visitor) -> None:
    assert refused.open("/refusals?cause=scim.token.wrong").texts("//ol[@id='refusals']/li//code") == [
        "scim.token.wrong"
    ]
    assert "Nothing was refused for this cause" in refused.open("/refusals?cause=none").body


def test_page_of_a_refusal_shows_what_was_seen_and_why(refused: Visitor) -> None:
    refused.open("/refusals")
    refused.open(refused.document.xpath("//ol[@id='refusals']//a/@href")[0].removeprefix("/console"))
    assert refused.text("//*[@id='seen']") == "An unexpected error has occurred"
    assert refused.cause == "saml.response.malformed"
    assert "ExternalIdPDirectoryLogin" in refused.text("//section[@aria-labelledby='event-heading']")
    assert refused.text("//*[@id='request-line']").startswith("POST /platform/saml/acs/")
    assert "How to fix it" in refused.body


def test_page_of_a_program_s_refusal_shows_its_answer_without_secrets(refused: Visitor) -> None:
    refused.open("/refusals?cause=scim.token.wrong")
    refused.open(refused.document.xpath("//ol[@id='refusals']//a/@href")[0].removeprefix("/console"))
    assert '"status": "401"' in refused.text("//*[@id='seen']")
    assert "nope" not in refused.answer.text
