"""`/authorize`: the authorization code flow with PKCE, opened by the AWS CLI in a browser (facts/awsapi.md §4.4)."""

from flask import Blueprint, Response, make_response, redirect, request

from emulator.signin.tokens.authorization_codes import (
    AuthorizationRequest,
    RefusedAtClient,
    denial,
    issue_authorization_code,
    read_authorization_request,
)
from emulator.store.transaction import Transaction
from emulator.web.context import Context
from emulator.web.journal import note_refusal
from emulator.web.oidc.allow_page import Question, allow_page, is_allowed
from emulator.web.oidc.person import to_sign_in, visitor
from emulator.web.pages import protect


def add_authorize(blueprint: Blueprint, context: Context) -> None:
    """Routes of the authorization code flow. The request stays in the query: nothing is kept until the answer."""

    @blueprint.get("/authorize")
    def ask_for_code() -> Response:
        with context.store.transaction() as tx:
            asked = _request(tx)
            found = visitor(tx, asked.requester.instance)
        if found is None:
            return to_sign_in(context)
        question = Question(program=asked.requester.name, scopes=asked.scopes, action=request.full_path)
        return allow_page(question, found, posts_elsewhere=True)

    @blueprint.post("/authorize")
    def answer_for_code() -> Response:
        with context.store.transaction() as tx:
            asked = _request(tx)
            found = visitor(tx, asked.requester.instance)
            if found is None:
                return to_sign_in(context)
            found.check_form()
            if not is_allowed():
                raise denial(asked)
            url = issue_authorization_code(tx, asked, found.person.session.session_id)
        return _to_the_program(url)

    @blueprint.errorhandler(RefusedAtClient)
    def _refused(problem: RefusedAtClient) -> Response:
        note_refusal(problem.refusal)
        return _to_the_program(problem.url)


def _request(tx: Transaction) -> AuthorizationRequest:
    return read_authorization_request(tx, request.args)


def _to_the_program(url: str) -> Response:
    return protect(make_response(redirect(url, 303)))
