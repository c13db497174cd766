"""The application that the test IdP is connected to, as its administrator would register it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from emulator.saml import names
from emulator.saml.document import UnreadableMessage, find_all, read_xml


@dataclass(frozen=True, kw_only=True)
class RegisteredApplication:
    """Its audience (entity ID), and the ACS URLs it takes responses at; the first is used where none is asked for."""

    audience: str
    acs_urls: tuple[str, ...]


def web_address(text: str) -> str:
    """`text`, if it is an http or https URL: a form is posted to no other. Raises UnreadableMessage."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable:
        raise UnreadableMessage(f"{text!r} is no http or https URL")
    return text


def read_application(metadata: str | bytes) -> RegisteredApplication:
    """The application that service-provider metadata describes. Raises UnreadableMessage where it describes none."""
    root = read_xml(metadata)
    roles = list(root.iter(f"{{{names.METADATA}}}SPSSODescriptor"))
    if len(roles) != 1:
        raise UnreadableMessage(f"the document describes {len(roles)} service providers; it must describe one")
    entity = roles[0].getparent()
    audience = "" if entity is None else entity.get("entityID", "")
    services = find_all(roles[0], "md:AssertionConsumerService")
    by_post = sorted(
        (service for service in services if service.get("Binding") == names.HTTP_POST),
        key=lambda service: service.get("isDefault") != "true",
    )
    acs_urls = tuple(web_address(service.get("Location", "").strip()) for service in by_post)
    if not audience or not acs_urls:
        raise UnreadableMessage("the metadata lacks its entityID or an AssertionConsumerService for HTTP-POST")
    return RegisteredApplication(audience=audience, acs_urls=acs_urls)
