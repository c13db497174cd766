"""Refusals in the envelope of each service: body, status and the header that names the exception."""

from collections.abc import Callable
from dataclasses import dataclass

from emulator.fault_injection.rule import InjectedError
from emulator.guide.refusal import Refusal
from emulator.web.aws_api.call import Json
from emulator.web.aws_api.model import error_shape

# Exceptions that models leave out or give no status; all others of the JSON services are 400 (facts/awsapi.md §4.5).
# unconfirmed: 403 for ForbiddenException, 413 for a body that is too large.
_STATUS = {
    "InternalServerException": 500,
    "InternalFailure": 500,
    "ForbiddenException": 403,
    "RequestEntityTooLargeException": 413,
}

# What the OIDC service says in `error` (facts/awsapi.md §4.3).
_OAUTH_ERRORS = {
    "AuthorizationPendingException": "authorization_pending",
    "SlowDownException": "slow_down",
    "ExpiredTokenException": "expired_token",
    "InvalidClientException": "invalid_client",
    "InvalidGrantException": "invalid_grant",
    "UnauthorizedClientException": "unauthorized_client",
    "UnsupportedGrantTypeException": "unsupported_grant_type",
    "InvalidScopeException": "invalid_scope",
    "AccessDeniedException": "access_denied",
    "InvalidRequestException": "invalid_request",
    "InvalidRequestRegionException": "invalid_request",
    "InvalidClientMetadataException": "invalid_client_metadata",
    "InvalidRedirectUriException": "invalid_redirect_uri",
    "InternalServerException": "server_error",
}


@dataclass(frozen=True)
class ErrorAnswer:
    """A refusal on the wire."""

    status: int
    body: Json
    error_type: str | None = None


Envelope = Callable[[str, Refusal, str], ErrorAnswer]


def json_envelope(service: str, refusal: Refusal, request_id: str) -> ErrorAnswer:
    """awsJson 1.1: `__type`, the message under the name that the model gives it, and the members that it declares."""
    shape = error_shape(service, refusal.code)
    declared = set(shape.members) if shape is not None else set()
    message_member = "message" if "message" in declared else "Message"
    body: Json = {"__type": refusal.code}
    if refusal.message:
        body[message_member] = refusal.message
    body |= {name: value for name, value in refusal.members.items() if name in declared}
    if "RequestId" in declared:
        body["RequestId"] = request_id
    return ErrorAnswer(_status(service, refusal), body)


def portal_envelope(service: str, refusal: Refusal, _request_id: str) -> ErrorAnswer:
    """The AWS access portal: a namespaced `__type` and a lower-case message (facts/awsapi.md §4.2).

    unconfirmed: the header, which is formed like that of the OIDC service.
    """
    body = {"message": refusal.message, "__type": f"com.amazonaws.switchboard.portal#{refusal.code}"}
    error_type = f"{refusal.code}:http://internal.amazon.com/coral/com.amazonaws.switchboard.portal/"
    return ErrorAnswer(_status(service, refusal), body, error_type)


def oauth_envelope(service: str, refusal: Refusal, _request_id: str) -> ErrorAnswer:
    """The OIDC service: OAuth's body, so that only the header names the exception (facts/awsapi.md §4.3)."""
    body = {"error": _OAUTH_ERRORS.get(refusal.code, "invalid_request"), "error_description": refusal.message}
    error_type = f"{refusal.code}:http://internal.amazon.com/coral/com.amazonaws.sso.oidc/"
    return ErrorAnswer(_status(service, refusal), body | dict(refusal.members), error_type)


def _status(service: str, refusal: Refusal) -> int:
    if isinstance(refusal, InjectedError) and refusal.status is not None:
        return refusal.status
    shape = error_shape(service, refusal.code)
    declared = shape.metadata.get("error", {}).get("httpStatusCode") if shape is not None else None
    return int(declared or _STATUS.get(refusal.code, 400))
