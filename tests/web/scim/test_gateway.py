"""What holds for every request: tokens, tenants, bodies, paths, methods, the envelope."""

import json
import re
from datetime import timedelta

import pytest
import requests

from emulator.identity_source import scim_tenants
from tests.conftest import RunningEmulator
from tests.web.scim.client import ScimClient, person, without_users

GENERIC = "Request is unparsable, syntactically incorrect, or violates schema."
UNAUTHORIZED = "Authorization failure. The authorization header is invalid or missing."
ERROR = ["urn:ietf:params:scim:api:messages:2.0:Error"]


def test_error_has_the_envelope_seen_on_the_wire(scim: ScimClient) -> None:
    answer = scim.get("/Users/nobody")
    assert answer.headers["Content-Type"] == "application/json"
    body = answer.json()
    assert list(body) == ["schema", "schemas", "detail", "status", "exceptionRequestId", "timeStamp"]
    assert (body["schema"], body["schemas"], body["status"]) == (ERROR, ERROR, "404")
    assert body["exceptionRequestId"] == answer.headers["x-amzn-RequestId"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,3}", body["timeStamp"])


@pytest.mark.parametrize(
    ("header", "cause"),
    [
        (None, "scim.token.missing"),
        ("", "scim.token.missing"),
        ("Bearer", "scim.token.missing"),
        ("Bearer ", "scim.token.missing"),
        ("Basic dXNlcjpwYXNz", "scim.token.missing"),
        ("Bearer wrong", "scim.token.wrong"),
        ("Bearer \xff\xfe", "scim.token.wrong"),
    ],
)
def test_request_without_a_valid_token_is_unauthorized(scim: ScimClient, header: str | None, cause: str) -> None:
    headers = {} if header is None else {"Authorization": header.encode("latin-1")}
    answer = requests.post(f"{scim.base}/Users", json=person(), headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["detail"]) == (401, UNAUTHORIZED)
    assert answer.headers["x-emulator-cause"] == cause
    assert without_users(scim)


def test_token_works_for_a_year(scim: ScimClient) -> None:
    scim.context.clock.advance(timedelta(days=365) - timedelta(minutes=1))
    assert scim.get("/Users").status_code == 200
    scim.context.clock.advance(timedelta(minutes=1))
    answer = scim.get("/Users")
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (401, "scim.token.expired")


def test_deleted_token_stops_working_and_a_new_one_works(scim: ScimClient) -> None:
    with scim.context.store.transaction() as tx:
        scim_tenants.delete_token(tx, scim.tenant.tenant_id, scim.token.token_id)
    assert scim.get("/Users").status_code == 401
    with scim.context.store.transaction() as tx:
        _, secret = scim_tenants.create_token(tx, scim.tenant.tenant_id)
    scim.headers["Authorization"] = f"bearer {secret}"
    assert scim.get("/Users").status_code == 200


def test_unknown_tenant_is_unauthorized(scim: ScimClient) -> None:
    url = scim.base.replace(scim.tenant.tenant_id, "11111111111-2222-3333-4444-555555555555")
    answer = requests.get(f"{url}/Users", headers=scim.headers, timeout=5)
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (401, "scim.tenant.unknown")


def test_tenant_from_before_provisioning_was_disabled_does_not_exist(scim: ScimClient) -> None:
    with scim.context.store.transaction() as tx:
        for token in scim_tenants.list_tokens(tx, scim.tenant.tenant_id):
            scim_tenants.delete_token(tx, scim.tenant.tenant_id, token.token_id)
        scim_tenants.disable_provisioning(tx, scim.identity_store_id)
        scim_tenants.enable_provisioning(tx, scim.identity_store_id)
    answer = scim.post("/Groups", {"displayName": "x"})
    assert (answer.status_code, answer.json()["detail"]) == (404, "TENANT does not exist.")
    assert answer.headers["x-emulator-cause"] == "scim.tenant.retired"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"userName=alice",
        b"{'userName': 'alice'}",
        b'{"userName": NaN}',
        b'{"active": Infinity}',
        b'{"active": 1e999}',
        b'{"active": ' + b"9" * 5000 + b"}",
        b'{"userName": "a", "userName": "b"}',
        b'{"userName": "\xff"}',
        b'\xef\xbb\xbf{"userName": "a"}',
        b'{"userName": "a\x00b"}',
        b"[" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    ],
)
def test_body_that_is_no_json_is_refused(scim: ScimClient, body: bytes) -> None:
    answer = scim.request("POST", "/Users", data=body)
    assert (answer.status_code, answer.json()["detail"]) == (400, "Invalid JSON from RequestBody")
    assert answer.headers["x-emulator-cause"] == "scim.request.not-json"
    assert scim.last_event("CreateUser")["errorMessage"] == "Invalid JSON from RequestBody"


