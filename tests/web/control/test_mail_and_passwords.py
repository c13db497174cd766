"""The outbox and the passwords of users, as an administrator reaches them."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from emulator.scenario.post_office import PostOffice
from emulator.server import Server
from tests.web.control.conftest import ControlClient
from tests.web.signin.people import JANE, PASSWORD, seed

REJECTED = ("no-reply@signin.aws", "no-reply@login.awsapps.com")


@pytest.fixture
def people(control: ControlClient, server: Server) -> ControlClient:
    assert server.emulator is not None
    server.emulator.reset(seed())
    return control


@pytest.fixture
def post_office(people: ControlClient) -> Iterator[PostOffice]:
    """A mail server that the emulator delivers to."""
    post_office = PostOffice()
    assert people.send("PUT", "mail-server", json={"smtp_url": post_office.open()}).ok
    yield post_office
    post_office.close()


def user(control: ControlClient, name: str = JANE) -> dict[str, Any]:
    (found,) = control.get(f"users?user_name={name}")["users"]
    return dict(found)


def reset(control: ControlClient, mode: str, name: str = JANE) -> Any:
    return control.send("POST", f"users/{user(control, name)['user_id']}/password", json={"mode": mode})


def test_users_are_listed_with_what_is_known_of_their_passwords(people: ControlClient) -> None:
    listed = {each["user_name"]: each["password"] for each in people.get("users")["users"]}
    assert listed == {
        "jane": "set",
        "bo": "set",
        "new": "none",
        "nomail": "none",
        "once": "one-time",
        "off": "set",
    }
    assert people.get("users?user_name=nobody") == {"users": []}


def test_a_one_time_password_is_told_once(people: ControlClient) -> None:
    answer = reset(people, "OTP").json()
    assert len(answer["one_time_password"]) == 14
    assert answer["portal_url"].endswith("/start")
    assert user(people)["password"] == "one-time"
    assert answer["one_time_password"] not in str(people.get("events"))


def test_instructions_are_an_invitation_or_a_reset(people: ControlClient) -> None:
    reset(people, "EMAIL", "new")
    reset(people, "EMAIL", JANE)
    assert [message["kind"] for message in people.get("mail")["messages"]] == ["invitation", "password-reset"]


@pytest.mark.parametrize(
    ("name", "cause"), [("nomail", "password-reset.no-email"), ("off", "password-reset.user-disabled")]
)
def test_who_cannot_be_reset(people: ControlClient, name: str, cause: str) -> None:
    answer = reset(people, "EMAIL", name)
    assert answer.status_code == 400
    assert answer.json()["diagnosis"]["cause"] == cause


def test_an_unknown_user_is_not_found(people: ControlClient) -> None:
    user_id = "00000000-0000-4000-8000-000000000000"
    assert people.send("POST", f"users/{user_id}/password", json={"mode": "OTP"}).status_code == 404


def test_with_another_identity_source_there_are_no_passwords(people: ControlClient) -> None:
    people.send("PUT", "identity-source", json={"kind": "external-idp", "idp": "test-idp"})
    assert reset(people, "OTP").json()["diagnosis"]["cause"] == "password-reset.other-source"


def test_a_password_can_be_set_at_once_and_keeps_the_policy(people: ControlClient) -> None:
    path = f"users/{user(people, 'new')['user_id']}/password"
    refused = people.send("PUT", path, json={"password": "short"})
    assert refused.json()["diagnosis"]["cause"] == "password-reset.policy"
    assert people.send("PUT", path, json={"password": PASSWORD}).json()["password"] == "set"


def test_a_seed_with_a_weak_password_is_refused(people: ControlClient) -> None:
    users = [{"user_name": "a", "given_name": "A", "family_name": "B", "password": "weak"}]
    answer = people.send("POST", "reset", json={"seed": {"users": users}})
    assert answer.json()["diagnosis"]["cause"] == "password-reset.policy"


def test_the_setting_for_users_without_a_password(people: ControlClient) -> None:
    assert people.get("standard-authentication") == {"send_email_otp": False}
    people.send("PUT", "standard-authentication", json={"send_email_otp": True})
    assert people.get("standard-authentication") == {"send_email_otp": True}


def test_a_message_is_delivered_with_the_request_that_caused_it(
    people: ControlClient, post_office: PostOffice
) -> None:
    message_id = reset(people, "EMAIL").json()["message_id"]
    assert post_office.has_in_inbox(message_id)
    assert people.get(f"mail/{message_id}/delivery")["status"] == "sent"


def test_an_action_whose_message_is_refused_is_done_all_the_same(
    people: ControlClient, post_office: PostOffice
) -> None:
    post_office.rejected = REJECTED
    answer = reset(people, "EMAIL")
    assert answer.status_code == 200
    path = f"mail/{answer.json()['message_id']}/delivery"
    refused = people.send("GET", path)
    assert refused.status_code == 400
    assert refused.headers["x-emulator-cause"] == "email.sender-blocked"
    assert people.send("POST", path).headers["x-emulator-cause"] == "email.sender-blocked"
    post_office.rejected = ()
    assert people.send("POST", path).json()["status"] == "sent"


def test_a_later_request_repeats_what_failed(people: ControlClient, post_office: PostOffice) -> None:
    people.send("POST", "clock", json={"freeze": True})
    post_office.close()
    message_id = reset(people, "EMAIL").json()["message_id"]
    assert people.get("mail")["messages"][-1]["problem"] == "email.server-unreachable"
    people.send("PUT", "mail-server", json={"smtp_url": post_office.open()})
    assert people.get("mail")["messages"][-1]["status"] == "waiting"
    people.send("POST", "clock", json={"advance": 60})
    assert people.get("mail")["messages"][-1]["status"] == "sent"
    assert post_office.has_in_inbox(message_id)


def test_without_a_mail_server_nothing_is_tried(people: ControlClient, post_office: PostOffice) -> None:
    assert people.get("mail-server") == {"delivers": True, "chosen_by": "named"}
    assert people.send("PUT", "mail-server", json={"smtp_url": None}).json() == {
        "delivers": False,
        "chosen_by": "none",
    }
    reset(people, "EMAIL")
    assert people.send("POST", "mail/delivery").json() == {"tried": 0}
    assert people.get("mail")["messages"][-1]["status"] == "waiting"


def test_an_address_that_is_none_is_refused(people: ControlClient) -> None:
    answer = people.send("PUT", "mail-server", json={"smtp_url": "http://localhost"})
    assert answer.status_code == 400
    assert "smtp://host:25" in answer.json()["error"]


def test_the_outbox_can_be_emptied(people: ControlClient) -> None:
    message_id = reset(people, "EMAIL").json()["message_id"]
    assert people.send("DELETE", "mail").json() == {"forgotten": 1}
    assert people.get("mail") == {"messages": []}
    for method in ("GET", "POST"):
        assert people.send(method, f"mail/{message_id}/delivery").status_code == 404


def test_secrets_of_links_and_passwords_are_not_in_the_journal(people: ControlClient, server: Server) -> None:
    reset(people, "EMAIL", "new")
    link = people.get("mail")["messages"][-1]["link"]
    requests.get(link, timeout=5)
    requests.post(link.partition("?")[0], data={"token": "x", "new_password": PASSWORD}, timeout=5)
    journal = str(people.get("requests"))
    assert link.rpartition("=")[2] not in journal
    assert PASSWORD not in journal
