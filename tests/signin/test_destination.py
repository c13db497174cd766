"""After signing in, people are sent to pages of ours only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.signin.destination import safe_destination

PUBLIC = "http://127.0.0.1:8250"
PORTAL = f"{PUBLIC}/start"


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        (None, PORTAL),
        ("", PORTAL),
        ("/start", PORTAL),
        ("/start?tab=1", f"{PORTAL}?tab=1"),
        ("/start/#/console?account_id=1", f"{PORTAL}/#/console?account_id=1"),
        (f"{PORTAL}/", f"{PORTAL}/"),
        (f"{PORTAL}#/console", f"{PORTAL}#/console"),
    ],
)
def test_page_of_the_portal_is_reached(wanted: str | None, reached: str) -> None:
    assert safe_destination(wanted, PUBLIC) == reached


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example",
        "//evil.example/start",
        "///evil.example/start",
        "/\\evil.example/start",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/start\t//evil.example",
        "/start\r\nSet-Cookie: a=b",
        " /start",
        "/started",
        "/_emulator/reset",
        "/platform/login",
        "start",
        f"{PUBLIC}@evil.example/start",
        f"{PUBLIC}.evil.example/start",
        f"{PUBLIC}0/start",
        "http://127.0.0.1/start",
        "https://127.0.0.1:8250/start",
        "/start?" + "x" * 9000,
        "/start/\x00",
        "/start/é",
    ],
)
def test_anything_else_leads_to_the_portal(wanted: str) -> None:
    assert safe_destination(wanted, PUBLIC) == PORTAL


@given(st.text())
def test_no_text_leads_away(wanted: str) -> None:
    reached = safe_destination(wanted, PUBLIC)
    assert reached == PORTAL or reached.startswith((f"{PORTAL}/", f"{PORTAL}?", f"{PORTAL}#"))
