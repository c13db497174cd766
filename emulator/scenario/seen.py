"""What was seen after a step: by the client, in the trail, and as diagnosis."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from emulator.scenario.client import Answer
from emulator.scenario.page import Page, read_page


@dataclass(frozen=True)
class Seen:
    """A step's answers (redirects included), the events that it recorded, and the diagnoses of its refusals."""

    answers: tuple[Answer, ...] = ()
    events: tuple[dict[str, Any], ...] = ()
    diagnoses: tuple[dict[str, Any], ...] = ()

    @property
    def answer(self) -> Answer | None:
        """The answer that the client is left with."""
        return self.answers[-1] if self.answers else None

    @cached_property
    def page(self) -> Page | None:
        """The page that a person is left with, if it is one."""
        return read_page(self.answer.text) if self.answer is not None and self.answer.is_page else None

    @property
    def refused(self) -> bool:
        """Whether any answer says no."""
        return any(answer.is_lost or answer.status >= 400 or answer.cause is not None for answer in self.answers)

    @property
    def summary(self) -> str:
        """What is seen, in one line."""
        if self.answer is None:
            return ""
        if self.answer.is_lost:
            return "no answer"
        page = self.page
        if page is not None:
            return page.heading or page.text[:80]
        body = self.answer.json
        return f"{self.answer.status} {_text(body) if isinstance(body, dict) else ''}".strip()


def _text(body: dict[str, Any]) -> str:
    """What an error says, in the envelope of SCIM, of the control API, or of an SDK."""
    told = body.get("Error")
    if isinstance(told, dict):
        return f"{told.get('Code')}: {told.get('Message', '')}"
    return next((str(body[key]) for key in ("detail", "error", "message") if key in body), "")
