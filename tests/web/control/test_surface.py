"""How the control API answers mistakes, whatever the route."""

from typing import Any

import pytest
import requests

from tests.conftest import RunningEmulator
from tests.web.control.conftest import ControlClient


def test_alive_and_ready(control: ControlClient) -> None:
    assert control.get("livez") == {"status": "alive"}
    assert control.get("readyz") == {"status": "ready"}


def test_info_tells_version_urls_and_settings(control: ControlClient) -> None:
    info = control.get("info")
    assert info["public_url"] + "/_emulator" == control.url
    assert info["version"].count(".") == 2
    assert info["instance"]["region"] == info["settings"]["region"] == "us-east-1"


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("path", ["nothing", "snapshots/a/b/c", "scim", "clock/x", "livez/x"])
def test_unknown_path_says_where_the_paths_are_listed(control: ControlClient, method: str, path: str) -> None:
    answer = control.send(method, path)
    assert answer.status_code == 404
    assert "/_emulator/openapi.json" in answer.json()["error"]


@pytest.mark.parametrize(("method", "path", "allowed"), [("PUT", "clock", "GET, POST"), ("GET", "reset", "POST")])
def test_wrong_method_says_which_are_right(control: ControlClient, method: str, path: str, allowed: str) -> None:
    answer = control.send(method, path)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == allowed
    assert answer.json()["error"]


def test_head_is_answered_like_get_without_a_body(control: ControlClient) -> None:
    answer = control.send("HEAD", "clock")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": "advance=1", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 415),
        ({"data": '{"advance": 1}', "headers": {"Content-Type": "text/plain"}}, 415),
        ({"data": '{"advance": 1}'}, 415),
        ({"data": '{"advance": ', "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": b"\xff\xfe", "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": b'{"freeze": "\xff"}', "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": '{"freeze": "\\ud800"}', "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": "[" * 100_000, "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": '{"advance": NaN}', "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": '{"advance": 1e999}', "headers": {"Content-Type": "application/json"}}, 400),
        ({"json": []}, 400),
        ({"json": "text"}, 400),
        ({"json": None, "data": "null", "headers": {"Content-Type": "application/json"}}, 400),
        ({"data": b" " * 5_000_000, "headers": {"Content-Type": "application/json"}}, 413),
    ],
)
def test_faulty_body_is_a_json_error_never_a_500(control: ControlClient, sent: dict[str, Any], status: int) -> None:
    answer = control.send("POST", "clock", **sent)
    assert answer.status_code == status
    assert answer.json()["error"]


def test_wrong_content_type_says_which_is_right(control: ControlClient) -> None:
    answer = control.send("POST", "clock", data="x", headers={"Content-Type": "text/plain"})
    assert answer.json()["error"] == "the body is text/plain; send JSON with `Content-Type: application/json`"


def test_root_of_the_control_api_is_no_error_of_the_server(emulator: RunningEmulator) -> None:
    for path in ("/_emulator", "/_emulator/"):
        assert requests.get(emulator.url + path, timeout=5).status_code == 404
