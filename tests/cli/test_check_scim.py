"""`idc check scim`: every broken rule of what a SCIM client sends, without a server."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from emulator.cli import main

USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
JANE: dict[str, Any] = {
    "schemas": [USER_SCHEMA],
    "userName": "jane@example.com",
    "displayName": "Jane Doe",
    "name": {"givenName": "Jane", "familyName": "Doe"},
    "emails": [{"value": "jane@example.com", "type": "work", "primary": True}],
}
JANES_ID = "9067b0a4-1001-70d7-9e47-21a0f4b8a111"
GROUP_ID = "a1b2c3d4-2001-70d7-9e47-21a0f4b8a222"


@pytest.fixture(autouse=True)
def _log_level() -> Iterator[None]:
    logger = logging.getLogger("emulator")
    before = logger.level
    yield
    logger.setLevel(before)


def check(given: Any, *arguments: str) -> Result:
    content = given if isinstance(given, bytes | str) else json.dumps(given)
    return CliRunner().invoke(main, ["check", "scim", "-", *arguments], input=content)


def causes(result: Result) -> list[list[str]]:
    return [[broken["cause"] for broken in request["broken"]] for request in json.loads(result.stdout)["requests"]]


def test_a_good_user_breaks_no_rule() -> None:
    result = check(JANE)
    assert result.exit_code == 0, result.output
    assert "✓ 201  POST /Users" in result.output
    assert "No rule broken; AWS takes the request." in result.output


def test_every_broken_rule_of_a_user_is_found() -> None:
    broken = JANE | {
        "userName": "jane doe",
        "displayName": None,
        "name": {"familyName": " "},
        "emails": [{"value": "a@example.com"}, {"value": "b@example.com"}],
        "phoneNumbers": [{"value": "1"}, {"value": "2"}],
        "active": "yes",
        "groups": ["Engineers"],
        "password": "secret",
        ENTERPRISE: {"department": "", "manager": {"value": 17}},
    }
    result = check(broken, "--json")
    assert result.exit_code == 1
    assert sorted(causes(result)[0]) == [
        "scim.attribute.characters",
        "scim.attribute.email-not-primary",
        "scim.attribute.empty",
        "scim.attribute.groups",
        "scim.attribute.wrong-type",
        "scim.attribute.wrong-type",
        "scim.missing-display-name",
        "scim.missing-given-name",
        "scim.multi-valued-emails",
        "scim.multi-valued-phone-numbers",
    ]
    (request,) = json.loads(result.stdout)["requests"]
    assert request["status"] == 400
    assert request["passed_over"] == ["password"]
    assert not request["more_possible"]
    assert {each["where"] for each in request["broken"]} >= {
        f"{ENTERPRISE}.department",
        f"{ENTERPRISE}.manager.value",
    }


def test_the_report_tells_what_aws_answers_and_how_to_fix_it() -> None:
    result = check(JANE | {"displayName": ""})
    assert result.exit_code == 1
    assert "✗ 400  POST /Users  scim.missing-display-name" in result.output
    assert "validation errors detected" in result.output
    assert "Trouble" in result.output
    assert "Fix" in result.output


def patch(*operations: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [PATCH_SCHEMA], "Operations": list(operations)}


def test_every_broken_rule_of_a_change_is_found_on_a_user_who_is_taken_as_existing() -> None:
    change = patch(
        {"op": "replace", "value": {"title": "Queen", "nickName": "J"}},
        {"op": "replace", "path": "favouriteColour", "value": "red"},
        {"op": "replace", "path": "active", "value": False},
        {"op": "replace", "path": "active", "value": True},
        {"op": "remove", "path": "userName"},
        {"op": "move", "path": "title", "value": "x"},
        {"op": "add", "path": "locale"},
        {"op": "remove"},
        {"op": "replace", "path": "displayName", "value": ""},
        {"op": "remove", "path": "name.givenName"},
    )
    result = check(change, "--method", "PATCH", "--path", f"/Users/{JANES_ID}", "--json")
    assert result.exit_code == 1
    assert set(causes(result)[0]) == {
        "scim.patch.several-attributes-without-path",
        "scim.patch.unknown-path",
        "scim.patch.repeated-attribute",
        "scim.patch.remove-not-allowed",
        "scim.patch.unknown-op",
        "scim.patch.missing-value",
        "scim.patch.missing-path",
        "scim.missing-display-name",
        "scim.missing-given-name",
    }
    assert not json.loads(result.stdout)["requests"][0]["more_possible"]


def test_members_that_are_no_users_are_found() -> None:
    members = [{"value": JANES_ID}, {"value": "jane"}, {"value": GROUP_ID, "type": "Group"}]
    group = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "members": members}
    result = check(group, "--json")
    assert set(causes(result)[0]) == {"scim.group.member-id", "scim.group.nested", "scim.group.missing-display-name"}
    replaced = check(
        patch({"op": "replace", "path": "members", "value": [{"value": JANES_ID}] * 101}),
        "--path",
        f"https://scim.us-east-1.amazonaws.com/abc/scim/v2/Groups/{GROUP_ID}",
        "--json",
    )
    assert causes(replaced) == [["scim.group.members-replaced", "scim.group.too-many-members"]]


def test_what_cannot_be_put_right_says_that_more_may_follow() -> None:
    result = check(b"{userName: jane", "--method", "POST", "--path", "/Users", "--json")
    assert causes(result) == [["scim.request.not-json"]]
    assert json.loads(result.stdout)["requests"][0]["more_possible"]


def test_a_sequence_is_a_story() -> None:
    sequence = {
        "requests": [
            {"method": "GET", "path": "/Users", "query": {"filter": 'userName eq "jane@example.com" or id eq "1"'}},
            {"method": "POST", "path": "/Users", "body": JANE},
            {"method": "POST", "path": "/Users", "body": JANE | {"emails": []}},
        ]
    }
    result = check(yaml.safe_dump(sequence), "--json")
    assert causes(result) == [["scim.matching-on-several-attributes"], [], ["duplicate.user-name"]]


def test_a_client_that_tries_again_meets_the_same_rules_and_no_duplicate() -> None:
    twice = {"requests": [{"method": "POST", "path": "/Users", "body": JANE | {"displayName": ""}}] * 2}
    assert causes(check(twice, "--json")) == [["scim.missing-display-name"]] * 2


def test_ids_of_a_recording_keep_their_meaning() -> None:
    client = {
        "variables": {"user_id": JANES_ID, "group_id": GROUP_ID},
        "headers": {"User-Agent": "Some client"},
        "body_headers": {"Content-Type": "text/plain"},
        "sequences": [
            {
                "id": "create-and-rename",
                "requests": [
                    {"name": "create", "method": "POST", "path": "/Users", "body": JANE, "save": {"user_id": "id"}},
                    {
                        "name": "rename",
                        "method": "PATCH",
                        "path": "/Users/${user_id}",
                        "body": patch({"op": "replace", "path": "title", "value": "Queen"}),
                        "headers": {"Content-Type": "application/scim+json"},
                    },
                    {"name": "gone", "method": "DELETE", "path": "/Users/${user_id}", "body": None},
                ],
            },
            {
                "id": "member",
                "requests": [
                    {
                        "name": "is a member",
                        "method": "GET",
                        "path": "/Groups",
                        "raw_query": "filter=id+eq+%22${group_id}%22+and+members+eq+%22${user_id}%22",
                        "body": None,
                    }
                ],
            },
        ],
    }
    result = check(yaml.safe_dump(client), "--json")
    assert causes(result) == [["scim.request.content-type"], [], [], []]
    told = check(yaml.safe_dump(client)).output
    assert "create-and-rename" in told
    assert "1 rule broken in 1 of 4 requests." in told


def test_a_har_recording_is_read_with_the_ids_of_its_answers() -> None:
    def entry(method: str, path: str, body: Any, answer: Any) -> dict[str, Any]:
        return {
            "request": {
                "method": method,
                "url": f"https://scim.us-east-1.amazonaws.com/t/scim/v2{path}",
                "headers": [{"name": "Content-Type", "value": "application/scim+json"}],
                "postData": {"text": json.dumps(body)},
            },
            "response": {"content": {"text": json.dumps(answer)}},
        }

    har = {
        "log": {
            "entries": [
                entry("POST", "/Users", JANE, {"id": JANES_ID}),
                entry("PUT", f"/Users/{JANES_ID}", JANE | {"name": {}}, {}),
                {"request": {"method": "GET", "url": "https://example.com/"}},
            ]
        }
    }
    assert causes(check(har, "--json")) == [[], ["scim.missing-given-name", "scim.missing-family-name"]]


def test_who_is_there_already_comes_from_a_seed(tmp_path: Path) -> None:
    seed = tmp_path / "state.yaml"
    seed.write_text(
        "users: [{user_name: jane@example.com, given_name: J, family_name: D, email: jane@example.com}]\n"
        "scim: {enabled: false}\n"
    )
    assert causes(check(JANE, "--seed", str(seed), "--json")) == [["duplicate.user-name", "duplicate.primary-email"]]


def test_what_is_no_request_is_told() -> None:
    unclear = check({"hello": 1})
    assert unclear.exit_code == 2
    assert "--method" in unclear.output
    assert check({"log": {"entries": []}}).exit_code == 2
    assert check({"requests": ["x"]}).exit_code == 2
