"""Groups in the console."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.console.conftest import PEOPLE, Start
from tests.web.console.visitor import Visitor


@pytest.fixture
def engineers(console: Visitor) -> Visitor:
    """The page of the group Engineers."""
    console.open("/groups?q=ENGIN")
    return console.open(console.document.xpath("//table[@id='groups']//a/@href")[0].removeprefix("/console"))


def test_group_is_created_and_described(console: Visitor, events: Callable[[str], list[dict[str, Any]]]) -> None:
    console.open("/groups").send("/groups", display_name="Lawyers", description="They know")
    assert (console.heading, console.notice) == ("Lawyers", "Created.")
    console.send(console.path.partition("?")[0], display_name="Attorneys")
    assert console.heading == "Attorneys"
    assert (len(events("CreateGroup")), len(events("UpdateGroup"))) == (1, 1)


def test_name_that_is_taken_is_refused_in_aws_s_words(console: Visitor) -> None:
    console.open("/groups").send("/groups", display_name="ENGINEERS")
    assert (console.status, console.problem) == (409, "Duplicate GroupDisplayName")
    assert console.cause == "duplicate.group-display-name"


def test_members_are_added_and_removed(engineers: Visitor) -> None:
    engineers.send("/members", user_name="bo")
    assert engineers.texts("//table[@id='members']//th/a") == ["ana", "bo"]
    engineers.send("/remove")
    assert engineers.texts("//table[@id='members']//th/a") == ["bo"]


def test_unknown_member_is_said_so(engineers: Visitor) -> None:
    engineers.send("/members", user_name="nobody")
    assert (engineers.status, engineers.problem) == (404, "There is no user 'nobody'.")


def test_group_is_deleted(engineers: Visitor) -> None:
    assert engineers.send("/delete").notice == "Deleted."
    assert "No groups yet" in engineers.body


def test_access_of_a_group_is_listed(start: Start) -> None:
    assignment = {"permission_set": "Viewer", "accounts": ["management"], "groups": ["Engineers"]}
    console = start(**PEOPLE, assignments=[assignment]).open("/groups")
    console.open(console.document.xpath("//table[@id='groups']//a/@href")[0].removeprefix("/console"))
    assert console.texts("//table[@id='access']//td") == ["Viewer"]
