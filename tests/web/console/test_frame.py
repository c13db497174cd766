"""What every page of the console has in common."""

import pytest
import requests

from emulator.web.console.navigation import NAVIGATION, current_entry
from tests.web.console.visitor import Visitor

ENTRIES = [entry for section in NAVIGATION for entry in section.entries]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.title)
def test_every_entry_of_the_navigation_has_its_page(console: Visitor, entry: object) -> None:
    console.open(entry.path)  # type: ignore[attr-defined]
    assert console.status == 200
    assert console.texts("//nav[@id='navigation']//a[@aria-current]") == [entry.title]  # type: ignore[attr-defined]


def test_pages_below_an_entry_belong_to_it() -> None:
    titles = {path: current_entry(f"/console{path}") for path in ("/users/add", "/users", "", "/usersome")}
    assert [entry.title if entry else None for entry in titles.values()] == ["Users", "Users", "Overview", "Overview"]


def test_no_page_runs_anything_but_its_own_files(console: Visitor) -> None:
    policy = console.answer.headers["Content-Security-Policy"]
    assert {"script-src 'self'", "default-src 'none'"} <= set(policy.split("; "))
    assert console.answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/nothing", "/users/nobody", "/groups/a%00b", "/users?after=x", f"/refusals/{10**30}"]
)
def test_what_does_not_exist_is_said_so(console: Visitor, path: str) -> None:
    assert console.open(path).status == 404
    assert console.problem


def test_word_of_a_notice_that_is_none_of_ours_says_nothing(console: Visitor) -> None:
    console.open("/users?done=You+won")
    assert "You won" not in console.answer.text


def test_looking_at_the_console_leaves_the_journal_alone(console: Visitor) -> None:
    console.open("/users").open("/refusals")
    journal = requests.get(f"{console.url}/_emulator/requests", timeout=5).json()["requests"]
    assert not any(entry["path"].startswith("/console") for entry in journal)


def test_refused_form_is_kept_in_the_journal_with_its_cause(console: Visitor) -> None:
    console.open("/groups").send("/groups", display_name="Engineers")
    assert (console.status, console.cause) == (409, "duplicate.group-display-name")
    (refusal,) = requests.get(f"{console.url}/_emulator/refusals", timeout=5).json()["refusals"]
    assert refusal["diagnosis"]["cause"] == "duplicate.group-display-name"
