"""Why the last answer was refused, as the pages of a form show it: AWS's words, and the diagnosis below."""

from typing import Any

from emulator.guide.diagnosis import diagnose
from emulator.guide.refusal import Refusal
from emulator.web.context import Context
from emulator.web.journal import note_refusal, request_id
from emulator.web.signin.error_page import recorded_in_trail
from emulator.web.signin.texts import ERROR_STATUS, page_text


def problem_values(context: Context, problem: Refusal | None) -> dict[str, Any]:
    """What `pages.page` is given for `signin/form.html`: status, shown, diagnosis and what that needs."""
    if problem is None:
        return {"status": 200, "shown": None, "diagnosis": None}
    note_refusal(problem)
    return {
        "status": ERROR_STATUS,
        "shown": page_text(problem.cause),
        "diagnosis": diagnose(problem) if context.settings.diagnosis_panel else None,
        "recorded": recorded_in_trail(problem),
        "request_id": request_id(),
    }
