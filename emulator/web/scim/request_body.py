"""Reads a request's body: the right size and type, JSON, an object."""

import json
import math
from typing import Any, NoReturn

from emulator.directory.constraints import invalid, shown
from emulator.guide.refusal import Facts, Refusal
from emulator.web.scim.call import Json

# What AWS's ServiceProviderConfig gives as the largest payload; unconfirmed: that single requests are held to it.
LARGEST_BODY = 1_048_576

_MEDIA_TYPES = {"application/json", "application/scim+json"}


def check_size(size: int | None) -> None:
    """Raise Refusal for a body of more bytes than AWS takes; None is an unknown size."""
    if size is not None and size > LARGEST_BODY:
        raise invalid(
            "scim.request.too-large",
            where="request body",
            found=f"{size} bytes",
            expected=f"at most {LARGEST_BODY} bytes",
        )


def check_media_type(media_type: str) -> None:
    """Raise Refusal for a body that says it is no JSON; AWS's own examples name no type at all."""
    if media_type and media_type.lower() not in _MEDIA_TYPES:
        raise invalid(
            "scim.request.content-type",
            where="Content-Type",
            found=shown(media_type),
            expected=" or ".join(sorted(_MEDIA_TYPES)),
        )


def read_object(content: bytes) -> Json:
    """The JSON object in a body.

    Raises Refusal for what is no JSON (facts/scim.md §6, row 11), which here includes repeated names and numbers
    that JSON does not have, and for JSON that is no object.
    """
    try:
        value = json.loads(
            content.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_number, parse_float=_finite
        )
    except (ValueError, RecursionError) as problem:
        raise Refusal(
            "ValidationException",
            "Invalid JSON from RequestBody",
            cause="scim.request.not-json",
            facts=Facts(where="request body", found=_reason(problem), expected="a JSON object in UTF-8"),
        ) from problem
    if not isinstance(value, dict):
        raise invalid("scim.request.not-object", where="request body", found=shown(value), expected="a JSON object")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> Json:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a name occurs twice in one object")
    return members


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _reason(problem: ValueError | RecursionError) -> str:
    if isinstance(problem, RecursionError):
        return "objects or lists nested too deeply"
    if isinstance(problem, UnicodeDecodeError):
        return "bytes that are not UTF-8"
    return str(problem)[:200] or "an empty body"
