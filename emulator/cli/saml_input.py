"""Finds the SAML response in what people have at hand: a base64 field, XML, or a form copied from the browser."""

import base64
from urllib.parse import parse_qs, unquote


def saml_response_in(data: bytes) -> str:
    """The base64 text of the response in `data`, which need not be one: examining it tells."""
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return base64.b64encode(data).decode("ascii")
    if text.startswith("<"):
        return base64.b64encode(data).decode("ascii")
    if "SAMLResponse=" in text:
        return parse_qs(text[text.index("SAMLResponse=") :], keep_blank_values=True)["SAMLResponse"][0]
    return unquote(text)
