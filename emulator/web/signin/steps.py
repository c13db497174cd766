"""How a request takes a step of the sign-in workflow, and how the page of a step is shown.

`GET /platform/login?workflowStateHandle=…` shows the page of the state that the workflow is in, whatever the browser
showed before (back button, reload, second tab); each form posts one step, which only counts in its own state.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, redirect, request

from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import Instance, organization_instance
from emulator.signin.passwords.check import user_disabled
from emulator.signin.visit import Outcome, SignedIn, Visit, visit_of
from emulator.signin.workflow import State, Workflow, workflow_of_browser
from emulator.store.transaction import Transaction
from emulator.web.context import Context
from emulator.web.journal import origin
from emulator.web.pages import page, protect
from emulator.web.session_cookie import FORM_FIELD, form_token, write_session_cookie
from emulator.web.signin.browser import browser_sha256, checked_browser, read_browser
from emulator.web.signin.error_page import error_page
from emulator.web.signin.problem import problem_values
from emulator.web.signin.trusted_device import read_trusted_device

HANDLE = "workflowStateHandle"


@dataclass(frozen=True, kw_only=True)
class Step:
    """What the page of a step is drawn from. `problem` is why the last answer was refused."""

    context: Context
    visit: Visit
    browser: str
    problem: Refusal | None = None

    def page(self, template: str, **values: Any) -> Response:
        """The page of the step, with what every one of them has: form fields, user name, the problem."""
        workflow = self.visit.workflow
        fields = {FORM_FIELD: form_token(self.browser), HANDLE: workflow.workflow_id}
        problem = problem_values(self.context, self.problem)
        return page(template, fields=fields, user_name=workflow.user_name, **problem, **values)


# Draws the page of a state.
StepPage = Callable[[Step], Response]
Pages = dict[State, StepPage]


def take_step(
    context: Context,
    pages: Pages,
    act: Callable[[Transaction, Visit], Outcome],
    *,
    during: tuple[State, ...],
    afterwards: Pages | None = None,
) -> Response:
    """Do what the posted form asks for, if the workflow is in one of these states; answer with what comes of it.

    `afterwards` are pages that are shown at once, where the workflow stays; else the browser is led to the next page.
    """
    browser = checked_browser(request)
    with context.store.transaction() as tx:
        instance = organization_instance(tx)
        visit = _visit(tx, instance, request.form.get(HANDLE), browser, lock=True)
        if _is_elsewhere(tx, visit):
            return _begin_again(visit)
        outcome: Outcome = visit.workflow
        if visit.workflow.state in during:
            _check_time(tx, visit.workflow)
            outcome = _gone(visit) or act(tx, visit)
        # A refusal may have ended the workflow; what is shown depends on where it is now.
        now = _visit(tx, instance, visit.workflow.workflow_id, browser)
    if isinstance(outcome, Refusal):
        if now.workflow.over or _gone(now) is not None:
            return error_page(context, outcome)
        return pages[now.workflow.state](Step(context=context, visit=now, browser=browser, problem=outcome))
    if afterwards is not None and now.workflow.state in afterwards:
        return afterwards[now.workflow.state](Step(context=context, visit=now, browser=browser))
    return arrive(context, outcome)


def show_step(context: Context, pages: Pages) -> Response:
    """The page of the state that the workflow is in; of one that is over, the page it led to."""
    browser = read_browser(request) or ""
    with context.store.transaction() as tx:
        visit = _visit(tx, organization_instance(tx), request.args.get(HANDLE), browser)
        if visit.workflow.over or _is_elsewhere(tx, visit):
            return _begin_again(visit)
        _check_time(tx, visit.workflow)
    return pages[visit.workflow.state](Step(context=context, visit=visit, browser=browser))


def arrive(context: Context, outcome: Workflow | SignedIn) -> Response:
    """To the page that the workflow waits with, or with the new session to where the person wanted to go."""
    if isinstance(outcome, Workflow):
        return protect(make_response(redirect(address(context, outcome.workflow_id), 303)))
    response = protect(make_response(redirect(outcome.destination, 303)))
    write_session_cookie(response, outcome.new_session, public_url=context.public_url)
    return response


def posted(name: str) -> str:
    """A field of the posted form. PostgreSQL has no text with a NUL in it."""
    return request.form.get(name, "").replace("\0", " ")


def address(context: Context, workflow_id: str) -> str:
    """Where the pages of a workflow are."""
    return f"{context.public_url}/platform/login?{urlencode({HANDLE: workflow_id})}"


def _visit(
    tx: Transaction, instance: Instance, workflow_id: str | None, browser: str, *, lock: bool = False
) -> Visit:
    workflow = None
    if workflow_id and browser:
        # PostgreSQL has no text with a NUL in it, so none can be looked up.
        known = workflow_id.replace("\0", " ")
        workflow = workflow_of_browser(tx, instance.instance_arn, known, browser_sha256(browser), lock=lock)
    if workflow is None:
        raise _refusal(
            "sign-in.workflow-unknown",
            "a browser without our cookie" if not browser else "a workflow of no browser, or of another one",
            "the browser that began to sign in, with cookies",
        )
    return visit_of(tx, instance, workflow, origin(), trusted_device=read_trusted_device(request))


def _is_elsewhere(tx: Transaction, visit: Visit) -> bool:
    """Whether an external provider was connected since the sign-in began: nobody types a password here any more."""
    return identity_source(tx, visit.instance.identity_store_id) is SourceKind.EXTERNAL_IDP


def _begin_again(visit: Visit) -> Response:
    """To the page that the person wanted, which asks for a new sign-in unless there is a session."""
    return protect(make_response(redirect(visit.workflow.destination, 303)))


def _check_time(tx: Transaction, workflow: Workflow) -> None:
    if not workflow.waits_at(tx.now()):
        raise _refusal(
            "sign-in.workflow-expired",
            f"a sign-in that waited until {workflow.expires_at:%Y-%m-%dT%H:%M:%SZ}",
            "the next step within its time",
        )


def _gone(visit: Visit) -> Refusal | None:
    """The refusal where the person was disabled or deleted half-way."""
    if not visit.workflow.credentials or (visit.user is not None and visit.user.active):
        return None
    return user_disabled(visit.workflow.user_name or "")


def _refusal(cause: str, found: str, expected: str) -> Refusal:
    return Refusal(
        "AccessDeniedException",
        "The sign-in cannot go on",
        cause=cause,
        facts=Facts(where="sign-in workflow", found=found, expected=expected),
    )
