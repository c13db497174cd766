"""The descriptions that the OIDC service gives, and refusals with them.

Observed: INVALID_GRANT and INVALID_REFRESH_TOKEN (facts/awsapi.md §4.3), INVALID_CALLBACK on a page (facts/signin.md
§4.5). unconfirmed: all others.
"""

from collections.abc import Mapping

from emulator.guide.refusal import Facts, Refusal

INVALID_GRANT = "Invalid grant provided"
INVALID_REFRESH_TOKEN = "Invalid refresh token provided"
INVALID_CLIENT = "Invalid client provided"
INVALID_REQUEST = "Invalid request"
INVALID_SCOPE = "Invalid scope provided"
INVALID_START_URL = "Invalid start url provided"
INVALID_REDIRECT_URI = "Invalid redirect URI provided"
INVALID_CALLBACK = "Invalid callback URL"
INVALID_CLIENT_METADATA = "Invalid client metadata provided"
UNAUTHORIZED_CLIENT = "Client is not authorized to use this grant type"
UNSUPPORTED_GRANT_TYPE = "Unsupported grant type provided"
AUTHORIZATION_PENDING = "Authorization is pending"
SLOW_DOWN = "Slow down"
EXPIRED_TOKEN = "Device code has expired"
ACCESS_DENIED = "Access denied"


def refused(
    code: str,
    description: str,
    cause: str,
    *,
    where: str,
    found: str,
    expected: str,
    more: Mapping[str, str] | None = None,
) -> Refusal:
    """A refusal of the OIDC service."""
    return Refusal(
        code, description, cause=cause, facts=Facts(where=where, found=found, expected=expected, more=more or {})
    )


def invalid_grant(
    cause: str, *, where: str, found: str, expected: str, more: Mapping[str, str] | None = None
) -> Refusal:
    """`Invalid grant provided`: all that AWS tells about a code that it does not take."""
    return refused(
        "InvalidGrantException", INVALID_GRANT, cause, where=where, found=found, expected=expected, more=more
    )


def missing(parameter: str, grant_type: str) -> Refusal:
    """A parameter that the grant type needs is not there."""
    return refused(
        "InvalidRequestException",
        INVALID_REQUEST,
        "token.parameter-missing",
        where=parameter,
        found="no value",
        expected=f"a value, for the grant type {grant_type}",
    )


def unsupported_grant_type(grant_type: str, known: tuple[str, ...]) -> Refusal:
    """A grant type that the operation does not know."""
    return refused(
        "UnsupportedGrantTypeException",
        UNSUPPORTED_GRANT_TYPE,
        "token.grant-type",
        where="grantType",
        found=grant_type,
        expected=f"one of {', '.join(known)}",
    )


def client_not_registered_for(grant_type: str, registered: tuple[str, ...]) -> Refusal:
    """A grant type other than those that the client or the application has."""
    return refused(
        "UnauthorizedClientException",
        UNAUTHORIZED_CLIENT,
        "token.grant-not-registered",
        where="grantType",
        found=grant_type,
        expected=f"one of {', '.join(registered)}"
        if registered
        else "a grant type that was configured; there is none",
    )
