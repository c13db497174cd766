"""Who may use the console: those at this machine, or with an admin token set, those who have entered it."""

import hashlib
import hmac
from urllib.parse import urlsplit

from flask import Response, g, request
from itsdangerous import BadSignature, Signer

from emulator.guide.refusal import Refusal
from emulator.web.admin import NotAdmitted, admit, check_origin
from emulator.web.context import Context
from emulator.web.session_cookie import FORM_FIELD, check_form_token, form_token


class TokenWanted(Exception):
    """The browser has not entered the admin token."""


class Admission:
    """Admits requests, and makes the tokens of the forms.

    A browser holds one cookie, which is signed and stands for nothing but itself: with an admin token set only who
    enters the token is given it, without one everybody at this machine. The tokens of the forms derive from it.
    """

    def __init__(self, context: Context) -> None:
        self._settings, self._public_url, self._ids = context.settings, context.public_url, context.ids
        token = context.settings.admin_token
        self._token = token.get_secret_value() if token else None
        self._signer = Signer(self._token or context.ids.secret(), salt="console", digest_method=hashlib.sha256)
        # Cookies do not tell ports apart; two emulators on one host would throw each other's out.
        self._cookie = f"console_{urlsplit(context.public_url).port or 'default'}"

    @property
    def asks_for_token(self) -> bool:
        """Whether the admin token is needed."""
        return self._token is not None

    def admit(self) -> None:
        """Let the request pass. Raises TokenWanted, or NotAdmitted also for a form of another page."""
        cookie = self._signed_cookie()
        if self._token is None:
            admit(request, self._settings, self._public_url)
        elif cookie is None:
            raise TokenWanted
        if request.method not in ("GET", "HEAD"):
            check_origin(request, self._public_url)
            _check_form(cookie or "")
        g.console_cookie = cookie or self._new_cookie()

    def enter(self, token: str) -> bool:
        """Whether this is the admin token; then the browser is given the cookie."""
        check_origin(request, self._public_url)
        if self._token is None or not hmac.compare_digest(token.encode("utf-8", "replace"), self._token.encode()):
            return False
        g.console_cookie = self._new_cookie()
        return True

    def form_token(self) -> str:
        """The token for the forms of the page that is being answered; empty where nobody was admitted."""
        cookie = g.get("console_cookie")
        return form_token(cookie) if cookie else ""

    def remember(self, response: Response) -> None:
        """Give the browser its cookie, unless it has it."""
        cookie = g.get("console_cookie")
        if cookie and cookie != request.cookies.get(self._cookie):
            secure = self._public_url.startswith("https:")
            response.set_cookie(
                self._cookie, cookie, path="/console", httponly=True, samesite="Strict", secure=secure
            )

    def forget(self, response: Response) -> None:
        """Make the browser forget the cookie."""
        g.console_cookie = None
        response.delete_cookie(self._cookie, path="/console", httponly=True, samesite="Strict")

    def _new_cookie(self) -> str:
        return self._signer.sign(self._ids.secret()).decode()

    def _signed_cookie(self) -> str | None:
        cookie = request.cookies.get(self._cookie)
        try:
            self._signer.unsign(cookie or "")
        except BadSignature:
            return None
        return cookie


def _check_form(cookie: str) -> None:
    try:
        check_form_token(cookie, request.form.get(FORM_FIELD))
    except Refusal as mistake:
        raise NotAdmitted(
            403, "This form belongs to no page that the browser was shown since the emulator started: open it again."
        ) from mistake
