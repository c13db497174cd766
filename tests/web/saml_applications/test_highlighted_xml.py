"""XML for reading: everything is there, and nothing of it acts."""

from lxml import etree

from emulator.web.saml_applications.highlighted_xml import highlighted


def shown(xml: str) -> str:
    return highlighted(etree.fromstring(xml)).striptags()


def test_elements_are_indented_with_prefixes_and_attributes() -> None:
    xml = '<a:x xmlns:a="urn:a"><a:y id="1">text</a:y><z/></a:x>'
    document = etree.fromstring(f"<p>{highlighted(etree.fromstring(xml))}</p>".replace("\n", "&#10;"))
    assert "".join(document.itertext()) == '<a:x xmlns:a="urn:a">\n  <a:y id="1">text</a:y>\n  <z/>\n</a:x>'


def test_what_looks_like_html_is_escaped() -> None:
    html = str(highlighted(etree.fromstring('<x y="&lt;script&gt;">&lt;img src=a&gt;</x>')))
    assert "<script" not in html
    assert "<img" not in html


def test_signatures_and_certificates_are_cut() -> None:
    assert "(400 characters)" in shown(f"<x>{'A' * 400}</x>")
    words = "many words " * 40
    assert words.strip() in shown(f"<x>{words}</x>")
