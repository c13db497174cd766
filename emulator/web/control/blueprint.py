"""Serves the table of the control API: admit, parse, call the handler, render."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, UnsupportedMediaType

from emulator.guide.refusal import Refusal
from emulator.seed.model import Seed
from emulator.seed.plant import Planted
from emulator.web.admin import NotAdmitted, admit
from emulator.web.context import Context
from emulator.web.control import mistakes
from emulator.web.control.route import Control, Declined, Route
from emulator.web.control.routes import ROUTES
from emulator.web.control.snapshots import Snapshots
from emulator.web.journal import note_refusal

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class _Unfit(Exception):
    """Body or query is not what the route takes."""

    def __init__(self, error: mistakes.Error) -> None:
        super().__init__(error.error)
        self.error = error


def control_of(context: Context, reset: Callable[[Seed], Planted], test_idp_metadata: Callable[[], str]) -> Control:
    """What the control API and the console work with.

    `reset` starts the emulator afresh from a seed and tells what was made; `test_idp_metadata` gives the SAML
    metadata of the test IdP.
    """
    return Control(context, reset, test_idp_metadata, Snapshots(), ROUTES)


def control_blueprint(control: Control) -> Blueprint:
    """The control API."""
    blueprint = Blueprint("control", __name__, url_prefix="/_emulator")
    open_endpoints = {f"control.{route.path}" for route in ROUTES if route.open}
    for path in dict.fromkeys(route.path for route in ROUTES):
        by_method = {route.method: route for route in ROUTES if route.path == path}
        view = _view(control, by_method)
        blueprint.add_url_rule(
            f"/{path}", path.replace(".", "-"), view, methods=_METHODS, provide_automatic_options=False
        )
    blueprint.add_url_rule("/<path:unknown>", "unknown", _unknown, methods=_METHODS, provide_automatic_options=False)
    _render_mistakes(blueprint)

    @blueprint.before_request
    def _admit() -> None:
        if request.endpoint not in open_endpoints:
            admit(request, control.context.settings, control.context.public_url)

    return blueprint


def _view(control: Control, by_method: Mapping[str, Route]) -> Callable[..., tuple[Response, int]]:
    def view(**path_values: str) -> tuple[Response, int]:
        route = by_method.get("GET" if request.method == "HEAD" else request.method)
        if route is None:
            raise MethodNotAllowed(valid_methods=list(by_method))
        answer = route.handler(control, **path_values, **_read(route))
        content = answer.model_dump(mode="json") if isinstance(answer, BaseModel) else answer
        return jsonify(content), route.status

    return view


def _read(route: Route) -> dict[str, BaseModel]:
    """The arguments that the handler takes from body and query; a missing body is an empty object."""
    arguments: dict[str, BaseModel] = {}
    if route.body is not None:
        arguments["body"] = _read_body(route.body)
    if route.query is not None:
        content = request.args.to_dict()
        try:
            arguments["query"] = route.query.model_validate_strings(content)
        except ValidationError as invalid:
            raise _Unfit(mistakes.of_validation(invalid, route.query, content)) from invalid
    return arguments


def _read_body(model: type[BaseModel]) -> BaseModel:
    sent = request.get_data(cache=True)
    if sent and not request.is_json:
        declared = request.mimetype or "of no declared type"
        raise UnsupportedMediaType(f"the body is {declared}; send JSON with `Content-Type: application/json`")
    try:
        return model.model_validate_json(sent or b"{}")
    except ValidationError as invalid:
        raise _Unfit(mistakes.of_validation(invalid, model, mistakes.readable(sent))) from invalid


def _unknown(unknown: str) -> tuple[Response, int]:
    raise NotFound(f"there is no /_emulator/{unknown}; /_emulator/openapi.json lists what there is")


def _render_mistakes(blueprint: Blueprint) -> None:
    @blueprint.errorhandler(_Unfit)
    def _unfit(unfit: _Unfit) -> tuple[Response, int]:
        return _error(unfit.error, 400)

    @blueprint.errorhandler(Refusal)
    def _refused(refusal: Refusal) -> tuple[Response, int]:
        note_refusal(refusal)
        return _error(*mistakes.of_refusal(refusal))

    @blueprint.errorhandler(Declined)
    def _declined(declined: Declined) -> tuple[Response, int]:
        return _error(mistakes.Error(error=str(declined)), declined.status)

    @blueprint.errorhandler(NotAdmitted)
    def _not_admitted(refused: NotAdmitted) -> tuple[Response, int]:
        response, status = _error(mistakes.Error(error=str(refused)), refused.status)
        if status == 401:
            response.headers["WWW-Authenticate"] = 'Bearer realm="emulator"'
        return response, status

    @blueprint.errorhandler(HTTPException)
    def _http(problem: HTTPException) -> tuple[Response, int]:
        response, status = _error(mistakes.Error(error=problem.description or problem.name), problem.code or 500)
        if isinstance(problem, MethodNotAllowed):
            response.headers["Allow"] = ", ".join(problem.valid_methods or ())
        return response, status


def _error(error: mistakes.Error, status: int) -> tuple[Response, int]:
    return jsonify(error.model_dump(mode="json", exclude_defaults=True)), status
