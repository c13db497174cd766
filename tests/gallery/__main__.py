"""Writes the pictures of the documentation, and what is on them: `python -m tests.gallery [part of a name]…`."""

import json
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.gallery.browser import CHROMIUM, FLAGS, emulator_at
from tests.gallery.catalogue import PAGES
from tests.gallery.picture import with_palette
from tests.gallery.shown_page import ShownPage
from tests.gallery.visit import Visit

FOLDER = Path(__file__).parents[2] / "docs" / "assets" / "screenshots"
_SIZE = {"width": 1280, "height": 720}
_TALLEST = 1100

# Addresses are part of the pictures, so that the port has to be the same each time.
_PORT = 8250


def main(parts: list[str]) -> None:
    """Write the pictures whose names contain one of the parts; all when none is given."""
    wanted = [shown for shown in PAGES if not parts or any(part in shown.name for part in parts)]
    FOLDER.mkdir(parents=True, exist_ok=True)
    told: dict[str, dict[str, Any]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        tool = browser.new_page()
        for panel in (True, False):
            with emulator_at(_PORT, diagnosis_panel=panel, repeatable=True) as emulator:
                page = browser.new_context(viewport=_SIZE, color_scheme="light", reduced_motion="reduce").new_page()
                for shown in (each for each in wanted if each.panel is panel):
                    shown.open(Visit(page, emulator))
                    (FOLDER / f"{shown.name}.png").write_bytes(with_palette(_picture(page), tool))
                    told[shown.name] = _told(shown, page)
                    print(shown.name)
        browser.close()
    _write_index(told)


def _picture(page: Page) -> bytes:
    page.mouse.move(0, 0)
    height = page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": _SIZE["width"], "height": min(height, _TALLEST)}
    return page.screenshot(full_page=True, clip=clip, caret="hide", animations="disabled")  # type: ignore[arg-type]


def _told(shown: ShownPage, page: Page) -> dict[str, Any]:
    """What the documentation has to know about a picture."""
    diagnosed = page.locator(".diagnosis .cause").all_inner_texts()
    return {
        "name": shown.name,
        "about": shown.about,
        "heading": shown.heading,
        "cause": diagnosed[0] if diagnosed else shown.cause,
        "alert": page.locator("[role=alert] h1").count() > 0,
    }


def _write_index(told: dict[str, dict[str, Any]]) -> None:
    """The pictures in the order of the gallery; those that were not made anew keep their line."""
    index = FOLDER / "index.json"
    before = {each["name"]: each for each in json.loads(index.read_text("utf-8"))} if index.exists() else {}
    lines = [{**before, **told}[shown.name] for shown in PAGES if shown.name in {**before, **told}]
    index.write_text(json.dumps(lines, indent=2, ensure_ascii=False) + "\n", "utf-8")
    for picture in FOLDER.glob("*.png"):
        if picture.stem not in {shown.name for shown in PAGES}:
            picture.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
