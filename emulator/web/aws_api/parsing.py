"""Reads a request's input by the service model, for awsJson 1.1 and rest-json.

Members that the model lacks are passed over, as is null. unconfirmed: the messages of every SerializationException.
"""

import base64
import binascii
import json
import math
from datetime import UTC, datetime
from typing import Any, NoReturn

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from emulator.directory.constraints import shown
from emulator.guide.refusal import Facts, Refusal
from emulator.web.aws_api.call import Json
from emulator.web.aws_api.model import Shape, is_document, lower_camel

_NUMBERS = {"integer": "an Integer", "long": "a Long", "float": "a Float", "double": "a Double"}


def read_input(operation: Any, request: Request) -> Json:
    """The input of the operation, typed as the model says. Raises Refusal for what cannot be read so."""
    shape, rest = operation.input_shape, operation.service_model.metadata["protocol"] == "rest-json"
    content = _content(request)
    if shape is None:
        return {}
    if not rest:
        return _structure(shape, _json(content), "")
    members = {name: part for name, part in shape.members.items() if part.serialization.get("location") is None}
    body = _json(content) if content and members else {}
    return _structure(shape, body, "") | _outside_the_body(shape, request)


def _outside_the_body(shape: Shape, request: Request) -> Json:
    """The members that travel in headers and in the query string."""
    found = {}
    for name, member in shape.members.items():
        place = member.serialization.get("location")
        wire_name = member.serialization.get("name", name)
        text = request.headers.get(wire_name) if place == "header" else None
        if place == "querystring":
            text = request.args.get(wire_name)
        if text is not None:
            found[name] = _from_text(member, text, name)
    return found


def _from_text(shape: Shape, text: str, path: str) -> Any:
    if shape.type_name in _NUMBERS:
        return _typed(shape, int(text) if text.isascii() and text.isdigit() and len(text) < 19 else text, path)
    return _typed(shape, text, path)


def _content(request: Request) -> bytes:
    try:
        return request.get_data()
    except RequestEntityTooLarge as problem:
        raise Refusal(
            "RequestEntityTooLargeException",
            "Request size exceeds the limit.",
            cause="aws-api.too-large",
            facts=Facts(where="request body", found=f"{request.content_length} bytes", expected="a smaller request"),
        ) from problem


def _json(content: bytes) -> Any:
    try:
        value = json.loads(content.decode("utf-8"), parse_constant=_no_number, parse_float=_finite)
        # A lone surrogate is valid in JSON's grammar only; nothing can store it.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as problem:
        found = "no body" if not content else type(problem).__name__ + f": {problem}"[:200]
        raise Refusal(
            "SerializationException",
            "",
            cause="aws-api.not-json",
            facts=Facts(where="request body", found=found, expected="a JSON object in UTF-8"),
        ) from problem
    return value


def _typed(shape: Shape, raw: Any, path: str) -> Any:
    if is_document(shape):
        return raw
    kind = shape.type_name
    if kind == "structure":
        return _structure(shape, raw, path)
    if kind == "list":
        elements = _expect(list, shape, raw, path)
        return [_typed(shape.member, part, f"{path}.{n}.member") for n, part in enumerate(elements, 1)]
    if kind == "map":
        entries = _expect(dict, shape, raw, path)
        return {key: _typed(shape.value, part, f"{path}.{key}") for key, part in entries.items() if part is not None}
    return _scalar(shape, raw, path)


def _structure(shape: Shape, raw: Any, path: str) -> Json:
    members = _expect(dict, shape, raw, path)
    return {
        name: _typed(member, members[wire], f"{path}.{lower_camel(name)}".lstrip("."))
        for name, member in shape.members.items()
        if members.get(wire := member.serialization.get("name", name)) is not None
    }


def _scalar(shape: Shape, raw: Any, path: str) -> Any:
    kind = shape.type_name
    if kind == "string":
        return _expect(str, shape, raw, path)
    if kind == "boolean":
        return _expect(bool, shape, raw, path)
    if kind == "blob":
        return _bytes(shape, raw, path)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise _wrong_type(shape, raw, path)
    if kind == "timestamp":
        return _instant(shape, raw, path)
    if kind in ("integer", "long"):
        if raw != int(raw):
            raise _wrong_type(shape, raw, path)
        return int(raw)
    return float(raw)


def _bytes(shape: Shape, raw: Any, path: str) -> bytes:
    try:
        return base64.b64decode(_expect(str, shape, raw, path), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise _wrong_type(shape, raw, path) from problem


def _instant(shape: Shape, raw: float, path: str) -> datetime:
    try:
        return datetime.fromtimestamp(raw, UTC)
    except (OverflowError, ValueError, OSError) as problem:
        raise _wrong_type(shape, raw, path) from problem


def _expect(kind: type, shape: Shape, raw: Any, path: str) -> Any:
    if not isinstance(raw, kind):
        raise _wrong_type(shape, raw, path)
    return raw


def _wrong_type(shape: Shape, raw: Any, path: str) -> Refusal:
    return Refusal(
        "SerializationException",
        _complaint(shape, raw),
        cause="aws-api.wrong-type",
        facts=Facts(where=path or "request body", found=shown(raw), expected=f"a value of type {shape.type_name}"),
    )


def _complaint(shape: Shape, raw: Any) -> str:
    if isinstance(raw, dict):
        return "Start of structure or map found where not expected."
    if isinstance(raw, list):
        return "Start of list found where not expected."
    if shape.type_name in ("structure", "list", "map"):
        return "Unexpected value type in payload"
    token = {bool: f"{str(raw).upper()}_VALUE", str: "STRING_VALUE", type(None): "NULL_VALUE"}.get(
        type(raw), "NUMBER_VALUE"
    )
    wanted = _NUMBERS.get(shape.type_name) or f"a {shape.type_name.capitalize()}"
    return f"{token} can not be converted to {wanted}"


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number
