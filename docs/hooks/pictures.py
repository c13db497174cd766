"""The pictures that `make screenshots` has taken, and where they are shown."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parents[1] / "assets" / "screenshots"


@dataclass(frozen=True)
class Picture:
    """A picture of a page: what it shows, its heading, the cause it explains, and whether it is an error page."""

    name: str
    about: str
    heading: str
    cause: str | None
    alert: bool

    @property
    def markdown(self) -> str:
        """The picture, for a page in a folder beside the assets."""
        return f"![{self.about}](../assets/screenshots/{self.name}.png){{ .screenshot loading=lazy }}"


def pictures() -> tuple[Picture, ...]:
    """All, in the order of the gallery."""
    return tuple(Picture(**each) for each in json.loads((_FOLDER / "index.json").read_text("utf-8")))


def picture_of(cause: str, headings: Collection[str]) -> Picture | None:
    """The page that explains the cause; else one of AWS's bare error pages with such a heading; else None."""
    taken = pictures()
    explained = (each for each in taken if each.cause == cause)
    bare = (each for each in taken if each.alert and each.cause is None and each.heading in headings)
    return next(explained, None) or next(bare, None)


def gallery() -> str:
    """Every picture with its caption."""
    return "\n\n".join(f"## {each.about} {{ #{each.name} }}\n\n{each.markdown}" for each in pictures())
