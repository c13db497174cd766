"""The routes of the sample service provider."""

from datetime import UTC, datetime

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request

from emulator.saml.bindings import post_fields, redirect_url
from emulator.web.sample_sp.service_provider import PATH, Arrival, NotConnected, SampleServiceProvider, Wish


def sample_sp_blueprint(application: SampleServiceProvider) -> Blueprint:
    """Everything below /sample-sp; whoever asks for `Accept: application/json` gets data."""
    blueprint = Blueprint("sample_sp", __name__, url_prefix=PATH, template_folder="templates", static_folder="assets")
    blueprint.after_request(_protect)

    @blueprint.get("")
    def landing() -> Response:
        try:
            provider, problem = application.identity_provider(), None
        except NotConnected as not_connected:
            provider, problem = None, str(not_connected)
        return _page("landing.html", application=application, provider=provider, problem=problem)

    @blueprint.get("/metadata")
    def metadata() -> Response:
        response = make_response(application.metadata())
        response.content_type = "application/samlmetadata+xml"
        return response

    @blueprint.put("/identity-provider")
    def connect() -> Response:
        application.connect(request.get_data(as_text=True) or None)
        return jsonify(entity_id=application.identity_provider()["entityId"])

    @blueprint.put("/required-attributes")
    def require() -> Response:
        names = request.get_json(silent=True)
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            return make_response(jsonify(error="send a JSON list of attribute names"), 400)
        application.require(tuple(names))
        return jsonify(required_attributes=names)

    @blueprint.get("/sign-in")
    def sign_in() -> Response:
        asked = request.args
        wish = Wish(
            name_id_format=asked.get("name_id_format") or None,
            issuer=asked.get("issuer") or None,
            acs_url=asked.get("acs_url") or None,
        )
        made, relay_state = application.request(wish), asked.get("relay_state") or None
        if asked.get("binding") == "post":
            fields = post_fields("SAMLRequest", made.xml, relay_state=relay_state)
            return _page("send.html", action=made.sign_in_url, fields=fields)
        return make_response(redirect(redirect_url(made.sign_in_url, "SAMLRequest", made.xml, relay_state), 302))

    @blueprint.post("/acs")
    def assertion_consumer_service() -> Response:
        arrival = application.arrive(request.form.to_dict())
        status = 403 if arrival.problems else 200
        if request.accept_mimetypes.best == "application/json":
            return make_response(jsonify(vars(arrival)), status)
        return _page("arrived.html", status=status, arrival=arrival, session_ends=_session_ends(arrival))

    @blueprint.errorhandler(NotConnected)
    def _not_connected(problem: NotConnected) -> Response:
        return _page("landing.html", status=409, application=application, provider=None, problem=str(problem))

    return blueprint


def _session_ends(arrival: Arrival) -> str | None:
    if arrival.session_ends is None:
        return None
    return f"{datetime.fromtimestamp(arrival.session_ends, UTC):%Y-%m-%d %H:%M} UTC"


def _page(template: str, *, status: int = 200, **values: object) -> Response:
    return make_response(render_template(f"sample_sp/{template}", **values), status)


def _protect(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
