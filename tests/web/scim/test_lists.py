"""Lists: filters, the mode without a cursor, and the mode with one."""

from datetime import timedelta
from typing import Any

import pytest
import requests

from emulator.directory.user import Name, UserDraft
from emulator.directory.users import create_user
from tests.web.scim.client import ENTERPRISE, ScimClient

GENERIC = "Request is unparsable, syntactically incorrect, or violates schema."
UNKNOWN = "c4488478-a0e1-700e-3d75-96c6bb641596"


def names(answer: requests.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [user["userName"].partition("@")[0] for user in answer.json()["Resources"]]


def add_many(scim: ScimClient, count: int) -> None:
    with scim.context.store.transaction() as tx:
        for number in range(count):
            draft = UserDraft(
                user_name=f"u{number:03}", name=Name(given_name="U", family_name="U"), display_name=f"U {number}"
            )
            create_user(tx, scim.identity_store_id, draft, actor="test")


def test_empty_list_has_the_documented_members_in_order(scim: ScimClient) -> None:
    body = scim.get("/Users").json()
    assert list(body.items()) == [
        ("totalResults", 0),
        ("itemsPerPage", 0),
        ("startIndex", 1),
        ("schemas", ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]),
        ("Resources", []),
    ]


def test_total_results_is_the_size_of_the_page_and_start_index_is_ignored(scim: ScimClient) -> None:
    add_many(scim, 105)
    body = scim.get("/Users").json()
    assert (body["totalResults"], body["itemsPerPage"], len(body["Resources"])) == (100, 100, 100)
    again = scim.get("/Users", startIndex="101", count="3", attributes="userName").json()
    assert (again["totalResults"], again["startIndex"]) == (3, 1)
    assert again["Resources"] == body["Resources"][:3]


@pytest.mark.parametrize("first", ["/Users?cursor", "/Users?cursor=", "/Users?cursor=&startIndex=1"])
def test_cursor_leads_through_all_users(scim: ScimClient, first: str) -> None:
    add_many(scim, 7)
    page, seen, sizes = scim.get(f"{first}&count=3"), [], []
    while True:
        body = page.json()
        assert "totalResults" not in body
        assert "startIndex" not in body
        seen += names(page)
        sizes.append(body["itemsPerPage"])
        if "nextCursor" not in body:
            assert list(body) == ["itemsPerPage", "schemas", "Resources"]
            break
        assert list(body) == ["itemsPerPage", "nextCursor", "schemas", "Resources"]
        page = scim.get("/Users", cursor=body["nextCursor"], count="3")
    assert sizes == [3, 3, 1]
    assert sorted(seen) == [f"u{number:03}" for number in range(7)]


def test_user_deleted_between_pages_disturbs_nothing(scim: ScimClient) -> None:
    add_many(scim, 4)
    first = scim.get("/Users", cursor="", count="2").json()
    scim.delete(f"/Users/{first['Resources'][1]['id']}")
    second = scim.get("/Users", cursor=first["nextCursor"], count="2")
    assert len(names(second)) == 2


@pytest.mark.parametrize("count", ["0", "-1", "many", "1.5", "", "١"])
def test_count_that_is_no_positive_number_is_refused(scim: ScimClient, count: str) -> None:
    answer = scim.get("/Users", count=count)
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (400, "scim.list.count")


def test_larger_count_is_cut_down(scim: ScimClient) -> None:
    add_many(scim, 101)
    assert scim.get("/Users", count="1000").json()["totalResults"] == 100


@pytest.mark.parametrize("cursor", ["x", "!", "AAAA", "VGVzdFVzZXJDdXJzb3I", "A" * 1000, "a b", "é"])
def test_invented_cursor_is_refused(scim: ScimClient, cursor: str) -> None:
    answer = scim.get("/Users", cursor=cursor)
    assert (answer.status_code, answer.json()["detail"]) == (400, GENERIC)
    assert answer.headers["x-emulator-cause"] == "scim.cursor.invalid"


def test_cursor_with_another_filter_is_refused(scim: ScimClient) -> None:
    add_many(scim, 3)
    cursor = scim.get("/Users", cursor="", count="1").json()["nextCursor"]
    answer = scim.get("/Users", cursor=cursor, filter='userName eq "u001"')
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (400, "scim.cursor.filter-changed")
    answer = scim.get("/Groups", cursor=cursor)
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (400, "scim.cursor.filter-changed")


def test_users_are_found_by_each_supported_filter(scim: ScimClient) -> None:
    manager = scim.add_user("manager")
    alice = scim.add_user("alice", externalId="ext-1", **{ENTERPRISE: {"manager": {"value": manager}}})
    group = scim.add_group(members=[{"value": alice}])
    for text in (
        'userName eq "alice@example.com"',
        'USERNAME EQ "ALICE@example.com"',
        '  userName   eq   "alice@example.com" ',
        'externalId eq "ext-1"',
        f'groups.value eq "{group}"',
        f'id eq "{alice}"',
        f'id eq "{alice}" and manager eq "{manager}"',
        f'manager eq "{manager}" AND id eq "{alice}"',
    ):
        assert names(scim.get("/Users", filter=text)) == ["alice"], text


