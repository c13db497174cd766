"""One page of the gallery."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.gallery.visit import Visit


@dataclass(frozen=True)
class ShownPage:
    """A page: the name of its picture, what the picture shows in words, its heading, and the way to it.

    `panel`: whether the emulator shows diagnoses. `cause`: what the page is about, where no diagnosis on it tells.
    """

    name: str
    about: str
    heading: str
    show: Callable[[Visit], None]
    panel: bool = True
    cause: str | None = None

    def open(self, visit: Visit) -> None:
        """Bring the browser there, and wait until the page is whole."""
        page = visit.page
        page.unroute_all()
        self.show(visit)
        expect(page.locator("h1").first).to_have_text(self.heading)
        page.wait_for_load_state("load")
