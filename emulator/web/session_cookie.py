"""The cookie that holds the secret of a portal session, and the form token that is derived from it."""

import hashlib
import hmac

from flask import Request, Response

from emulator.guide.refusal import Facts, Refusal
from emulator.signin.sessions import NewSession

# The name that the AWS access portal uses (facts/signin.md §3.2).
_NAME = "x-amz-sso_authn"

FORM_FIELD = "csrf_token"


def read_session_cookie(request: Request) -> str | None:
    """The secret that the browser holds, if any."""
    return request.cookies.get(_NAME)


def write_session_cookie(response: Response, new: NewSession, *, public_url: str) -> None:
    """Give the browser the secret; scripts cannot read it, and other sites cannot make the browser post with it."""
    # A duration and no instant: the emulator's clock may be far from the browser's.
    lasts = new.session.expires_at - new.session.started_at
    response.set_cookie(
        _NAME, new.secret, max_age=lasts, path="/", httponly=True, samesite="Lax", secure=_by_https(public_url)
    )


def delete_session_cookie(response: Response, *, public_url: str) -> None:
    """Make the browser forget the secret."""
    response.delete_cookie(_NAME, path="/", httponly=True, samesite="Lax", secure=_by_https(public_url))


def form_token(secret: str) -> str:
    """The token that forms of a session carry against cross-site requests; tells nothing about the secret."""
    return hmac.new(secret.encode("utf-8"), b"form token", hashlib.sha256).hexdigest()


def check_form_token(secret: str, sent: str | None) -> None:
    """Raises a Refusal (sign-in.form-token) unless the form came from a page of this session."""
    if sent is None or not hmac.compare_digest(form_token(secret).encode(), sent.encode("utf-8", "replace")):
        raise Refusal(
            "AccessDeniedException",
            "The form token is missing or does not belong to this session",
            cause="sign-in.form-token",
            facts=Facts(
                where=f"form field {FORM_FIELD}",
                found="no token" if not sent else "a token of another session",
                expected="the token of the page that this session was shown",
            ),
        )


def _by_https(public_url: str) -> bool:
    return public_url.startswith("https:")
