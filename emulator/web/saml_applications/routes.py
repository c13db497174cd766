"""The routes below /saml: requests of applications, the portal's tiles, metadata (facts/signin.md §4.1)."""

from urllib.parse import urlencode

from flask import Blueprint, Response, g, make_response, redirect, request

from emulator.applications.saml_application import SamlApplication
from emulator.applications.saml_applications import application_of_token
from emulator.applications.saml_assertions import SignedResponse, SignOn, signed_response
from emulator.applications.saml_identity_provider import metadata_of
from emulator.applications.saml_requests import check_access, check_request
from emulator.authorization.customer_managed_keys import check_portal_can_decrypt
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import organization_instance
from emulator.saml.authn_request import AuthnRequest, read_authn_request
from emulator.saml.bindings import decode_post, decode_redirect, encode_redirect, post_fields
from emulator.saml.document import UnreadableMessage
from emulator.signin.events import record_portal_call
from emulator.signin.portal_access import sign_out, signed_in_person
from emulator.store.transaction import Transaction
from emulator.web.context import Context
from emulator.web.journal import origin
from emulator.web.pages import page, protect
from emulator.web.portal.visitor import NotSignedIn, Visitor, to_sign_in, visitor
from emulator.web.saml_applications.administrator_mode import administrator_mode
from emulator.web.saml_applications.refusals import refuse
from emulator.web.session_cookie import delete_session_cookie, read_session_cookie


def saml_applications_blueprint(context: Context) -> Blueprint:
    """Everything below /saml."""
    blueprint = Blueprint("saml_applications", __name__, url_prefix="/saml")

    @blueprint.before_request
    def _instance_is_readable() -> None:
        g.application_name = None
        with context.store.transaction() as tx:
            check_portal_can_decrypt(tx, organization_instance(tx))

    @blueprint.post("/assertion/<token>")
    def request_by_post(token: str) -> Response:
        """Browsers keep our cookie back from another site's form; after a redirect they send it."""
        request_as_query = {"SAMLRequest": encode_redirect(_decode_post(request.form.get("SAMLRequest")))}
        relay_state = request.form.get("RelayState")
        query = urlencode(request_as_query | ({} if relay_state is None else {"RelayState": relay_state}))
        return protect(make_response(redirect(f"{context.public_url}/saml/assertion/{token}?{query}", 303)))

    @blueprint.get("/assertion/<token>")
    def started_by_application(token: str) -> Response:
        with context.store.transaction() as tx:
            application = _application(tx, token)
            who = visitor(tx)
            asked = _read(request.args.get("SAMLRequest"))
            check_request(asked, application.configuration.at(context.public_url))
            check_access(tx, who.instance, application, who.person.user)
            answer = _answer(context, tx, who, application, asked, request.args.get("RelayState"))
        return _send(application, answer)

    @blueprint.get("/assertion/idp/<token>")
    def started_by_portal(token: str) -> Response:
        shown = request.args.get("mode") == "administrator"
        with context.store.transaction() as tx:
            application = _application(tx, token)
            who = visitor(tx)
            check_access(tx, who.instance, application, who.person.user)
            start_url = application.configuration.at(context.public_url).start_url
            if start_url and not shown:
                return protect(make_response(redirect(start_url, 302)))
            answer = _answer(context, tx, who, application, None, None)
        return _show(who, application, answer) if shown else _send(application, answer)

    @blueprint.get("/metadata/<token>")
    def metadata(token: str) -> Response:
        with context.store.transaction() as tx:
            application = _application(tx, token)
            document = metadata_of(tx, organization_instance(tx), application, context.public_url)
        response = make_response(document)
        response.headers["Content-Type"] = "application/samlmetadata+xml; charset=utf-8"
        file_name = f"{application.application_instance_id}-idp-metadata.xml"
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
        return response

    @blueprint.post("/logout/<token>")
    def sign_out_by_post(token: str) -> Response:
        """As with requests: only after a redirect do browsers send our cookie."""
        return protect(make_response(redirect(f"{context.public_url}/saml/logout/{token}", 303)))

    @blueprint.get("/logout/<token>")
    def sign_out_of_portal(token: str) -> Response:
        """Where applications send people who sign out. Other applications are not told (facts/signin.md §4.2).

        unconfirmed: that the portal session ends, and that the application gets no LogoutResponse.
        """
        secret = read_session_cookie(request)
        with context.store.transaction() as tx:
            _application(tx, token)
            instance = organization_instance(tx)
            person = signed_in_person(tx, instance, secret)
            if person is not None:
                sign_out(tx, instance, person.session, origin=origin())
        response = protect(make_response(redirect(f"{context.public_url}/start/signed-out", 303)))
        delete_session_cookie(response, public_url=context.public_url)
        return response

    @blueprint.errorhandler(NotSignedIn)
    def _not_signed_in(_: NotSignedIn) -> Response:
        return to_sign_in(context)

    @blueprint.errorhandler(Refusal)
    def _refused(refusal: Refusal) -> Response:
        return refuse(context, refusal, g.application_name)

    return blueprint


def _application(tx: Transaction, token: str) -> SamlApplication:
    application = application_of_token(tx, organization_instance(tx), token)
    g.application_name = application.application.name
    return application


def _decode_post(value: str | None) -> str:
    try:
        return decode_post(value or "")
    except UnreadableMessage as problem:
        raise _unreadable(str(problem)) from problem


def _read(value: str | None) -> AuthnRequest:
    if not value:
        raise _unreadable("no SAMLRequest")
    try:
        return read_authn_request(decode_redirect(value))
    except UnreadableMessage as problem:
        raise _unreadable(str(problem)) from problem


def _answer(
    context: Context,
    tx: Transaction,
    who: Visitor,
    application: SamlApplication,
    asked: AuthnRequest | None,
    relay_state: str | None,
) -> SignedResponse:
    """The response, recorded as `Federate`. unconfirmed: the details of that event for an application."""
    session, user = who.person.session, who.person.user
    sign_on = SignOn(
        user=user,
        signed_in_at=session.started_at,
        in_response_to=asked.id if asked else None,
        relay_state=relay_state,
    )
    answer = signed_response(tx, who.instance, application, sign_on, context.public_url)
    record_portal_call(
        tx,
        who.instance,
        name="Federate",
        user_id=user.user_id,
        user_name=user.user_name,
        credential_id=session.session_id,
        service_event_details={"app_instance_id": application.application_instance_id},
        origin=origin(),
    )
    return answer


def _send(application: SamlApplication, answer: SignedResponse) -> Response:
    fields = post_fields("SAMLResponse", answer.xml, relay_state=answer.relay_state)
    return page(
        "saml_applications/send.html",
        posts_elsewhere=True,
        name=application.application.name,
        action=answer.acs_url,
        fields=fields,
    )


def _show(who: Visitor, application: SamlApplication, answer: SignedResponse) -> Response:
    return administrator_mode(
        who,
        name=application.application.name,
        tab="applications",
        xml=answer.xml,
        acs_url=answer.acs_url,
        posted_to=answer.acs_url,
        relay_state=answer.relay_state,
    )


def _unreadable(found: str) -> Refusal:
    # unconfirmed: code and text.
    return Refusal(
        "InvalidRequestException",
        "The SAML request could not be read",
        cause="application.request-unreadable",
        facts=Facts(where="SAMLRequest", found=found[:500], expected="an AuthnRequest with an ID and an Issuer"),
    )
