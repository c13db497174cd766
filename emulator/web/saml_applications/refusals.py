"""How a sign-in to an application is refused: a page for a person, JSON for a program (facts/signin.md §4.5).

A request at `/authorize` that names a wrong address gets the same page, with another reason on it.
"""

from flask import Response, jsonify, make_response, request

from emulator.applications.saml_requests import NO_ACCESS
from emulator.guide.diagnosis import diagnose
from emulator.guide.refusal import Refusal
from emulator.signin.tokens.refusals import INVALID_CALLBACK
from emulator.web.context import Context
from emulator.web.journal import note_refusal, request_id
from emulator.web.pages import page, protect

# Observed for an application whose name the page does not know.
_THE_APPLICATION = "the application"

# unconfirmed: that every one of these refusals has the status of the one that was seen.
_STATUS = {"ResourceNotFoundException": 404, "InvalidRequestException": 400}


def refuse(context: Context, refusal: Refusal, application_name: str | None) -> Response:
    """The page, or the portal's error envelope for whoever asks for JSON."""
    note_refusal(refusal)
    status = _STATUS.get(refusal.code, 403)
    if request.accept_mimetypes.best == "application/json":
        body = {"message": refusal.message, "__type": f"com.amazonaws.switchboard.portal#{refusal.code}"}
        response = make_response(jsonify(body), status)
        response.headers["x-amzn-ErrorType"] = refusal.code
        return protect(response)
    name = application_name or _THE_APPLICATION
    return page(
        "saml_applications/refused.html",
        status=status,
        heading=f"An error occurred while signing in to {name}",
        reason=refusal.message,
        text=_confirm(name) if refusal.message in (NO_ACCESS, INVALID_CALLBACK) else None,
        diagnosis=diagnose(refusal) if context.settings.diagnosis_panel else None,
        recorded="no event",
        request_id=request_id(),
    )


def _confirm(name: str) -> str:
    return (
        f"Confirm with your administrator that you have access to {name} and that your primary email address is "
        "assigned in IAM Identity Center."
    )
