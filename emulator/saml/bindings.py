"""How SAML messages travel: the redirect binding and the POST binding."""

import base64
import binascii
import zlib
from typing import Literal
from urllib.parse import urlencode, urlsplit, urlunsplit

from emulator.saml.document import UnreadableMessage

# A request is about 1 kB; the limit stops a small deflated text from growing without bounds.
_MAXIMUM_INFLATED = 200_000

MessageName = Literal["SAMLRequest", "SAMLResponse"]


def encode_redirect(xml: str) -> str:
    """The value of the query parameter (not yet percent-encoded): deflated, then base64."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return base64.b64encode(compressor.compress(xml.encode("utf-8")) + compressor.flush()).decode("ascii")


def decode_redirect(value: str) -> str:
    """The XML in such a parameter. Raises UnreadableMessage."""
    inflator = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        xml = inflator.decompress(_from_base64(value), _MAXIMUM_INFLATED)
        if inflator.unconsumed_tail or not inflator.eof:
            raise UnreadableMessage("the deflated message is cut off or far too long")
        return xml.decode("utf-8")
    except (zlib.error, UnicodeDecodeError) as error:
        raise UnreadableMessage(f"not a deflated message: {error}") from error


def encode_post(xml: str) -> str:
    """The value of the form field: base64."""
    return base64.b64encode(xml.encode("utf-8")).decode("ascii")


def decode_post(value: str) -> str:
    """The XML in such a form field. Raises UnreadableMessage."""
    try:
        return _from_base64(value).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableMessage(f"not UTF-8: {error}") from error


def redirect_url(location: str, name: MessageName, xml: str, relay_state: str | None = None) -> str:
    """The URL to send the browser to: `location`, with the message added to the query it may already have."""
    parameters = {name: encode_redirect(xml)} | ({} if relay_state is None else {"RelayState": relay_state})
    parts = urlsplit(location)
    query = "&".join(text for text in (parts.query, urlencode(parameters)) if text)
    return urlunsplit(parts._replace(query=query))


def post_fields(name: MessageName, xml: str, relay_state: str | None = None) -> dict[str, str]:
    """The hidden form fields that carry a message."""
    return {name: encode_post(xml)} | ({} if relay_state is None else {"RelayState": relay_state})


def _from_base64(value: str) -> bytes:
    try:
        return base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnreadableMessage(f"not base64: {error}") from error
