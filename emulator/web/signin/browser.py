"""The browser that a sign-in workflow belongs to: a secret in a cookie, of which the store keeps a hash.

Nobody else can go on with a workflow, though its address is known.
"""

import hashlib

from flask import Request, Response

from emulator.web.session_cookie import FORM_FIELD, check_form_token

_NAME = "sign-in-browser"
_PATH = "/platform"


def read_browser(request: Request) -> str | None:
    """The browser's secret, if it has one."""
    return request.cookies.get(_NAME) or None


def checked_browser(request: Request) -> str:
    """The secret of a browser that posts a form; raises sign-in.form-token unless a page of ours was shown to it."""
    secret = read_browser(request) or ""
    check_form_token(secret, request.form.get(FORM_FIELD) if secret else None)
    return secret


def write_browser(response: Response, secret: str, *, public_url: str) -> None:
    """Give the browser its secret, until it is closed; all of its tabs share it."""
    secure = public_url.startswith("https:")
    response.set_cookie(_NAME, secret, path=_PATH, httponly=True, samesite="Lax", secure=secure)


def browser_sha256(secret: str) -> str:
    """What the store knows of the secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
