"""Refusals in SCIM's envelope: statuses, texts and shape as seen on the wire (facts/scim.md §3, §6)."""

from datetime import datetime
from typing import Any

from emulator.fault_injection.rule import InjectedError
from emulator.guide.refusal import Facts, Refusal

ERROR_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error"

_STATUS_OF_CODE = {
    "ValidationException": 400,
    "UnauthorizedException": 401,
    "AccessDeniedException": 403,
    "ResourceNotFoundException": 404,
    "ConflictException": 409,
    "ThrottlingException": 429,
    "InternalServerException": 500,
}

# unconfirmed: AWS documents none of these; they are what HTTP itself says in such a case.
_STATUS_OF_CAUSE = {
    "scim.request.method": 405,
    "scim.request.too-large": 413,
    "scim.request.content-type": 415,
}

# The sentence seen for every conflict; only the trail has the specific text.
_CONFLICT = "Refused to create a new, duplicate resource."


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal."""
    if isinstance(refusal, InjectedError):
        return refusal.status or _STATUS_OF_CODE.get(refusal.code, 400)
    return _STATUS_OF_CAUSE.get(refusal.cause) or _STATUS_OF_CODE[refusal.code]


def error_body(refusal: Refusal, *, request_id: str, now: datetime) -> dict[str, Any]:
    """The envelope, with both `schema` and `schemas`, as AWS answers since March 2022."""
    return {
        "schema": [ERROR_SCHEMA],
        "schemas": [ERROR_SCHEMA],
        "detail": _CONFLICT if refusal.code == "ConflictException" else refusal.message,
        "status": str(status_of(refusal)),
        "exceptionRequestId": request_id,
        "timeStamp": _timestamp(now),
    }


def throttled(rate: int, kind: str) -> Refusal:
    """The refusal of a request above AWS's rates; unconfirmed: the text."""
    return Refusal(
        "ThrottlingException",
        "Too many requests.",
        cause="scim.throttled",
        facts=Facts(where="request rate", found=f"more than {rate} {kind} in one second", expected=f"{rate} at most"),
    )


def internal_error() -> Refusal:
    """The refusal that stands for a fault of the emulator itself; unconfirmed: the text."""
    return Refusal(
        "InternalServerException",
        "The request processing has failed because of an unknown error.",
        cause="scim.internal-error",
        facts=Facts(where="the emulator", found="an unexpected error; its log has the details", expected="none"),
    )


def _timestamp(now: datetime) -> str:
    """As Java prints a timestamp in milliseconds: trailing zeros of the fraction are left out."""
    fraction = f"{now.microsecond // 1000:03}".rstrip("0") or "0"
    return f"{now:%Y-%m-%d %H:%M:%S}.{fraction}"
