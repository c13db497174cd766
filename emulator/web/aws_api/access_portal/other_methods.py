"""The paths of the portal API, called with a method that they do not have: 405 in the portal's own envelope."""

from flask import Blueprint, Response, jsonify, make_response, request

from emulator.guide.refusal import Facts, Refusal
from emulator.web.aws_api.envelopes import portal_envelope
from emulator.web.journal import note_refusal, request_id

# The gateway takes the right methods before Flask looks for a route.
_METHODS = {
    "/federation/credentials": "GET",
    "/assignment/accounts": "GET",
    "/assignment/roles": "GET",
    "/logout": "POST",
}
_EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def portal_api_methods_blueprint() -> Blueprint:
    """One route for every path of the portal API."""
    blueprint = Blueprint("portal_api_methods", __name__)
    for path in _METHODS:
        blueprint.add_url_rule(
            path, path.strip("/").replace("/", "-"), _refuse, methods=_EVERY_METHOD, provide_automatic_options=False
        )
    return blueprint


def _refuse() -> Response:
    right = _METHODS[request.path.rstrip("/")]
    refusal = Refusal(
        "MethodNotAllowedException",
        # unconfirmed: the text.
        "Method not allowed",
        cause="portal.method-not-allowed",
        facts=Facts(where="HTTP method", found=request.method, expected=right),
    )
    note_refusal(refusal)
    answer = portal_envelope("sso", refusal, request_id())
    response = make_response(jsonify(answer.body), 405)
    response.headers["x-amzn-ErrorType"] = answer.error_type or ""
    response.headers["Allow"] = right
    return response
