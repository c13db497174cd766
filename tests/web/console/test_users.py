"""Users in the console: find, add, edit, switch, delete, passwords, devices, sessions, access."""

from collections.abc import Callable
from typing import Any

import pyotp
import pytest
import requests

from emulator.server import Server
from tests.conftest import RunningEmulator
from tests.web.console.conftest import PEOPLE, Start
from tests.web.console.visitor import Visitor
from tests.web.signin.mfa_person import MfaPerson

Events = Callable[[str], list[dict[str, Any]]]

ZOE = {
    "user_name": "zoe",
    "given_name": "Zoe",
    "family_name": "Zhao",
    "display_name": "Zoe Zhao",
    "email": "zoe@example.com",
}


def user_id(console: Visitor, name: str) -> str:
    """The id of a user."""
    users = requests.get(f"{console.url}/_emulator/users?user_name={name}", timeout=5).json()["users"]
    return str(users[0]["user_id"])


@pytest.fixture
def ana(console: Visitor) -> Visitor:
    """The page of Ana."""
    return console.open(f"/users/{user_id(console, 'ana')}")


def names(console: Visitor) -> list[str]:
    """The user names that the list shows."""
    return console.texts("//table[@id='users']//th[@scope='row']/a")


@pytest.mark.parametrize(
    ("wanted", "found"), [("an", ["ana"]), ("DAHL", ["bo"]), ("@example", ["ana", "bo"]), ("%", []), ("x\0y", [])]
)
def test_users_are_found_by_parts_of_their_names(console: Visitor, wanted: str, found: list[str]) -> None:
    console.browser.params = {"q": wanted}  # type: ignore[assignment]
    assert names(console.open("/users")) == found


def test_long_list_goes_on_over_pages(start: Start) -> None:
    console = start(identity_source={"kind": "identity-center"}, generate_users=60)
    first = names(console.open("/users"))
    (onward,) = console.document.xpath("//a[@rel='next']/@href")
    second = names(console.open(onward.removeprefix("/console")))
    assert (len(first), len(second), len({*first, *second})) == (50, 10, 60)


def test_user_is_added_with_an_invitation(console: Visitor, events: Events) -> None:
    console.open("/users/add").send("/users/add", **ZOE, password="EMAIL", department="Legal")
    assert (console.heading, console.notice) == ("Zoe Zhao", "Created. The invitation is in the mail.")
    assert console.document.xpath("//input[@name='department']/@value") == ["Legal"]
    assert "zoe@example.com" in console.open("/mail").body
    assert events("CreateUser")[0]["eventSource"] == "sso-directory.amazonaws.com"


def test_one_time_password_of_a_new_user_is_shown_once(console: Visitor) -> None:
    console.open("/users/add").send("/users/add", **ZOE, password="OTP")
    assert len(console.text("//code[@id='one-time-password']")) >= 8
    console.open(f"/users/{user_id(console, 'zoe')}")
    assert console.text("//dd[@id='password']") == "One-time password"


def test_refused_user_stays_in_the_form_with_aws_s_words_and_the_diagnosis(console: Visitor) -> None:
    console.open("/users/add").send("/users/add", **{**ZOE, "display_name": ""}, password="EMAIL")
    assert (console.status, console.problem) == (400, "displayname: The attribute displayname is required")
    assert console.cause == "scim.missing-display-name"
    assert console.document.xpath("//input[@name='user_name']/@value") == ["zoe"]


def test_user_name_that_is_taken_is_refused(console: Visitor) -> None:
    console.open("/users/add").send("/users/add", **{**ZOE, "user_name": "ANA"}, password="EMAIL")
    assert (console.status, console.cause) == (409, "duplicate.user-name")


def test_attributes_are_edited(ana: Visitor, events: Events) -> None:
    ana.send(f"/users/{user_id(ana, 'ana')}", title="Chief", phone="+1 555")
    assert ana.notice == "Saved."
    assert ana.document.xpath("//input[@name='title']/@value") == ["Chief"]
    assert len(events("UpdateUser")) == 1


def test_disabled_user_can_only_be_enabled_or_deleted(ana: Visitor, events: Events) -> None:
    token = ana.document.forms[0].fields["csrf_token"]
    ana.send("/disable")
    assert (ana.offers("/password"), ana.offers("/enable"), ana.offers("/delete")) == (False, True, True)
    answer = ana.browser.post(ana.answer.url.partition("?")[0], data={"csrf_token": token, "title": "X"}, timeout=5)
    assert (answer.status_code, "Enable user access first" in answer.text) == (409, True)
    ana.send("/enable")
    assert ana.notice == "The user is enabled and can sign in."
    assert (len(events("DisableUser")), len(events("EnableUser"))) == (1, 1)


