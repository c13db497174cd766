"""The routes below /platform: where sign-ins start, and where SAML responses arrive."""

from flask import Blueprint, Response, make_response, redirect, request

from emulator.authorization.customer_managed_keys import check_portal_can_decrypt
from emulator.fault_injection.rule import SIGN_IN
from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.service_provider import service_provider
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import Instance, instance_of_saml_tenant, organization_instance
from emulator.saml.bindings import post_fields, redirect_url
from emulator.saml.sp_metadata import write_sp_metadata
from emulator.signin.saml_request import SamlRequest, start_saml_sign_in
from emulator.signin.saml_sign_in import PostedResponse, sign_in_with_saml
from emulator.web.context import Context
from emulator.web.fault_injection import inject_faults
from emulator.web.journal import origin
from emulator.web.pages import page, protect
from emulator.web.session_cookie import write_session_cookie
from emulator.web.signin.error_page import error_page
from emulator.web.signin.interactive import INTERACTIVE_PAGES, add_interactive_routes, start_interactive_sign_in
from emulator.web.signin.link_pages import add_link_routes
from emulator.web.signin.mfa import MFA_PAGES, add_mfa_routes
from emulator.web.signin.posted_form import NotAFormPost, read_posted_form
from emulator.web.signin.steps import HANDLE, Pages, show_step

_EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class _UnknownAddress(Exception):
    """The last part of a URL belongs to no instance."""

    def __init__(self, saml_tenant_id: str) -> None:
        super().__init__(saml_tenant_id)
        self.saml_tenant_id = saml_tenant_id


def signin_blueprint(context: Context) -> Blueprint:
    """Start of a sign-in, ACS, and service-provider metadata."""
    blueprint = Blueprint("signin", __name__, url_prefix="/platform")
    inject_faults(blueprint, context, SIGN_IN)
    pages: Pages = {**INTERACTIVE_PAGES, **MFA_PAGES}

    @blueprint.before_request
    def _instance_is_readable() -> None:
        with context.store.transaction() as tx:
            check_portal_can_decrypt(tx, organization_instance(tx))

    @blueprint.get("/login")
    def login() -> Response:
        if HANDLE in request.args:
            return show_step(context, pages)
        with context.store.transaction() as tx:
            instance = organization_instance(tx)
            if identity_source(tx, instance.identity_store_id) is not SourceKind.EXTERNAL_IDP:
                return start_interactive_sign_in(context, tx, instance)
            destination = request.args.get("destination")
            saml_request = start_saml_sign_in(tx, instance, context.public_url, destination=destination)
        return _to_the_provider(saml_request)

    add_interactive_routes(blueprint, context, pages)
    add_mfa_routes(blueprint, context, pages)
    add_link_routes(blueprint, context)

    @blueprint.route("/saml/acs/<saml_tenant_id>", methods=_EVERY_METHOD, provide_automatic_options=False)
    def assertion_consumer_service(saml_tenant_id: str) -> Response:
        instance = _instance(context, saml_tenant_id)
        form = read_posted_form(request)
        posted = PostedResponse(
            instance=instance,
            saml_response=form.saml_response,
            relay_state=form.relay_state,
            public_url=context.public_url,
            origin=origin(),
        )
        signed_in = sign_in_with_saml(context.store, posted)
        response = protect(make_response(redirect(signed_in.destination, 303)))
        write_session_cookie(response, signed_in.new_session, public_url=context.public_url)
        return response

    @blueprint.get("/saml/metadata/<saml_tenant_id>")
    def service_provider_metadata(saml_tenant_id: str) -> Response:
        instance = _instance(context, saml_tenant_id)
        response = make_response(write_sp_metadata(service_provider(instance, context.public_url)))
        response.headers["Content-Type"] = "application/samlmetadata+xml; charset=utf-8"
        file_name = f"{instance.identity_store_id}-sp-metadata.xml"
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
        return response

    @blueprint.errorhandler(Refusal)
    def _refused(refusal: Refusal) -> Response:
        return error_page(context, refusal)

    @blueprint.errorhandler(NotAFormPost)
    def _no_form(problem: NotAFormPost) -> Response:
        response = error_page(context, problem.refusal, problem.status)
        if problem.status == 405:
            response.headers["Allow"] = "POST"
        return response

    @blueprint.errorhandler(_UnknownAddress)
    def _unknown(problem: _UnknownAddress) -> Response:
        return error_page(context, _unknown_address(context, problem.saml_tenant_id), 404)

    return blueprint


def _instance(context: Context, saml_tenant_id: str) -> Instance:
    try:
        with context.store.transaction() as tx:
            # PostgreSQL has no text with a NUL in it, so none can be looked up.
            return instance_of_saml_tenant(tx, saml_tenant_id.replace("\0", " "))
    except LookupError as unknown:
        raise _UnknownAddress(saml_tenant_id) from unknown


def _unknown_address(context: Context, saml_tenant_id: str) -> Refusal:
    with context.store.transaction() as tx:
        acs_url = service_provider(organization_instance(tx), context.public_url).acs_url
    return Refusal(
        "ResourceNotFoundException",
        "The address belongs to no instance",
        cause="sign-in.unknown-address",
        facts=Facts(where="last part of the URL", found=saml_tenant_id, expected=f"as in the ACS URL {acs_url}"),
    )


def _to_the_provider(saml_request: SamlRequest) -> Response:
    """By redirect, or by a form that submits itself (with a button where scripts are off)."""
    if saml_request.by_redirect:
        url = redirect_url(
            saml_request.sign_in_url, "SAMLRequest", saml_request.xml, relay_state=saml_request.relay_state
        )
        return protect(make_response(redirect(url, 302)))
    fields = post_fields("SAMLRequest", saml_request.xml, relay_state=saml_request.relay_state)
    return page("signin/to_provider.html", posts_elsewhere=True, action=saml_request.sign_in_url, fields=fields)
