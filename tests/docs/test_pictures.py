"""Every page of the gallery has its picture in the documentation, and no picture shows what is gone."""

import json
from pathlib import Path

from tests.gallery.catalogue import PAGES

FOLDER = Path(__file__).parents[2] / "docs" / "assets" / "screenshots"


def test_every_page_has_a_picture_and_every_picture_a_page() -> None:
    names = [shown.name for shown in PAGES]
    index = [each["name"] for each in json.loads((FOLDER / "index.json").read_text("utf-8"))]
    assert index == names, "run `make screenshots`"
    assert {picture.stem for picture in FOLDER.glob("*.png")} == set(names), "run `make screenshots`"


def test_pictures_are_small() -> None:
    assert sum(picture.stat().st_size for picture in FOLDER.glob("*.png")) < 4_000_000
