"""The routes of the AWS access portal."""

from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, request

from emulator.authorization.customer_managed_keys import check_portal_can_decrypt
from emulator.guide.refusal import Refusal
from emulator.permissions.instances import organization_instance
from emulator.signin.portal_access import SignedInPerson, sign_out, signed_in_person
from emulator.signin.tokens.start_urls import awsapps_url
from emulator.web.context import Context
from emulator.web.journal import origin
from emulator.web.pages import page, protect
from emulator.web.session_cookie import (
    FORM_FIELD,
    check_form_token,
    delete_session_cookie,
    form_token,
    read_session_cookie,
)
from emulator.web.signin.error_page import error_page


def portal_blueprint(context: Context) -> Blueprint:
    """The portal's first page, signing out, and the page that follows it."""
    blueprint = Blueprint("portal", __name__, url_prefix="/start")

    @blueprint.get("")
    def home() -> Response:
        secret = read_session_cookie(request)
        with context.store.transaction() as tx:
            instance = organization_instance(tx)
            check_portal_can_decrypt(tx, instance)
            person = signed_in_person(tx, instance, secret)
        if request.method == "HEAD" and context.public_url.startswith("https:"):
            # So the AWS CLI finds out whether a start URL is AWS's: one redirect to a host that is.
            return protect(make_response(redirect(awsapps_url(instance), 302)))
        if secret is None or person is None:
            return protect(make_response(redirect(f"{context.public_url}/platform/login?{_destination()}", 302)))
        return _home(person, secret)

    @blueprint.post("/sign-out")
    def leave() -> Response:
        secret = read_session_cookie(request)
        with context.store.transaction() as tx:
            instance = organization_instance(tx)
            person = signed_in_person(tx, instance, secret)
            if secret is not None and person is not None:
                check_form_token(secret, request.form.get(FORM_FIELD))
                sign_out(tx, instance, person.session, origin=origin())
        response = protect(make_response(redirect(f"{context.public_url}/start/signed-out", 303)))
        delete_session_cookie(response, public_url=context.public_url)
        return response

    @blueprint.get("/signed-out")
    def signed_out() -> Response:
        return page("portal/signed_out.html")

    @blueprint.errorhandler(Refusal)
    def _refused(refusal: Refusal) -> Response:
        return error_page(context, refusal, 403)

    return blueprint


def _home(person: SignedInPerson, secret: str) -> Response:
    return page("portal/home.html", person=person, form_field=FORM_FIELD, form_token=form_token(secret))


def _destination() -> str:
    """The query that leads back to where the person wanted to go."""
    wanted = request.full_path if request.query_string else request.path
    return urlencode({"destination": wanted})