@pytest.mark.parametrize("body", [b"[]", b"null", b'"text"', b"5", b"true", b'["\\ud800"]'])
def test_body_that_is_no_object_is_refused(scim: ScimClient, body: bytes) -> None:
    answer = scim.request("POST", "/Users", data=body)
    assert (answer.status_code, answer.json()["detail"]) == (400, GENERIC)
    assert answer.headers["x-emulator-cause"] == "scim.request.not-object"


@pytest.mark.parametrize("size", [1_048_577, 5_000_000])
def test_body_over_one_mebibyte_is_refused(scim: ScimClient, size: int) -> None:
    body = json.dumps(person(nickName="x")).encode()
    answer = scim.request("POST", "/Users", data=body + b" " * (size - len(body)))
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (413, "scim.request.too-large")
    assert without_users(scim)


def test_body_of_one_mebibyte_is_read(scim: ScimClient) -> None:
    body = json.dumps(person()).encode()
    assert scim.request("POST", "/Users", data=body + b" " * (1_048_576 - len(body))).status_code == 201


def test_chunked_body_is_read(scim: ScimClient) -> None:
    body = json.dumps(person()).encode()
    headers = scim.headers | {"Content-Type": "application/json"}
    answer = requests.post(f"{scim.base}/Users", data=iter([body[:10], body[10:]]), headers=headers, timeout=5)
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "application/scim+json",
        "Application/SCIM+JSON; charset=utf-8",
        "application/json;charset=UTF-8",
    ],
)
def test_json_media_types_are_taken(scim: ScimClient, media_type: str) -> None:
    answer = scim.request("POST", "/Users", person(), headers={"Content-Type": media_type})
    assert answer.status_code == 201


def test_body_without_media_type_is_taken(scim: ScimClient) -> None:
    body = json.dumps(person()).encode()
    assert requests.post(f"{scim.base}/Users", data=body, headers=scim.headers, timeout=5).status_code == 201


@pytest.mark.parametrize("media_type", ["application/x-www-form-urlencoded", "text/xml", "multipart/form-data"])
def test_other_media_types_are_refused(scim: ScimClient, media_type: str) -> None:
    answer = scim.request("POST", "/Users", person(), headers={"Content-Type": media_type})
    assert (answer.status_code, answer.json()["detail"]) == (415, GENERIC)
    assert without_users(scim)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/Users"),
        ("DELETE", "/Groups"),
        ("POST", "/Users/c4488478-a0e1-700e-3d75-96c6bb641596"),
        ("POST", "/Schemas"),
        ("OPTIONS", "/Users"),
        ("BREW", "/Users"),
    ],
)
def test_method_that_a_path_does_not_have_is_refused(scim: ScimClient, method: str, path: str) -> None:
    answer = scim.request(method, path)
    assert answer.status_code == 405
    assert answer.json()["schemas"] == ERROR


@pytest.mark.parametrize(
    "path", ["", "/", "/Me", "/Bulk", "/.search", "/Users/.search/x", "/users", "Groups", "/a%0Ab", "/%00"]
)
def test_unknown_path_is_not_found(scim: ScimClient, path: str) -> None:
    answer = scim.get(path)
    assert answer.status_code == 404
    assert answer.json()["schemas"] == ERROR
    assert answer.headers["x-emulator-cause"] == "scim.request.unknown-path"


@pytest.mark.parametrize("path", ["/Users", "/Users/", "//Users", "//Users/"])
def test_slashes_too_many_do_no_harm(scim: ScimClient, path: str) -> None:
    answer = scim.request("GET", path, allow_redirects=False)
    assert answer.status_code == 200


def test_head_is_answered_without_a_body(scim: ScimClient) -> None:
    answer = scim.request("HEAD", "/Users")
    assert (answer.status_code, answer.content) == (200, b"")


def test_fault_of_the_emulator_is_answered_in_the_envelope(scim: ScimClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("emulator.directory.users.list_users", fail)
    answer = scim.get("/Users")
    assert (answer.status_code, answer.json()["status"]) == (500, "500")
    assert answer.headers["x-emulator-cause"] == "scim.internal-error"
    assert "broken" not in answer.text


def test_other_surfaces_are_left_alone(emulator: RunningEmulator) -> None:
    answer = requests.get(f"{emulator.url}/a/b/scim/v2/Users", timeout=5)
    assert (answer.status_code, "x-emulator-cause" in answer.headers) == (404, False)
