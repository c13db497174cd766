"""The person at the browser: signed in, or sent to sign in and back."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Response, make_response, redirect, request

from emulator.permissions.instances import Instance
from emulator.signin.portal_access import SignedInPerson, signed_in_person
from emulator.store.transaction import Transaction
from emulator.web.context import Context
from emulator.web.pages import protect
from emulator.web.session_cookie import FORM_FIELD, check_form_token, form_token, read_session_cookie


@dataclass(frozen=True)
class Visitor:
    """A signed-in person, and the secret that proves it."""

    person: SignedInPerson
    secret: str = field(repr=False)

    @property
    def form_token(self) -> str:
        """What the forms of this person carry."""
        return form_token(self.secret)

    def check_form(self) -> None:
        """Raises a Refusal (sign-in.form-token) unless the posted form came from a page of this person."""
        check_form_token(self.secret, request.form.get(FORM_FIELD))


def visitor(tx: Transaction, instance: Instance) -> Visitor | None:
    """Who is signed in to the instance's portal in this browser; None if nobody is."""
    secret = read_session_cookie(request)
    person = signed_in_person(tx, instance, secret)
    return Visitor(person, secret) if person is not None and secret is not None else None


def to_sign_in(context: Context) -> Response:
    """Sign in first, then come back to where this request wanted to go."""
    wanted = request.full_path if request.query_string else request.path
    return protect(
        make_response(redirect(f"{context.public_url}/platform/login?{urlencode({'destination': wanted})}"))
    )
