"""The page that asks the person: may this program act for me?"""

from dataclasses import dataclass

from flask import Response, request

from emulator.signin.tokens.scopes import ACCOUNT_ACCESS
from emulator.web.oidc.person import Visitor
from emulator.web.pages import page
from emulator.web.session_cookie import FORM_FIELD

_MEANINGS = {ACCOUNT_ACCESS: "List and use your AWS accounts and roles"}

# unconfirmed: what AWS lists for a client that registered no scopes.
_WITHOUT_SCOPES = {"": _MEANINGS[ACCOUNT_ACCESS]}


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the person is asked. `action` is where the answer is posted."""

    program: str
    scopes: tuple[str, ...]
    action: str
    user_code: str | None = None


def allow_page(question: Question, visitor: Visitor, *, posts_elsewhere: bool = False) -> Response:
    """Program, scopes and code, with Allow access and Deny access."""
    meanings = {scope: _MEANINGS.get(scope, "") for scope in question.scopes} or _WITHOUT_SCOPES
    return page(
        "oidc/allow.html",
        posts_elsewhere=posts_elsewhere,
        question=question,
        meanings=meanings,
        person=visitor.person,
        form_field=FORM_FIELD,
        form_token=visitor.form_token,
    )


def is_allowed() -> bool:
    """Whether the person chose to allow; anything else than that denies."""
    return request.form.get("decision") == "allow"
