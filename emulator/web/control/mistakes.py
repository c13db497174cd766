"""How the control API says no: one JSON envelope for every kind of mistake."""

from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from emulator.guide.refusal import Refusal
from emulator.seed.document import mistakes
from emulator.web.control.happened import explain

_STATUS_OF_CODE = {"ConflictException": 409, "ResourceNotFoundException": 404, "ServiceQuotaExceededException": 409}


class Problem(BaseModel):
    """One thing that is wrong with what was sent."""

    where: str
    problem: str


class Error(BaseModel):
    """Why the control API did not do what it was asked; `problems` for a body or query that does not fit,
    `code` and `diagnosis` where a rule of AWS forbids it.
    """

    error: str
    problems: list[Problem] = []
    code: str | None = None
    diagnosis: dict[str, Any] | None = None


def of_validation(invalid: ValidationError, model: type[BaseModel], content: Any) -> Error:
    """The error for data that is no `model`; `content` is the data."""
    problems = [Problem(where=each.where, problem=each.text) for each in mistakes(invalid, model, content)]
    return Error(error="; ".join(problem.problem for problem in problems), problems=problems)


def of_refusal(refusal: Refusal) -> tuple[Error, int]:
    """The error for a broken rule, and its HTTP status."""
    error = Error(error=refusal.message, code=refusal.code, diagnosis=explain(refusal.cause, refusal.facts))
    return error, _STATUS_OF_CODE.get(refusal.code, 400)


def readable(body: bytes) -> Any:
    """The JSON value of a body, or None when it is not JSON."""
    try:
        return from_json(body)
    except ValueError:
        return None
