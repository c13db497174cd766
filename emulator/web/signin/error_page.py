"""AWS's error page, and below it what the emulator knows about the case."""

from flask import Response

from emulator.fault_injection.rule import InjectedError
from emulator.guide.diagnosis import diagnose
from emulator.guide.refusal import Refusal
from emulator.saml import messages
from emulator.web.context import Context
from emulator.web.journal import note_refusal, request_id
from emulator.web.pages import page
from emulator.web.signin.texts import ERROR_STATUS, PageText, page_text

# Other events of a sign-in say no more than Failure (facts/signin.md §5.3, §5.6, §1.8).
_WITH_MESSAGE = (messages.ERROR_CODE, "InternalFailure")


def error_page(
    context: Context,
    refusal: Refusal,
    status: int = ERROR_STATUS,
    *,
    shown: PageText | None = None,
    surface: str | None = None,
) -> Response:
    """The page for a refusal; the diagnosis stands below it unless the setting `diagnosis_panel` is off.

    `shown` is what AWS writes, where that does not depend on the cause alone; `surface` names the place in the page's
    head, where that is not the sign-in.
    """
    note_refusal(refusal)
    if isinstance(refusal, InjectedError):
        status = refusal.status or status
    return page(
        "signin/error.html",
        status=status,
        shown=shown or page_text(refusal.cause),
        surface=surface,
        diagnosis=diagnose(refusal) if context.settings.diagnosis_panel else None,
        recorded=recorded_in_trail(refusal),
        request_id=request_id(),
    )


def recorded_in_trail(refusal: Refusal) -> str | None:
    """The message by which the trail tells of the refusal; None where its events hold none."""
    return refusal.message if refusal.code in _WITH_MESSAGE else None
