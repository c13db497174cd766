"""Parses XML from outside: no DTD, no entities, no network; and reads text without being fooled by comments."""

from lxml import etree
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML
from onelogin.saml2.xmlparser import DTDForbidden, EntitiesForbidden

from emulator.saml.names import NAMESPACES

Element = etree._Element


class UnreadableMessage(ValueError):
    """The text is not what it should be; the message says why in a sentence."""


class DoctypeForbidden(UnreadableMessage):
    """The document carries a document type declaration."""


def read_xml(text: str | bytes) -> Element:
    """The root element of `text`, without comments and processing instructions.

    Raises DoctypeForbidden or UnreadableMessage, never anything else.
    """
    try:
        data = text.encode("utf-8") if isinstance(text, str) else text
        root: Element = OneLogin_Saml2_XML.to_etree(data.strip())
    except (DTDForbidden, EntitiesForbidden) as error:
        raise DoctypeForbidden("the document carries a DOCTYPE, which SAML forbids") from error
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise UnreadableMessage(f"not well-formed XML: {error}") from error
    return root


def text_of(element: Element | None) -> str | None:
    """The whole text of an element without surrounding blanks; None where there is no such element."""
    if element is None:
        return None
    # unconfirmed: whether AWS drops blanks around a NameID, an Issuer or an Audience; assumed, as OpenSAML does
    return str(element.xpath("string()")).strip()


def find(element: Element, path: str) -> Element | None:
    """The first element at `path` (prefixes samlp, saml, md, ds), or None."""
    return element.find(path, NAMESPACES)


def find_all(element: Element, path: str) -> tuple[Element, ...]:
    """All elements at `path` (prefixes samlp, saml, md, ds)."""
    return tuple(element.findall(path, NAMESPACES))


def tag(namespace: str, name: str) -> str:
    """An element name as the parser spells it."""
    return f"{{{namespace}}}{name}"
