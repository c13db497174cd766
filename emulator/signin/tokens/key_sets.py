"""Fetches the keys of a trusted token issuer, as OPEN_ID_DISCOVERY says: configuration, then key set."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import requests

from emulator.signin.tokens.redirect_uris import is_loopback
from emulator.signin.tokens.refusals import invalid_grant

_TIMEOUT_SECONDS = 5
_LARGEST = 1024 * 1024


def fetch_keys(issuer_url: str) -> Sequence[Mapping[str, Any]]:
    """The issuer's keys. Raises InvalidGrantException where they cannot be had.

    To be called outside of a transaction, because it waits for another machine. unconfirmed: that AWS answers with
    this exception, and for how long it keeps the keys; they are fetched every time here.
    """
    configuration = _json(issuer_url.rstrip("/") + "/.well-known/openid-configuration")
    if configuration.get("issuer") != issuer_url:
        raise _unavailable("issuer in the OpenID configuration", str(configuration.get("issuer")), issuer_url)
    keys = _json(str(configuration.get("jwks_uri"))).get("keys")
    if not isinstance(keys, list):
        raise _unavailable("key set", "no list of keys", "a JSON Web Key Set")
    return [key for key in keys if isinstance(key, dict)]


def _json(url: str) -> Mapping[str, Any]:
    try:
        document = json.loads(_fetched(url))
    except (requests.RequestException, ValueError, OSError) as problem:
        raise _unavailable(url, type(problem).__name__, "a JSON document") from problem
    if not isinstance(document, dict):
        raise _unavailable(url, "no JSON object", "a JSON object")
    return document


def _fetched(url: str) -> bytes:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise _unavailable("key set of the trusted token issuer", url, "a web address")
    # An issuer on this machine, such as the test IdP, is not to be looked for behind a proxy.
    direct = {"no_proxy": parts.hostname} if parts.hostname and is_loopback(parts.hostname) else {}
    with requests.get(url, timeout=_TIMEOUT_SECONDS, allow_redirects=False, stream=True, proxies=direct) as answer:
        if answer.status_code != 200:
            raise _unavailable(url, f"status {answer.status_code}", "status 200")
        content = bytes(answer.raw.read(_LARGEST + 1, decode_content=True))
    if len(content) > _LARGEST:
        raise _unavailable(url, "more than 1 MB", "a small JSON document")
    return content


def _unavailable(where: str, found: str, expected: str) -> Exception:
    return invalid_grant("token.issuer-keys", where=where, found=found, expected=expected)
