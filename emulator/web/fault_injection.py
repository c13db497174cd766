"""Lets requests fail that a fault rule strikes: before the work, after it, late, or without an answer."""

import time
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, g, request

from emulator.fault_injection.rule import FaultRule, InjectedError, LostAnswer
from emulator.fault_injection.rules import strike
from emulator.web.context import Context
from emulator.web.journal import note_refusal
from emulator.web.signin.error_page import error_page

# What our server puts into the environment of a request: a function that closes the connection without an answer.
HANG_UP = "emulator.hang_up"


@dataclass(frozen=True)
class Strike:
    """What a rule does to the present request; without a rule, nothing."""

    rule: FaultRule | None
    operation: str

    def before_work(self) -> None:
        """Wait as long as the rule says. Raises InjectedError where the work is not to be done."""
        if self.rule is None:
            return
        time.sleep(self.rule.delay_seconds)
        if self.rule.error is not None and not self.rule.drop_after_commit:
            raise InjectedError(self.rule, self.rule.error, self.operation)

    def after_work(self) -> None:
        """What was done stays done; raises InjectedError, or lets the answer get lost."""
        if self.rule is None or not self.rule.drop_after_commit:
            return
        if self.rule.error is not None:
            raise InjectedError(self.rule, self.rule.error, self.operation)
        note_refusal(LostAnswer(self.rule, self.operation))
        g.hang_up = True


def struck(context: Context, service: str, operation: str) -> Strike:
    """What the rules in force do to the present request, which counts for them."""
    with context.store.transaction() as tx:
        return Strike(strike(tx, service, operation), operation)


def inject_faults(blueprint: Blueprint, context: Context, service: str) -> None:
    """Let the pages of a blueprint fail; their operations are the HTTP methods."""

    @blueprint.before_request
    def _before() -> None:
        present: Strike = struck(context, service, request.method)
        g.strike = present
        present.before_work()

    @blueprint.after_request
    def _after(response: Response) -> Response:
        # What is answered before the request gets to its page, such as AWS's protocol on any path, is no page.
        met: Strike | None = g.get("strike")
        try:
            if met is not None:
                met.after_work()
        except InjectedError as refusal:
            return error_page(context, refusal)
        return response


def lose_answers(app: Flask) -> None:
    """Close the connection in place of an answer that is to get lost; the journal still holds that answer."""

    @app.after_request
    def _hang_up(response: Response) -> Response:
        if "hang_up" not in g:
            return response
        request.environ.get(HANG_UP, _no_server)()
        return Response(status=response.status_code)


def _no_server() -> None:
    """Where the application runs without a server of ours, the answer only loses its content."""
