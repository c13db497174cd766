"""Every page of the gallery: axe finds nothing, and nothing scrolls sideways; light and dark, desk and phone."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from emulator.app import Emulator
from tests.browser.layout import fits
from tests.gallery.browser import emulator_at
from tests.gallery.catalogue import PAGES
from tests.gallery.shown_page import ShownPage
from tests.gallery.visit import Visit

pytestmark = pytest.mark.browser

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
# Only what is told in the end leaves the browser: axe's whole answer is long.
FOUND = """async (options) => (await axe.run(options)).violations.map(
  (each) => `${each.id}: ${each.nodes.map((node) => node.target.join(" ")).join(", ")}`)"""
SCRIPT = Axe().axe_script
DEPENDING_ON_LOOKS = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One page for all: a profile of its own for each would take longer than the tests."""
    context = browser.new_context()
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with emulator_at() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def emulator_without_panel() -> Iterator[Emulator]:
    with emulator_at(diagnosis_panel=False) as emulator:
        yield emulator


@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_page_is_accessible_and_fits(shown: ShownPage, page: Page, request: pytest.FixtureRequest) -> None:
    emulator = request.getfixturevalue("emulator" if shown.panel else "emulator_without_panel")
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    shown.open(Visit(page, emulator))
    assert (fits(page), violations(page)) == (True, [])
    # Colours depend on the theme and layout on the width: two of the four combinations tell all, and the second time
    # the rules that go by either.
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    assert (fits(page), violations(page, *DEPENDING_ON_LOOKS)) == (True, [])


def test_names_of_pages_are_unique() -> None:
    names = [shown.name for shown in PAGES]
    assert len(set(names)) == len(names)


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds, each in a line: the rule, and where. All rules if none is named."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(SCRIPT)
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    return list(page.evaluate(FOUND, options))