def test_user_is_deleted(ana: Visitor) -> None:
    ana.send("/delete")
    assert (ana.notice, names(ana)) == ("Deleted.", ["bo"])


def test_password_is_reset_to_a_one_time_password(ana: Visitor) -> None:
    ana.send("/password", mode="OTP")
    assert ana.heading == "One-time password"
    assert ana.text("//code[@id='user-name']") == "ana"


def test_verification_link_is_mailed(ana: Visitor) -> None:
    ana.send("/email-verification")
    assert "Verify your email address" in ana.open("/mail").body


def test_user_joins_and_leaves_groups(console: Visitor, events: Events) -> None:
    console.open(f"/users/{user_id(console, 'bo')}/groups").send("/groups", group="Engineers")
    assert console.texts("//table[@id='groups']//th/a") == ["Engineers"]
    console.send("/leave")
    assert "In no group" in console.body
    assert (len(events("AddMemberToGroup")), len(events("RemoveMemberFromGroup"))) == (1, 1)


def test_administrator_registers_renames_and_deletes_an_authenticator_app(ana: Visitor) -> None:
    url = f"/users/{user_id(ana, 'ana')}/mfa"
    ana.open(f"{url}/register").send("/register", kind="authenticator-app")
    code = pyotp.TOTP(ana.text("//code[@id='secret-key']")).now()
    ana.send(ana.document.forms[-1].get("action"), code="000000" if code != "000000" else "000001")
    assert ana.status == 400
    ana.send(ana.document.forms[-1].get("action"), code=code, name="Phone")
    assert (ana.notice, ana.texts("//table[@id='devices']//th/a")) == ("The device is registered.", ["Phone"])
    ana.open(ana.document.xpath("//table[@id='devices']//a/@href")[0].removeprefix("/console"))
    ana.send("/rename", name="Old phone")
    assert ana.texts("//table[@id='devices']//th/a") == ["Old phone"]
    ana.open(ana.document.xpath("//table[@id='devices']//a/@href")[0].removeprefix("/console")).send("/delete")
    assert "No MFA device" in ana.body


def test_session_is_shown_and_ended(server: Server, events: Events) -> None:
    assert server.emulator is not None
    bo = MfaPerson(RunningEmulator(server.url, server.emulator.context))
    bo.start(without_device="allow")
    MfaPerson(bo.emulator).sign_in("bo")
    bo.sign_in("bo")
    console = Visitor(server.url).open(f"/users/{bo.user_id('bo')}")
    assert "Active sessions (2)" in console.body
    console.open(f"/users/{bo.user_id('bo')}/sessions")
    chosen = console.document.xpath("//input[@name='session_id']/@value")
    console.send("/sessions/end", session_id=chosen)
    assert (console.notice, "Not signed in" in console.body) == ("The sessions have ended.", True)
    assert "/platform/login" in bo.open("/start").url
    [event] = events("BatchDeleteSession")
    assert event["eventSource"] == "sso.amazonaws.com"
    assert event["requestParameters"]["userId"] == bo.user_id("bo")
    assert event["requestParameters"]["sessionIds"] == chosen


def test_access_is_listed_and_the_chain_walked(start: Start) -> None:
    assignment = {"permission_set": "Viewer", "accounts": ["management"], "groups": ["Engineers"]}
    console = start(**PEOPLE, assignments=[assignment])
    console.open(f"/users/{user_id(console, 'ana')}/access?walk=yes")
    assert console.texts("//table[@id='access']//td") == ["Viewer", "Engineers"]
    assert "Is the user enabled?" in console.text("//ol[@id='chain']")


def test_directory_of_a_provider_is_only_shown(start: Start) -> None:
    console = start(scim={"enabled": True}, users=PEOPLE["users"], groups=PEOPLE["groups"])
    assert "Automatic provisioning is on" in console.open("/users").body
    console.open(f"/users/{user_id(console, 'ana')}")
    assert (console.offers("/disable"), console.offers("/delete")) == (True, True)
    assert not console.document.xpath("//form[@id='edit-user']")
    token = console.document.forms[0].fields["csrf_token"]
    answer = console.browser.post(f"{console.url}/console/users/add", data={"csrf_token": token, **ZOE}, timeout=5)
    assert answer.status_code == 409
    console.send("/disable")
    assert console.notice.startswith("The user is disabled")
