"""Where the browser may take an authorization code: to a program on the person's own machine (RFC 8252 §7.3)."""

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from emulator.signin.tokens.refusals import INVALID_REDIRECT_URI, refused


def checked_redirect_uris(uris: Iterable[str]) -> tuple[str, ...]:
    """The URIs, each a loopback address by http. Raises InvalidRedirectUriException.

    unconfirmed: that AWS takes no others from public clients.
    """
    checked = tuple(uris)
    for uri in checked:
        if _loopback(uri) is None:
            raise refused(
                "InvalidRedirectUriException",
                INVALID_REDIRECT_URI,
                "token.redirect-uri",
                where="redirectUris",
                found=uri,
                expected="http on a loopback address, such as http://127.0.0.1/oauth/callback",
            )
    return checked


def is_registered(uri: str, registered: Iterable[str]) -> bool:
    """Whether the URI is one of those registered; its port does not count, a program takes one that is free."""
    return _without_port(uri) in {_without_port(each) for each in registered} - {None}


def is_loopback(host: str) -> bool:
    """Whether the host is this machine, by name or by address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _without_port(uri: str) -> tuple[str | None, str, str] | None:
    parts = _loopback(uri)
    return None if parts is None else (parts.hostname, parts.path, parts.query)


def _loopback(uri: str) -> SplitResult | None:
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return None
    harmless = uri.isascii() and uri.isprintable() and "\\" not in uri and " " not in uri
    if not harmless or parts.scheme != "http" or parts.fragment or "@" in parts.netloc or not is_loopback(host):
        return None
    return parts
