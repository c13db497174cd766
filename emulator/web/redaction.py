"""Takes secrets out of what the journal keeps."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

REDACTED = "REDACTED"

_SECRET_HEADERS = {"cookie", "set-cookie", "x-amz-sso_bearer_token", "x-amz-sso-bearer-token", "x-amz-security-token"}
_SECRET_FIELDS = re.compile(
    r"password|secret|token$|^code$|codeverifier|assertion$|csrf|privatekey|authorization", re.IGNORECASE
)
_SIGNATURE_VALUE = re.compile(r"(<(?:\w+:)?SignatureValue[^>]*>)[^<]*", re.DOTALL)


def redact_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by name; of credentials only the scheme stays."""
    return {name: _redact_header(name.lower(), value) for name, value in headers}


def redact_json(text: str) -> str:
    """JSON text with the values of secret members replaced; other text comes back as it is."""
    try:
        return json.dumps(_redact_value(json.loads(text)), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def redact_form(form: Mapping[str, str]) -> dict[str, str]:
    """Form fields; a SAML response is decoded for reading, and loses its signature values against replay."""
    return {name: _redact_field(name, value) for name, value in form.items()}


def _redact_header(name: str, value: str) -> str:
    if name == "authorization":
        return f"{value.split(' ', 1)[0]} {REDACTED}"
    return REDACTED if name in _SECRET_HEADERS else value


def _redact_field(name: str, value: str) -> str:
    if name == "SAMLResponse":
        return _readable_saml(value)
    return REDACTED if _SECRET_FIELDS.search(name) else value


def _readable_saml(value: str) -> str:
    try:
        xml = base64.b64decode(value, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return value
    return _SIGNATURE_VALUE.sub(rf"\1{REDACTED}", xml)


def _redact_value(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: REDACTED if _SECRET_FIELDS.search(k) else _redact_value(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_redact_value(item) for item in value]
    return value
