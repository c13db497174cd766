"""The routes of the test IdP."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from emulator.saml.authn_request import AuthnRequest, read_authn_request
from emulator.saml.bindings import decode_post, decode_redirect
from emulator.saml.document import UnreadableMessage
from emulator.web.test_idp import form_token
from emulator.web.test_idp.faults.vocabulary import FAULTS_BY_GROUP
from emulator.web.test_idp.form import (
    NAME_ID_FORMATS,
    FormProblem,
    name_id_format_uri,
    read_application_form,
    read_metadata_query,
    read_sign_in,
)
from emulator.web.test_idp.form_token import FormTokens
from emulator.web.test_idp.open_id import add_open_id
from emulator.web.test_idp.provider import Answer, CannotAnswer, TestIdp
from emulator.web.test_idp.service_provider import RegisteredApplication, read_application

_BINDING_FIELDS = ("SAMLRequest", "RelayState", "SAMLEncoding", "SigAlg", "Signature")

Fields = dict[str, list[str]]


def test_idp_blueprint(idp: TestIdp) -> Blueprint:
    """Everything under /idp.

    Pages answer a browser; whoever asks for `Accept: application/json` gets data. A browser's form needs the token
    of its page; an answer in JSON needs none, since another site's script can neither read it nor send a PUT.
    """
    blueprint = Blueprint(
        "test_idp", __name__, url_prefix="/idp", template_folder="templates", static_folder="assets"
    )
    pages = _Pages(idp, FormTokens(idp.keys.current.private_key_pem, idp.ids))

    @blueprint.before_request
    def _begin() -> None:
        g.test_idp_nonce = idp.ids.secret()

    blueprint.after_request(_protect)

    @blueprint.errorhandler(FormProblem)
    def _unusable_fields(problem: FormProblem) -> Response:
        return pages.problem("That cannot be used", str(problem), 400, problem.problems)

    @blueprint.errorhandler(UnreadableMessage)
    def _unreadable(problem: UnreadableMessage) -> Response:
        return pages.problem("That cannot be read", str(problem), 400)

    @blueprint.errorhandler(CannotAnswer)
    def _cannot_answer(problem: CannotAnswer) -> Response:
        return pages.problem("There is nothing to send", str(problem), 409)

    @blueprint.get("/")
    def landing() -> Response:
        return pages.choose(_fields(request.args))

    @blueprint.get("/metadata")
    def metadata() -> Response:
        query = read_metadata_query(_fields(request.args))
        offered = name_id_format_uri(query.name_id_format)
        response = make_response(
            idp.metadata(certificates=query.certificates, name_id_formats=() if offered is None else (offered,))
        )
        response.content_type = "application/samlmetadata+xml"
        response.headers["Content-Disposition"] = 'attachment; filename="test-idp-metadata.xml"'
        return response

    @blueprint.get("/faults")
    def faults() -> Response:
        return jsonify(
            faults=[
                {"id": fault.id, "group": group, "description": fault.description, "cause": fault.cause}
                for group, members in FAULTS_BY_GROUP.items()
                for fault in members
            ]
        )

    @blueprint.route("/sso", methods=["GET", "POST"])
    def sso() -> Response:
        asked, fields = _read_request()
        if asked is None:
            raise UnreadableMessage("there is no SAMLRequest; to sign in without one, start at /idp")
        return pages.send(fields) if _wants_json() else pages.choose(fields, asked)

    @blueprint.post("/sign-in")
    def sign_in() -> Response:
        if not _wants_json() and not pages.tokens.fits():
            return pages.stale_form()
        _asked, fields = _read_request()
        return pages.send(fields)

    add_open_id(blueprint, idp)

    @blueprint.get("/service-provider")
    def service_provider() -> Response:
        return _application_json(idp.application)

    @blueprint.put("/service-provider")
    def put_service_provider() -> Response:
        if request.is_json:
            body = request.get_json(silent=True)
            given = body if isinstance(body, dict) else {}
            idp.register(read_application_form({name: [str(value)] for name, value in given.items()}))
        else:
            idp.register(read_application(request.get_data()))
        return _application_json(idp.application)

    @blueprint.post("/service-provider")
    def post_service_provider() -> Response:
        if not pages.tokens.fits():
            return pages.stale_form()
        idp.register(read_application_form(_fields(request.form)))
        return make_response(redirect(url_for("test_idp.landing"), 303))

    return blueprint


class _Pages:
    """Renders the pages, or JSON for who asked for it."""

    def __init__(self, idp: TestIdp, tokens: FormTokens) -> None:
        self._idp = idp
        self.tokens = tokens

    def choose(self, fields: Fields, asked: AuthnRequest | None = None) -> Response:
        """The page to choose a person and faults; `asked` is the request that waits for an answer."""
        value, token = self.tokens.new()
        response = make_response(
            render_template(
                "test_idp/choose.html",
                idp=self._idp,
                application=self._idp.application,
                asked=asked,
                fields=MultiDict((name, each) for name, values in fields.items() for each in values),
                people=self._idp.people(),
                faults_by_group=FAULTS_BY_GROUP,
                name_id_formats=NAME_ID_FORMATS,
                token=token,
            )
        )
        self.tokens.remember(response, value)
        return response

    def send(self, fields: Fields) -> Response:
        """The response for a filled form: as data, or as a page that posts itself."""
        form = read_sign_in(fields)
        answer = self._idp.sign_in(form)
        if _wants_json():
            return _answer_json(answer)
        return make_response(
            render_template("test_idp/post.html", answer=answer, form=form, document=answer.document)
        )

    def problem(self, heading: str, text: str, status: int, problems: Mapping[str, str] | None = None) -> Response:
        """Why a request cannot be served."""
        if _wants_json() or request.method == "PUT":
            response = jsonify(error=text, fields=dict(problems or {}))
        else:
            response = make_response(
                render_template("test_idp/problem.html", heading=heading, text=text, problems=problems or {})
            )
        response.status_code = status
        return response

    def stale_form(self) -> Response:
        """A form that this browser was not shown, or whose cookie is gone."""
        text = "Go back, load the page again, and send the form once more. Programs ask for Accept: application/json."
        return self.problem("This form is out of date", text, 403)


def _read_request() -> tuple[AuthnRequest | None, Fields]:
    """The request among the fields, if there is one, and the form that answers it; fields given outright win."""
    given = _fields(request.values)
    carried = {name: given.pop(name, [""])[0] for name in _BINDING_FIELDS}
    if not carried["SAMLRequest"]:
        return None, given
    asked = read_authn_request(_decode(carried["SAMLRequest"]))
    known = {
        "acs_url": asked.acs_url,
        "audience": asked.issuer,
        "in_response_to": asked.id,
        "relay_state": carried["RelayState"],
    }
    return asked, {name: [value] for name, value in known.items() if value} | given


def _decode(message: str) -> str:
    """A message in either binding: only the redirect binding deflates."""
    with suppress(UnreadableMessage):
        text = decode_post(message)
        if text.lstrip().startswith("<"):
            return text
    return decode_redirect(message)


def _fields(values: MultiDict[str, str]) -> Fields:
    return {name: each for name, each in values.to_dict(flat=False).items() if name != form_token.FIELD}


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _answer_json(answer: Answer) -> Response:
    return jsonify(acs_url=answer.acs_url, SAMLResponse=answer.saml_response, RelayState=answer.relay_state)


def _application_json(application: RegisteredApplication | None) -> Response:
    known: dict[str, Any] = {"audience": None, "acs_urls": []}
    if application is not None:
        known = {"audience": application.audience, "acs_urls": list(application.acs_urls)}
    return Response(json.dumps(known) + "\n", content_type="application/json")


def _protect(response: Response) -> Response:
    # No form-action: an application may redirect on from its ACS URL to any host, which browsers would block.
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; img-src data:; style-src 'self'; script-src 'nonce-{g.test_idp_nonce}'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
