"""XML for reading: indented, with names, values and texts marked for the style sheet."""

import re

from lxml import etree
from markupsafe import Markup

from emulator.saml.document import Element

# Signatures and certificates are not for reading.
_LONGEST_TEXT = 120
_BASE64 = re.compile(r"[A-Za-z0-9+/]+=*")

_PREFIX_OF = {"http://www.w3.org/XML/1998/namespace": "xml"}


def highlighted(root: Element) -> Markup:
    """The element as lines of HTML; everything from the document is escaped, long base64 is cut."""
    return Markup("\n").join(_lines(root, 0, {}))


def _lines(element: Element, depth: int, declared: dict[str | None, str]) -> list[Markup]:
    indent = Markup("  " * depth)
    start = indent + Markup("&lt;") + _name(element.tag, element) + _attributes(element, declared)
    name = _name(element.tag, element)
    children = [child for child in element if isinstance(child.tag, str)]
    text = (element.text or "").strip()
    if not children and not text:
        return [start + Markup("/&gt;")]
    end = Markup("&lt;/") + name + Markup("&gt;")
    if not children:
        return [start + Markup("&gt;") + _text(text) + end]
    known = declared | dict(element.nsmap)
    inner = [line for child in children for line in _lines(child, depth + 1, known)]
    return [start + Markup("&gt;"), *inner, indent + end]


def _text(text: str) -> Markup:
    compact = "".join(text.split())
    if len(compact) <= _LONGEST_TEXT or " " in text or not _BASE64.fullmatch(compact):
        return _span("text", text)
    return _span("cut", f"{compact[:40]}… ({len(compact):,} characters)")


def _attributes(element: Element, declared: dict[str | None, str]) -> Markup:
    new = {prefix: uri for prefix, uri in element.nsmap.items() if declared.get(prefix) != uri}
    pairs = [("xmlns" if prefix is None else f"xmlns:{prefix}", uri) for prefix, uri in new.items()]
    pairs += [(_qualified(str(name), element), str(value)) for name, value in element.attrib.items()]
    parts = [
        Markup(" ") + _span("attribute", name) + Markup("=") + _span("value", f'"{value}"') for name, value in pairs
    ]
    return Markup("").join(parts)


def _name(tag: object, element: Element) -> Markup:
    return _span("tag", _qualified(str(tag), element))


def _qualified(name: str, element: Element) -> str:
    qualified = etree.QName(name)
    if qualified.namespace is None:
        return qualified.localname
    prefixes = [prefix for prefix, uri in element.nsmap.items() if uri == qualified.namespace]
    prefix = prefixes[0] if prefixes else _PREFIX_OF.get(qualified.namespace)
    return f"{prefix}:{qualified.localname}" if prefix else qualified.localname


def _span(kind: str, text: str) -> Markup:
    return Markup('<span class="{}">{}</span>').format(f"xml-{kind}", text)
