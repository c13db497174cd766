"""The requests of real provisioning clients, replayed in their order."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.web.scim.client import ScimClient, person

_FOLDER = Path(__file__).parent / "sequences"
_VARIABLES = {
    "okta_user_id": "00u1example0alice0001",
    "random_guid": "7f4bc1a3-285e-48ae-8202-5accb43efb0e",
    "user_object_id": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    "group_object_id": "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159",
}
_USERS = {
    "alice": ("user_id", {"displayName": "Someone Else"}),
    "alice-linked": ("user_id", {"externalId": "linked-1"}),
    "alice-disabled": ("user_id", {"active": False}),
    "alice-with-phone": ("user_id", {"phoneNumbers": [{"value": "+1 555 0100", "type": "work"}]}),
    "alice-with-title": ("user_id", {"title": "Engineer"}),
    "bob": ("user2_id", {}),
    "manager": ("manager_id", {}),
}


def _sequences() -> Iterator[Any]:
    for file in sorted(_FOLDER.glob("*.yaml")):
        client = yaml.safe_load(file.read_text())
        for sequence in client["sequences"]:
            yield pytest.param(client, sequence, id=sequence["id"])


@pytest.mark.parametrize(("client", "sequence"), list(_sequences()))
def test_sequence_is_answered_as_aws_does(scim: ScimClient, client: dict[str, Any], sequence: dict[str, Any]) -> None:
    variables = _VARIABLES | _build(scim, sequence["given"])
    for request in sequence["requests"]:
        request = _filled(request, variables)
        headers = client["headers"] | request.get("headers", {})
        if "body" in request:
            headers = client["body_headers"] | headers
        query = f"?{request['raw_query']}" if "raw_query" in request else ""
        answer = scim.request(
            request["method"],
            request["path"] + query,
            request.get("body"),
            params=request.get("query"),
            headers=headers,
        )
        assert answer.status_code == request["status"], answer.text
        for name, value in request.get("answer", {}).items():
            assert answer.json()[name] == value
        for variable, path in request.get("save", {}).items():
            variables[variable] = _value_at(answer.json(), path)


def _build(scim: ScimClient, given: list[str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for name in given:
        if name in _USERS:
            variable, changes = _USERS[name]
            made[variable] = scim.add_user(name.partition("-")[0], **changes)
        elif name == "group":
            made["group_id"] = scim.add_group("Engineers")
        else:
            member = made["user_id" if name == "alice-in-group" else "user2_id"]
            added = scim.patch(
                f"/Groups/{made['group_id']}", {"op": "add", "path": "members", "value": [{"value": member}]}
            )
            assert added.status_code == 204
    return made


def _filled(value: Any, variables: dict[str, str]) -> Any:
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)\}", lambda found: variables[found[1]], value)
    if isinstance(value, dict):
        return {key: _filled(part, variables) for key, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, variables) for part in value]
    return value


def _value_at(body: Any, path: str) -> str:
    for part in re.findall(r"\w+", path):
        body = body[int(part) if part.isdigit() else part]
    return str(body)


def test_people_of_the_sequences_are_valid(scim: ScimClient) -> None:
    assert scim.post("/Users", person("carol")).status_code == 201
