"""Who may use the control API and the console: holders of the admin token, and never a foreign web page."""

import hmac
from urllib.parse import urlsplit

from flask import Request

from emulator.settings import Settings, is_loopback

_READING_METHODS = {"GET", "HEAD", "OPTIONS"}


class NotAdmitted(Exception):
    """The caller may not use this surface; `status` is the HTTP status, the text says what to do."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def admit(request: Request, settings: Settings, public_url: str) -> None:
    """Let the request pass, or raise NotAdmitted.

    With an admin token set, the token decides. Without one the emulator listens on loopback, where every web page
    that a browser on this machine shows could reach it: so requests under a foreign host name (DNS rebinding)
    and changes sent by a foreign page (CSRF) are refused.
    """
    if settings.admin_token is not None:
        _check_token(request, settings.admin_token.get_secret_value())
        return
    _check_host(request, public_url)
    if request.method not in _READING_METHODS:
        check_origin(request, public_url)


def _check_token(request: Request, token: str) -> None:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
        raise NotAdmitted(
            401, "this needs the admin token: send `Authorization: Bearer <token>` with the value of --admin-token"
        )


def _check_host(request: Request, public_url: str) -> None:
    name = urlsplit(f"//{request.host}").hostname or ""
    if is_loopback(name) or name.endswith(".localhost") or name == urlsplit(public_url).hostname:
        return
    raise NotAdmitted(
        403,
        f"the host {request.host!r} is not this emulator: call it as {public_url}, "
        f"or start it with --public-url and the base URL you use",
    )


def check_origin(request: Request, public_url: str) -> None:
    """Raises NotAdmitted for a change that a page of somebody else asks for."""
    # Browsers send Origin with every change that a page asks for; other clients do not send it.
    origin = request.headers.get("Origin")
    own = {f"{scheme}://{request.host}" for scheme in ("http", "https")} | {public_url}
    if origin is not None and origin not in own:
        raise NotAdmitted(
            403, f"a page of {origin} may not change the emulator: send the request from a program, not a browser"
        )
