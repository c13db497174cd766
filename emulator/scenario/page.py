"""Reads the page that a person sees out of its HTML, without the emulator's own diagnosis panel."""

from dataclasses import dataclass

import lxml.html

# What the emulator adds below AWS's texts is marked so.
_OWN_PARTS = "//aside[contains(concat(' ', @class, ' '), ' diagnosis ')] | //script | //style | //head"


@dataclass(frozen=True)
class Page:
    """The main heading, and everything that can be read, with single spaces."""

    heading: str
    text: str


def read_page(html: str) -> Page:
    """The page in `html`; an empty one where there is no HTML."""
    if not html.strip():
        return Page("", "")
    document = lxml.html.document_fromstring(html)
    for part in _elements(document, _OWN_PARTS):
        part.drop_tree()
    heading = next(iter(_elements(document, "//h1")), None)
    return Page(
        heading="" if heading is None else _words(heading),
        text=_words(document),
    )


def _elements(document: lxml.html.HtmlElement, path: str) -> list[lxml.html.HtmlElement]:
    found = document.xpath(path)
    return [each for each in found if isinstance(each, lxml.html.HtmlElement)] if isinstance(found, list) else []


def _words(element: lxml.html.HtmlElement) -> str:
    """The texts below the element; a space stands between those of different elements."""
    return " ".join(" ".join(str(text) for text in element.itertext()).split())
