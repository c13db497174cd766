"""`/device`: where a person enters the code that a program shows, and allows or denies it (facts/awsapi.md §4.3)."""

from flask import Blueprint, Response, request

from emulator.guide.diagnosis import diagnose
from emulator.guide.refusal import Refusal
from emulator.permissions.instances import instance_of_arn
from emulator.signin.tokens.clients import find_client
from emulator.signin.tokens.device_authorizations import DeviceAuthorization, State, decide
from emulator.signin.tokens.user_codes import check_region, pending_authorization, used_meanwhile
from emulator.store.transaction import Transaction
from emulator.web.context import Context
from emulator.web.journal import note_refusal, request_id
from emulator.web.oidc.allow_page import Question, allow_page, is_allowed
from emulator.web.oidc.person import to_sign_in, visitor
from emulator.web.pages import page


def add_device(blueprint: Blueprint, context: Context) -> None:
    """Routes of the device flow: enter the code, confirm it, sign in, allow or deny."""

    @blueprint.get("/device")
    def enter_user_code() -> Response:
        if not request.args.get("user_code", "").strip():
            return _code_page(context, None)
        try:
            with context.store.transaction() as tx:
                asked = _authorization(tx)
        except Refusal as refusal:
            return _code_page(context, refusal)
        return page("oidc/confirm.html", user_code=asked.user_code)

    @blueprint.get("/device/allow")
    def ask_for_device() -> Response:
        try:
            with context.store.transaction() as tx:
                asked = _authorization(tx)
                found = visitor(tx, instance_of_arn(tx, asked.instance_arn))
                client = find_client(tx, asked.client_id)
        except Refusal as refusal:
            return _code_page(context, refusal)
        if found is None:
            return to_sign_in(context)
        action = f"/device/allow?user_code={asked.user_code}"
        question = Question(program=client.name, scopes=client.scopes, action=action, user_code=asked.user_code)
        return allow_page(question, found)

    @blueprint.post("/device/allow")
    def answer_for_device() -> Response:
        with context.store.transaction() as tx:
            asked = _authorization(tx)
            found = visitor(tx, instance_of_arn(tx, asked.instance_arn))
            if found is None:
                return to_sign_in(context)
            found.check_form()
            session_id, allowed = found.person.session.session_id, is_allowed()
            if allowed:
                check_region(tx, asked)
            if not decide(tx, asked, session_id=session_id, allowed=allowed):
                raise used_meanwhile(asked)
        return page("oidc/decided.html", state=State.ALLOWED if allowed else State.DENIED)


def _authorization(tx: Transaction) -> DeviceAuthorization:
    return pending_authorization(tx, request.args.get("user_code", ""))


def _code_page(context: Context, refusal: Refusal | None) -> Response:
    """The form for the code; with a refusal, what was wrong with the one that was entered."""
    if refusal is None:
        return page("oidc/enter_code.html", typed="", shown=None, diagnosis=None)
    note_refusal(refusal)
    return page(
        "oidc/enter_code.html",
        status=400,
        typed=request.args.get("user_code", "")[:20],
        shown=refusal.message,
        diagnosis=diagnose(refusal) if context.settings.diagnosis_panel else None,
        recorded="no event",
        request_id=request_id(),
    )
