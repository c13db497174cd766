"""MFA settings and devices in the control API."""

from typing import Any

import pyotp
import pytest
import requests
from conftest import RunningEmulator

from emulator.seed.model import Seed
from emulator.server import Server

JANE = {"user_name": "jane", "given_name": "Jane", "family_name": "Doe", "email": "jane@example.com"}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def emulator(server: Server) -> RunningEmulator:
    assert server.emulator is not None
    server.emulator.reset(Seed.model_validate({"users": [JANE]}))
    return RunningEmulator(server.url, server.emulator.context)


def ask(emulator: RunningEmulator, method: str, path: str, body: Any = None) -> requests.Response:
    return requests.request(method, f"{emulator.url}/_emulator/{path}", json=body, timeout=5)


def devices(emulator: RunningEmulator) -> str:
    user_id = ask(emulator, "GET", "users?user_name=jane").json()["users"][0]["user_id"]
    return f"users/{user_id}/mfa-devices"


def test_settings_of_a_new_instance_are_the_defaults_of_today(emulator: RunningEmulator) -> None:
    assert ask(emulator, "GET", "mfa-settings").json() == {
        "prompt": "always-on",
        "without_device": "register",
        "device_types": ["security-keys", "authenticator-apps"],
        "users_manage_devices": True,
    }


def test_settings_are_changed_and_the_change_recorded(emulator: RunningEmulator) -> None:
    wanted = {"prompt": "context-aware", "without_device": "block", "device_types": ["authenticator-apps"]}
    answer = ask(emulator, "PUT", "mfa-settings", wanted)
    assert answer.json() == {**wanted, "users_manage_devices": True}
    events = ask(emulator, "GET", "events").json()["events"]
    assert [row["event"]["eventName"] for row in events] == ["PutMfaDeviceManagementForDirectory"]


@pytest.mark.parametrize(
    "body", [{"prompt": "sometimes"}, {"device_types": []}, {"unknown": 1}, {"device_types": ["sms"]}]
)
def test_settings_that_make_no_sense_are_refused(emulator: RunningEmulator, body: dict[str, Any]) -> None:
    assert ask(emulator, "PUT", "mfa-settings", body).status_code == 400


def test_app_is_registered_for_a_user_renamed_and_deleted(emulator: RunningEmulator) -> None:
    path = devices(emulator)
    made = ask(emulator, "POST", path, {"name": "Phone"})
    assert made.status_code == 201
    assert len(made.json()["secret"]) == 32
    assert pyotp.parse_uri(made.json()["provisioning_uri"]).secret == made.json()["secret"]
    id = made.json()["device"]["device_id"]
    assert ask(emulator, "PATCH", f"{path}/{id}", {"name": "Old phone"}).json()["name"] == "Old phone"
    assert [each["name"] for each in ask(emulator, "GET", path).json()["devices"]] == ["Old phone"]
    assert ask(emulator, "DELETE", f"{path}/{id}").json() == {"devices": []}
    assert ask(emulator, "DELETE", f"{path}/{id}").status_code in (400, 404)


def test_secret_of_one_s_own_is_taken(emulator: RunningEmulator) -> None:
    assert ask(emulator, "POST", devices(emulator), {"secret": SECRET}).json()["secret"] == SECRET
    assert ask(emulator, "POST", devices(emulator), {"secret": "too short"}).status_code == 400


def test_third_app_is_refused_with_its_cause(emulator: RunningEmulator) -> None:
    for _ in range(2):
        assert ask(emulator, "POST", devices(emulator), {}).status_code == 201
    refused = ask(emulator, "POST", devices(emulator), {})
    assert refused.headers["x-emulator-cause"] == "mfa.too-many-devices"


def test_user_who_does_not_exist_has_no_devices(emulator: RunningEmulator) -> None:
    answer = ask(emulator, "GET", "users/14a83458-a031-70ba-43d2-5a551fd66c1e/mfa-devices")
    assert 400 <= answer.status_code < 500


def test_seed_describes_settings_and_apps(emulator: RunningEmulator) -> None:
    seed = {"mfa": {"prompt": "disabled"}, "users": [{**JANE, "authenticator_apps": [{"secret": SECRET}]}]}
    assert ask(emulator, "POST", "reset", {"seed": seed}).ok
    assert ask(emulator, "GET", "mfa-settings").json()["prompt"] == "disabled"
    (app,) = ask(emulator, "GET", devices(emulator)).json()["devices"]
    assert (app["kind"], app["in_sync"]) == ("authenticator-app", True)


def test_snapshot_keeps_devices(emulator: RunningEmulator) -> None:
    ask(emulator, "POST", devices(emulator), {"name": "Phone"})
    ask(emulator, "POST", "snapshots", {"name": "with-phone"})
    ask(emulator, "POST", "reset", {"seed": {"users": [JANE]}})
    assert ask(emulator, "GET", devices(emulator)).json() == {"devices": []}
    ask(emulator, "POST", "snapshots/with-phone/restore")
    assert len(ask(emulator, "GET", devices(emulator)).json()["devices"]) == 1
