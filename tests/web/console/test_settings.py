"""Provisioning, authentication, clock and the whole state in the console."""

import requests
import yaml

from tests.web.console.conftest import Start
from tests.web.console.visitor import Visitor


def test_access_token_is_shown_once_and_works(start: Start) -> None:
    console = start().open("/provisioning").send("/tokens")
    token, endpoint = console.text("//code[@id='token-secret']"), console.text("//code[@id='scim-endpoint']")
    answer = requests.get(f"{endpoint}/Users", headers={"Authorization": f"Bearer {token}"}, timeout=5)
    assert answer.status_code == 200
    assert token not in console.open("/provisioning").answer.text


def test_third_token_is_refused_in_aws_s_words(start: Start) -> None:
    console = start().open("/provisioning").send("/tokens").send("/tokens")
    assert (console.status, console.cause) == (409, "scim.token.third")


def test_provisioning_is_disabled_once_its_tokens_are_gone(start: Start) -> None:
    console = start().open("/provisioning").send("/disable")
    assert console.status == 409
    console.open("/provisioning").send("/delete").send("/disable")
    assert (console.notice, console.offers("/enable")) == ("Automatic provisioning is off.", True)
    assert console.send("/enable").text("//code[@id='scim-endpoint']")


def test_mfa_settings_are_those_of_the_control_api(console: Visitor) -> None:
    console.open("/authentication")
    console.send("/mfa", prompt="context-aware", without_device="block", device_types="authenticator-apps")
    settings = requests.get(f"{console.url}/_emulator/mfa-settings", timeout=5).json()
    assert settings["prompt"] == "context-aware"
    assert (settings["without_device"], settings["device_types"]) == ("block", ["authenticator-apps"])


def test_portal_sessions_last_as_long_as_chosen_and_no_longer_than_aws_allows(console: Visitor) -> None:
    console.open("/authentication").send("/session", hours="12", minutes="30")
    assert console.document.xpath("//input[@id='hours' or @id='minutes']/@value") == ["12", "30"]
    console.send("/session", hours="9999")
    assert (console.status, "between 15 and 129600 minutes" in console.problem) == (400, True)
    console.send("/session", hours="many")
    assert console.status == 400


def test_email_codes_and_access_control_attributes_are_switched(console: Visitor) -> None:
    console.open("/authentication").send("/standard", send_email_otp="yes")
    console.send("/access-control-attributes", enabled="yes")
    assert console.document.xpath("//input[@id='send-otp' or @id='enabled']/@checked") == ["checked", "checked"]


def test_clock_is_stopped_moved_and_let_go(console: Visitor) -> None:
    console.open("/clock").send("/clock/set", instant="2030-01-31T12:00")
    assert console.text("//*[@id='now']") == "2030-01-31 12:00 UTC"
    console.send("/clock/advance", amount="90", unit="minutes", direction="back")
    assert console.text("//*[@id='now']") == "2030-01-31 10:30 UTC"
    assert "Clock stopped: 2030-01-31 10:30 UTC" in console.text("//header")
    console.send("/clock/skew", amount="2", unit="hours", direction="on")
    assert "runs 2 hours ahead of the machine's time" in console.body
    assert "shows the machine's time" in console.send("/clock/resume").body


def test_clock_form_that_says_nothing_is_refused(console: Visitor) -> None:
    assert console.open("/clock").send("/clock/set", instant="tomorrow").status == 400
    assert console.open("/clock").send("/clock/advance", amount="soon").status == 400


def test_snapshot_brings_the_state_back(console: Visitor) -> None:
    console.open("/state").send("/snapshots", name="before")
    assert console.notice == "The state is kept."
    console.open("/groups").send("/groups", display_name="Lawyers")
    console.open("/state").send("/before/restore")
    assert console.open("/groups").texts("//table[@id='groups']//th/a") == ["Engineers"]
    assert console.open("/state").send("/before/discard").notice == "Deleted."


def test_snapshot_of_an_unusable_name_is_refused(console: Visitor) -> None:
    assert console.open("/state").send("/snapshots", name="a b").status == 400


def test_exported_seed_makes_the_state_again(console: Visitor) -> None:
    answer = console.browser.get(f"{console.url}/console/state/seed.yaml", timeout=5)
    assert 'filename="seed.yaml"' in answer.headers["Content-Disposition"]
    assert [user["user_name"] for user in yaml.safe_load(answer.text)["users"]] == ["ana", "bo"]
    console.open("/state").send("/reset", start="empty")
    assert "Nobody is here yet" in console.open("/users").body
    console.open("/state").send("/reset", start="document", files={"seed_file": ("seed.yaml", answer.content)})
    assert console.open("/users").texts("//table[@id='users']//th[@scope='row']/a") == ["ana", "bo"]


def test_export_tells_what_a_seed_cannot_hold(console: Visitor) -> None:
    users = requests.get(f"{console.url}/_emulator/users?user_name=ana", timeout=5).json()["users"]
    console.open(f"/users/{users[0]['user_id']}").send("/password", mode="OTP")
    console.open("/state/export")
    assert "user_name: ana" in console.text("//pre[@id='exported']")
    assert "password" in console.text("//ul[@id='left-out']")


def test_reset_shows_the_new_endpoint_and_tokens_once(console: Visitor) -> None:
    console.open("/state").send("/reset", start="first")
    token = console.text("//*[@id='made']//code[@id='new-token-1']")
    assert token not in console.open("/state").answer.text


def test_seed_that_does_not_fit_says_where(console: Visitor) -> None:
    console.open("/state").send("/reset", start="document", seed_text="users:\n  - user_nam: zoe")
    assert (console.status, "line:2" in console.problem, "user_name" in console.problem) == (400, True, True)
    assert console.open("/users").texts("//table[@id='users']//th[@scope='row']/a") == ["ana", "bo"]


def test_refused_seed_leaves_its_passwords_out_of_the_journal(console: Visitor) -> None:
    user = {"user_name": "zoe", "given_name": "Zoe", "family_name": "Zhao", "password": "Correct-Horse-9"}
    seed = {
        "identity_source": {"kind": "identity-center"},
        "users": [user | {"email": "a@b"}, user | {"user_name": "b", "email": "a@b"}],
    }
    console.open("/state").send("/reset", start="document", seed_text=yaml.safe_dump(seed))
    assert (console.status, console.cause) == (409, "duplicate.primary-email")
    assert "Correct-Horse-9" not in requests.get(f"{console.url}/_emulator/refusals", timeout=5).text
