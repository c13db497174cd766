"""Protects the forms of the test IdP: a cookie, and in each form a signature of its value; no state is kept."""

from flask import Response, request
from itsdangerous import BadSignature, Signer

from emulator.ids import Identifiers

FIELD = "csrf_token"
_COOKIE = "test_idp_form"


class FormTokens:
    """Makes and checks the tokens; whoever knows `secret` can forge them."""

    def __init__(self, secret: str, ids: Identifiers) -> None:
        self._signer = Signer(secret, salt="test-idp-form")
        self._ids = ids

    def new(self) -> tuple[str, str]:
        """The cookie's value, kept if the browser has one already, and the token for the form."""
        value = request.cookies.get(_COOKIE) or self._ids.secret()
        return value, self._signer.sign(value).decode()

    def remember(self, response: Response, value: str) -> None:
        """Set the cookie."""
        response.set_cookie(_COOKIE, value, path="/idp", httponly=True, samesite="Lax", secure=request.is_secure)

    def fits(self) -> bool:
        """Whether the posted form is one of ours, shown to this browser."""
        value = request.cookies.get(_COOKIE)
        try:
            return value is not None and self._signer.unsign(request.form.get(FIELD, "")).decode() == value
        except BadSignature:
            return False
