"""Writes a handler's output by the service model, and checks it against the model first.

Members that the installed model lacks are left out, so that handlers follow the newest model and older ones work too.
"""

import base64
import warnings
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from emulator.web.aws_api.call import Json
from emulator.web.aws_api.model import Shape, is_document
from emulator.web.aws_api.validation import violations_of


class OutputMismatch(UserWarning):
    """A handler's output breaks the service model: a fault of the emulator.

    It is a warning, so that a stricter model of a newer botocore costs users nothing, while our tests, where
    warnings are errors, fail.
    """


def check_output(shape: Shape | None, output: Mapping[str, Any]) -> None:
    """Warn with OutputMismatch when the output lacks required members or breaks a constraint."""
    if shape is None:
        return
    broken = [violation.sentence for violation in violations_of(shape, _known(shape, output))]
    if broken:
        warnings.warn(f"{shape.name}: {'; '.join(broken)}", OutputMismatch, stacklevel=2)


def write_output(shape: Shape | None, output: Mapping[str, Any]) -> Json:
    """The output as JSON values; what is None is left out."""
    if shape is None:
        return {}
    written: Json = _written(shape, output)
    return written


def _known(shape: Shape, value: Any) -> Any:
    """The value without the members that the model lacks and those that are None."""
    if is_document(shape):
        return value
    if shape.type_name == "structure":
        return {n: _known(part, value[n]) for n, part in shape.members.items() if value.get(n) is not None}
    if shape.type_name == "list":
        return [_known(shape.member, part) for part in value]
    if shape.type_name == "map":
        return {key: _known(shape.value, part) for key, part in value.items()}
    return value


def _written(shape: Shape, value: Any) -> Any:
    if is_document(shape):
        return value
    if shape.type_name == "structure":
        return {
            member.serialization.get("name", name): _written(member, value[name])
            for name, member in shape.members.items()
            if value.get(name) is not None
        }
    if shape.type_name == "list":
        return [_written(shape.member, part) for part in value]
    if shape.type_name == "map":
        return {key: _written(shape.value, part) for key, part in value.items()}
    if isinstance(value, datetime):
        # Both protocols give instants in bodies as seconds since 1970, with milliseconds.
        return round(value.timestamp(), 3)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value
