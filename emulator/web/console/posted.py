"""What a posted form holds."""

from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError

from emulator.web.control.mistakes import of_validation
from emulator.web.control.route import Declined

Model = TypeVar("Model", bound=BaseModel)


def field(name: str) -> str:
    """A field of the form. PostgreSQL has no text with a NUL in it, so none can be kept."""
    return request.form.get(name, "").replace("\0", " ").strip()


def posted_list(name: str) -> list[str]:
    """Every field of that name, in the order of the form."""
    return [value.replace("\0", " ").strip() for value in request.form.getlist(name)]


def sent_text(file_name: str, text_name: str) -> str:
    """The text of the file that was sent, or else the text that was typed. Raises Declined for a file of bytes."""
    sent = request.files.get(file_name)
    if sent is None or not sent.filename:
        return request.form.get(text_name, "").replace("\0", " ")
    content: bytes = sent.read()
    try:
        return content.decode("utf-8-sig").replace("\0", " ")
    except UnicodeDecodeError as mistake:
        raise Declined(400, f"{sent.filename} is no text in UTF-8.") from mistake


def fitting(model: type[Model], content: dict[str, Any]) -> Model:
    """What a form holds, as the control API takes it. Raises Declined where it does not fit."""
    try:
        return model.model_validate(content)
    except ValidationError as invalid:
        raise Declined(400, of_validation(invalid, model, content).error) from invalid
