"""How templates write instants, long values, and the plain texts of the catalogue."""

import re
from datetime import UTC, datetime

from flask import Flask
from markupsafe import Markup, escape

_LONGEST = 600
_STEP = re.compile(r"^\d+\.\s+", re.MULTILINE)
_BREAKS = re.compile(r"(?<=[/,])(?=[^/,])")
_CODE = re.compile(r"`([^`]+)`")


def install_page_filters(app: Flask) -> None:
    """Give the templates their filters: instant, shortened, without_scheme, breakable, prose."""
    filters = {each.__name__: each for each in (instant, shortened, without_scheme, breakable, prose)}
    app.jinja_env.filters.update(filters)


def instant(moment: datetime) -> str:
    """A moment as a person reads it, in UTC: `2026-11-23 12:00 UTC`."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def shortened(value: str) -> str:
    """The value, cut where nobody would read on; what was found in a response may be of any length."""
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}… ({len(value):,} characters)"


def without_scheme(url: str) -> str:
    """A web address as people write it."""
    return url.removeprefix("https://").removeprefix("http://")


def breakable(address: str) -> Markup:
    """An address that may go on in a new line behind each slash and comma, so that words stay whole."""
    return Markup("<wbr>").join(escape(part) for part in _BREAKS.split(address))


def prose(text: str) -> Markup:
    """Plain text as HTML: numbered steps become a list, `backticks` become code, everything else is escaped."""
    steps = _STEP.split(text.strip())
    if len(steps) == 1:
        return _paragraph(steps[0])
    items = Markup("").join(Markup("<li>{}</li>").format(_inline(step)) for step in steps[1:])
    introduction = _paragraph(steps[0]) if steps[0].strip() else Markup("")
    return introduction + Markup("<ol>{}</ol>").format(items)


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(_inline(text))


def _inline(text: str) -> Markup:
    # The text is escaped first; only the tags written here are added.
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(" ".join(text.split())))))
