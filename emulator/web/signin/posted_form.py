"""Reads what was posted to an ACS URL, and refuses what is not a SAML response in a form."""

from dataclasses import dataclass

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from emulator.guide.refusal import Facts, Refusal
from emulator.saml import messages
from emulator.saml.rules.envelope import MAXIMUM_LENGTH

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class PostedForm:
    """The two fields of the HTTP-POST binding."""

    saml_response: str
    relay_state: str | None


class NotAFormPost(Exception):
    """The request is not what the HTTP-POST binding describes; carries the HTTP status and the refusal."""

    def __init__(self, status: int, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.status = status
        self.refusal = refusal


def read_posted_form(request: Request) -> PostedForm:
    """The fields SAMLResponse and RelayState. Raises NotAFormPost."""
    if request.method != "POST":
        raise NotAFormPost(405, _refusal("HTTP method", request.method, "POST"))
    if request.mimetype not in (_FORM, "multipart/form-data"):
        raise NotAFormPost(415, _refusal("Content-Type", request.mimetype or "(absent)", _FORM))
    try:
        responses = request.form.getlist("SAMLResponse")
    except RequestEntityTooLarge as too_large:
        raise NotAFormPost(413, _too_long()) from too_large
    if len(responses) != 1 or not responses[0]:
        found = "empty" if responses == [""] else f"{len(responses)} times"
        raise NotAFormPost(400, _refusal("form field SAMLResponse", found, "once, with the base64 of a response"))
    return PostedForm(responses[0], request.form.get("RelayState"))


def _refusal(where: str, found: str, expected: str) -> Refusal:
    facts = Facts(where=where, found=found, expected=expected)
    return Refusal(messages.ERROR_CODE, messages.UNREADABLE, cause="sign-in.not-a-form-post", facts=facts)


def _too_long() -> Refusal:
    facts = Facts(where="request body", found="more than 4 MB", expected=f"at most {MAXIMUM_LENGTH} characters")
    return Refusal(messages.ERROR_CODE, messages.TOO_LONG, cause="saml.response.too-long", facts=facts)
