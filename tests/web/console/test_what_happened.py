"""The trail and the outbox."""

import pytest
import requests

from tests.web.console.visitor import Visitor


@pytest.fixture
def invited(console: Visitor) -> Visitor:
    """Ana was sent an invitation."""
    user_id = requests.get(f"{console.url}/_emulator/users?user_name=ana", timeout=5).json()["users"][0]["user_id"]
    return console.open(f"/users/{user_id}").send("/password", mode="EMAIL")


def test_events_are_listed_with_their_json_and_can_be_narrowed(invited: Visitor) -> None:
    invited.open("/trail?name=UpdatePassword")
    assert invited.texts("//section[@id='events']//summary/b") == ["UpdatePassword"]
    assert '"eventName": "UpdatePassword"' in invited.body
    assert "No event matches" in invited.open("/trail?name=Nothing").body


def test_trail_offers_the_names_it_holds(invited: Visitor) -> None:
    assert "UpdatePassword" in invited.open("/trail").document.xpath("//datalist[@id='names']/option/@value")


def test_event_of_a_refused_request_leads_to_the_explanation(console: Visitor) -> None:
    console.open("/permission-sets").send("/permission-sets", name="no spaces")
    console.open("/trail?name=CreatePermissionSet")
    assert console.texts("//section[@id='events']//summary//span[@class='badge bad']") == ["ValidationException"]
    console.open(console.document.xpath("//section[@id='events']//a/@href")[0].removeprefix("/console"))
    assert "no spaces" in console.text("//*[@id='message']")


def test_message_is_read_as_text_and_html_and_its_link_followed(invited: Visitor) -> None:
    assert invited.notice == "The instructions are in the mail."
    invited.open("/mail").open(invited.document.xpath("//table[@id='messages']//a/@href")[0].removeprefix("/console"))
    assert invited.heading == "Invitation to join AWS IAM Identity Center"
    (link,) = invited.document.xpath("//a[@id='link']/@href")
    assert link in invited.text("//pre[@id='text']")
    (frame,) = invited.document.xpath("//iframe")
    assert "Accept invitation" in frame.get("srcdoc")
    assert "allow-scripts" not in frame.get("sandbox")
    assert requests.get(link, timeout=5).status_code == 200


def test_failed_delivery_shows_why_and_can_be_tried_again(invited: Visitor) -> None:
    invited.open("/mail").send("/mail/server", smtp_url="smtp://127.0.0.1:1")
    assert invited.notice == "Saved."
    invited.open(invited.document.xpath("//table[@id='messages']//a/@href")[0].removeprefix("/console"))
    invited.send("/send")
    assert invited.problem == "The message could not be handed to a mail server yet"
    assert invited.cause == "email.server-unreachable"


def test_address_that_is_no_mail_server_is_refused(console: Visitor) -> None:
    console.open("/mail").send("/mail/server", smtp_url="http://localhost")
    assert (console.status, "smtp" in console.problem) == (400, True)


def test_outbox_is_emptied(invited: Visitor) -> None:
    assert invited.open("/mail").send("/mail/forget").notice == "The outbox is empty."
    assert "No messages yet" in invited.body
