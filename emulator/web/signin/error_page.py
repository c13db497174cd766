"""AWS's error page, and below it what the emulator knows about the case."""

from flask import Response

from emulator.guide.diagnosis import diagnose
from emulator.guide.refusal import Refusal
from emulator.web.context import Context
from emulator.web.journal import note_refusal, request_id
from emulator.web.pages import page
from emulator.web.signin.texts import ERROR_STATUS, page_text


def error_page(context: Context, refusal: Refusal, status: int = ERROR_STATUS) -> Response:
    """The page for a refusal; the diagnosis stands below it unless the setting `diagnosis_panel` is off."""
    note_refusal(refusal)
    return page(
        "signin/error.html",
        status=status,
        shown=page_text(refusal.cause),
        diagnosis=diagnose(refusal) if context.settings.diagnosis_panel else None,
        recorded=refusal.message,
        request_id=request_id(),
    )
