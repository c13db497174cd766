"""Takes secrets out of what the journal keeps."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

REDACTED = "REDACTED"

_CREDENTIAL_HEADERS = {"authorization", "proxy-authorization"}
_SECRET_HEADERS = {"cookie", "set-cookie", "x-amz-sso_bearer_token", "x-amz-sso-bearer-token", "x-amz-security-token"}
# Compared with names in lower case without punctuation: clientSecret, client_secret and Client-Secret are one.
_SECRET_NAMES = re.compile(
    r"password|secret|token$|^(next)?code$|authcode|devicecode|codeverifier|assertion$|csrf|privatekey|authorization"
)
_SECRET_IN_TEXT = re.compile(
    r"""((?:password|secret|token|csrf|assertion|verifier|authorization)["']?\s*[:=]\s*["']?)[^"'&,\s}]+""",
    re.IGNORECASE,
)
_SIGNATURE_VALUE = re.compile(r"(<(?:[\w.-]+:)?SignatureValue\b[^>]*>)[^<]*")


def redact_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by name; of credentials only the scheme stays."""
    return {name: _redact_header(name.lower(), value) for name, value in headers}


def redact_json(text: str) -> str:
    """JSON text with the values of secret members replaced; in other text, what follows a secret's name is."""
    try:
        return json.dumps(_redact_value(json.loads(text)), ensure_ascii=False)
    except (ValueError, RecursionError):
        return _SECRET_IN_TEXT.sub(rf"\1{REDACTED}", text)


def redact_query(query: str) -> str:
    """A query string with the values of secret parameters replaced."""
    if not query:
        return query
    fields = parse_qsl(query, keep_blank_values=True)
    return urlencode([(name, REDACTED if _is_secret(name) else value) for name, value in fields])


def redact_form(form: Mapping[str, str]) -> dict[str, str]:
    """Form fields; a SAML response is decoded for reading, and loses its signature values against replay."""
    return {name: _redact_field(name, value) for name, value in form.items()}


def _redact_header(name: str, value: str) -> str:
    if name in _CREDENTIAL_HEADERS:
        scheme, space, _ = value.partition(" ")
        return f"{scheme} {REDACTED}" if space else REDACTED
    if name == "referer":
        address, mark, query = value.partition("?")
        return f"{address}{mark}{redact_query(query)}"
    return REDACTED if name in _SECRET_HEADERS else value


def _redact_field(name: str, value: str) -> str:
    if name == "SAMLResponse":
        return _readable_saml(value)
    return REDACTED if _is_secret(name) else value


@lru_cache(maxsize=1024)
def _is_secret(name: str) -> bool:
    return _SECRET_NAMES.search(re.sub(r"[^a-z0-9]", "", name.lower())) is not None


def _readable_saml(value: str) -> str:
    try:
        xml = base64.b64decode(value, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        xml = value
    return _SIGNATURE_VALUE.sub(rf"\1{REDACTED}", xml)


def _redact_value(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _redact_member(name, member) for name, member in value.items()}
    if isinstance(value, list):
        return [_redact_value(item) for item in value]
    return value


def _redact_member(name: str, member: Any) -> Any:
    if name == "SAMLResponse" and isinstance(member, str):
        return _readable_saml(member)
    return REDACTED if _is_secret(name) else _redact_value(member)