def test_users_that_do_not_fit_are_not_found(scim: ScimClient) -> None:
    alice = scim.add_user("alice", externalId="ext-1")
    for text in (
        'userName eq "bob@example.com"',
        'externalId eq "EXT-1"',
        f'id eq "{UNKNOWN}"',
        'id eq "x"',
        f'id eq "{alice}" and manager eq "{UNKNOWN}"',
        f'groups.value eq "{UNKNOWN}"',
        'groups.value eq "x"',
        'userName eq "\\u0000"',
        'userName eq "\\ud800"',
    ):
        assert names(scim.get("/Users", filter=text)) == [], text


def test_groups_are_found_by_each_supported_filter(scim: ScimClient) -> None:
    alice, bob = scim.add_user("alice"), scim.add_user("bob")
    group = scim.add_group("Engineers", externalId="g-1", members=[{"value": alice}])
    scim.add_group("Designers")
    for text, expected in (
        ('displayName eq "Engineers"', [group]),
        ('externalId eq "g-1"', [group]),
        (f'members.value eq "{alice}"', [group]),
        (f'members.value eq "{bob}"', []),
        (f'id eq "{group}"', [group]),
        (f'id eq "{group}" and members eq "{alice}"', [group]),
        (f'members eq "{alice}" and id eq "{group}"', [group]),
        (f'id eq "{group}" and member eq "{alice}"', [group]),
        (f'id eq "{group}" and members eq "{bob}"', []),
        (f'id eq "{UNKNOWN}" and members eq "{bob}"', []),
    ):
        answer = scim.get("/Groups", filter=text)
        assert [found["id"] for found in answer.json()["Resources"]] == expected, text


@pytest.mark.parametrize("text", [f'members.value eq "{UNKNOWN}"', f'id eq "{UNKNOWN}" and members eq "{UNKNOWN}"'])
def test_filter_on_a_member_that_does_not_exist_is_not_found(scim: ScimClient, text: str) -> None:
    answer = scim.get("/Groups", filter=text)
    assert (answer.status_code, answer.json()["detail"]) == (404, "USER does not exist.")


def test_filter_on_an_empty_member_is_refused_generally(scim: ScimClient) -> None:
    answer = scim.get("/Groups", filter=f'id eq "{UNKNOWN}" and members eq ""')
    assert (answer.status_code, answer.json()["detail"]) == (400, GENERIC)
    assert answer.headers["x-emulator-cause"] == "scim.filter.empty-value"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('emails.value eq "a@example.com"', "scim.matching-on-several-attributes"),
        ('emails[type eq "work"].value eq "a@example.com"', "scim.matching-on-several-attributes"),
        ('userName eq "a" and externalId eq "b"', "scim.matching-on-several-attributes"),
        ('userName eq "a" or userName eq "b"', "scim.matching-on-several-attributes"),
        ('userName eq "a" and userName eq "a"', "scim.matching-on-several-attributes"),
        ('userName sw "a"', "scim.matching-on-several-attributes"),
        ('active eq "true"', "scim.matching-on-several-attributes"),
        ('displayName eq "a"', "scim.matching-on-several-attributes"),
        ("userName eq a", "scim.filter.syntax"),
        ("active eq true", "scim.filter.syntax"),
        ("userName pr", "scim.filter.syntax"),
        ('(userName eq "a")', "scim.filter.syntax"),
        ('not userName eq "a"', "scim.filter.syntax"),
        ('userName eq "a', "scim.filter.syntax"),
        ('userName eq "a" and', "scim.filter.syntax"),
        ('userName eq "a" "b"', "scim.filter.syntax"),
        ('userName eq "\\q"', "scim.filter.syntax"),
        ("", "scim.filter.syntax"),
    ],
)
def test_other_filter_is_refused(scim: ScimClient, text: str, cause: str) -> None:
    answer = scim.get("/Users", filter=text)
    assert (answer.status_code, answer.json()["detail"]) == (400, "Invalid Filter format")
    assert answer.headers["x-emulator-cause"] == cause
    assert scim.last_event("ListUsers")["errorMessage"] == "Invalid Filter format"


def test_members_of_a_large_group_come_page_by_page(scim: ScimClient) -> None:
    add_many(scim, 5)
    users: list[dict[str, Any]] = scim.get("/Users").json()["Resources"]
    group = scim.add_group(members=[{"value": user["id"]} for user in users])
    first = scim.get("/Users", cursor="", count="3", filter=f'groups.value eq "{group}"').json()
    second = scim.get("/Users", cursor=first["nextCursor"], count="3", filter=f'groups.value eq "{group}"').json()
    found = [user["id"] for user in first["Resources"] + second["Resources"]]
    assert sorted(found) == sorted(user["id"] for user in users)
    assert "nextCursor" not in second


def test_users_are_listed_in_the_order_of_their_creation(scim: ScimClient) -> None:
    for name in ("zoe", "adam", "mike"):
        scim.add_user(name)
        scim.context.clock.advance(timedelta(seconds=1))
    assert names(scim.get("/Users")) == ["zoe", "adam", "mike"]
