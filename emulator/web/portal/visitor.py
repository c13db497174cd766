"""Who opens a page of the access portal; those who are not signed in are sent to do so."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, make_response, redirect, request

from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import Instance, organization_instance
from emulator.signin.bearer import Bearer
from emulator.signin.portal_access import SignedInPerson, signed_in_person
from emulator.store.transaction import Transaction
from emulator.web.context import Context
from emulator.web.pages import page, protect
from emulator.web.session_cookie import FORM_FIELD, form_token, read_session_cookie


class NotSignedIn(Exception):
    """The browser holds no session that is alive."""


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """The person at the browser, and the secret that the forms of the session are made with.

    `has_mfa_devices`: MFA is our business, and not that of an external identity provider.
    """

    instance: Instance
    person: SignedInPerson
    secret: str
    has_mfa_devices: bool

    @property
    def bearer(self) -> Bearer:
        """The person as the portal API sees the caller: the pages do the same things."""
        session = self.person.session
        return Bearer(
            instance=self.instance, session=session, user=self.person.user, credential_id=session.session_id
        )

    def page(self, template: str, *, status: int = 200, posts_elsewhere: bool = False, **values: object) -> Response:
        """A page of the portal, with what its header and its forms need."""
        return page(
            template,
            status=status,
            posts_elsewhere=posts_elsewhere,
            person=self.person,
            has_mfa_devices=self.has_mfa_devices,
            form_field=FORM_FIELD,
            form_token=form_token(self.secret),
            **values,
        )


def visitor(tx: Transaction) -> Visitor:
    """The person at the browser. Raises NotSignedIn."""
    secret = read_session_cookie(request)
    instance = organization_instance(tx)
    person = signed_in_person(tx, instance, secret)
    if secret is None or person is None:
        raise NotSignedIn
    source = identity_source(tx, instance.identity_store_id)
    return Visitor(
        instance=instance, person=person, secret=secret, has_mfa_devices=source is not SourceKind.EXTERNAL_IDP
    )


def to_sign_in(context: Context, destination: str | None = None) -> Response:
    """Off to the sign-in, which leads back to the page that was asked for."""
    asked = request.full_path if request.query_string else request.path.rstrip("/")
    if request.method not in ("GET", "HEAD"):
        asked = "/start"
    url = f"{context.public_url}/platform/login?{urlencode({'destination': destination or asked})}"
    # A browser may hold a deep link's fragment, which only a page of ours can read; programs are redirected.
    if asked == "/start" and request.method == "GET" and request.headers.get("Sec-Fetch-Dest") == "document":
        return page("portal/to_sign_in.html", url=url)
    return protect(make_response(redirect(url, 302)))
