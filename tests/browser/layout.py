"""How a page lies on the screen."""

from playwright.sync_api import Page


def fits(page: Page) -> bool:
    """Whether the loaded page is no wider than the screen. Elements are found before the style sheets are there."""
    page.wait_for_load_state("load")
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
