"""How pages write values: readable, and never as markup."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from emulator.guide.catalogue import catalogue
from emulator.web.page_filters import breakable, instant, prose, shortened, without_scheme


def test_instant_is_written_in_utc() -> None:
    assert instant(datetime(2026, 3, 4, 5, 6, tzinfo=UTC)) == "2026-03-04 05:06 UTC"


def test_long_value_is_cut_and_tells_its_length() -> None:
    assert shortened("x" * 600) == "x" * 600
    assert shortened("x" * 50_000).endswith("… (50,000 characters)")


def test_numbered_steps_become_a_list() -> None:
    assert prose("1. Open `a`.\n2. Close\n   it.\n") == "<ol><li>Open <code>a</code>.</li><li>Close it.</li></ol>"


def test_text_without_steps_is_a_paragraph() -> None:
    assert prose("Some 1. text") == "<p>Some 1. text</p>"


def test_introduction_before_the_steps_is_kept() -> None:
    assert prose("First:\n1. a") == "<p>First:</p><ol><li>a</li></ol>"


def test_scheme_is_left_out() -> None:
    assert without_scheme("https://docs.example/a.html") == "docs.example/a.html"


@given(st.text())
def test_no_text_becomes_markup_of_its_own(text: str) -> None:
    allowed = {"p", "ol", "li", "code", "div"}
    assert {element.tag for element in html.fragment_fromstring(str(prose(text)), "div").iter()} <= allowed


def test_every_text_of_the_catalogue_can_be_shown() -> None:
    for cause in catalogue().causes:
        assert prose(cause.why)
        assert "<ol>" in prose(cause.fix) or "<p>" in prose(cause.fix)


def test_addresses_break_behind_slashes_and_commas() -> None:
    assert breakable("docs.example.com/user/guide.html") == "docs.example.com/<wbr>user/<wbr>guide.html"
    assert breakable("https://a/b") == "https://<wbr>a/<wbr>b"
    assert breakable("<b>/x") == "&lt;b&gt;/<wbr>x"
