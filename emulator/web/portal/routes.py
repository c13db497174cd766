"""The routes of the AWS access portal."""

from flask import Blueprint, Response, make_response, redirect, request

from emulator.authorization.customer_managed_keys import check_portal_can_decrypt
from emulator.fault_injection.rule import PORTAL
from emulator.guide.refusal import Refusal
from emulator.permissions.instances import organization_instance
from emulator.signin.portal_access import sign_out, signed_in_person
from emulator.signin.tokens.start_urls import awsapps_url
from emulator.web.context import Context
from emulator.web.fault_injection import inject_faults
from emulator.web.journal import origin
from emulator.web.pages import page, protect
from emulator.web.portal import texts
from emulator.web.portal.account_pages import add_account_pages
from emulator.web.portal.home import account_entries, application_tiles
from emulator.web.portal.mfa_devices import add_mfa_device_pages
from emulator.web.portal.session_pages import add_session_pages
from emulator.web.portal.visitor import NotSignedIn, to_sign_in, visitor
from emulator.web.session_cookie import FORM_FIELD, check_form_token, delete_session_cookie, read_session_cookie
from emulator.web.signin.error_page import error_page


def portal_blueprint(context: Context) -> Blueprint:
    """The portal's first page and what it leads to, signing out, and the page that follows it."""
    blueprint = Blueprint("portal", __name__, url_prefix="/start")
    inject_faults(blueprint, context, PORTAL)

    @blueprint.before_request
    def _instance_is_readable() -> None:
        with context.store.transaction() as tx:
            check_portal_can_decrypt(tx, organization_instance(tx))

    @blueprint.get("")
    def home() -> Response:
        if request.method == "HEAD" and context.public_url.startswith("https:"):
            # So the AWS CLI finds out whether a start URL is AWS's: one redirect to a host that is.
            with context.store.transaction() as tx:
                return protect(make_response(redirect(awsapps_url(organization_instance(tx)), 302)))
        wanted = request.args.get("q", "").strip()
        with context.store.transaction() as tx:
            who = visitor(tx)
            accounts = account_entries(tx, who.bearer, origin=origin())
            applications = application_tiles(tx, who.bearer, context.public_url, origin=origin())
        tab = request.args.get("tab")
        if tab not in ("accounts", "applications"):
            tab = "accounts" if accounts or not applications else "applications"
        entries = accounts if tab == "accounts" else applications
        return who.page(
            "portal/home.html",
            texts=texts,
            accounts=accounts,
            applications=applications,
            tab=tab,
            wanted=wanted,
            shown=[entry for entry in entries if entry.matches(wanted.casefold())],
        )

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

    add_account_pages(blueprint, context)
    add_session_pages(blueprint, context)
    add_mfa_device_pages(blueprint, context)

    @blueprint.errorhandler(NotSignedIn)
    def _not_signed_in(_: NotSignedIn) -> Response:
        return to_sign_in(context)

    @blueprint.errorhandler(Refusal)
    def _refused(refusal: Refusal) -> Response:
        return error_page(context, refusal, 403, surface="AWS access portal")

    return blueprint
