"""What every page of the console is made with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, request

from emulator.guide.refusal import Refusal
from emulator.permissions.instances import Instance, organization_instance
from emulator.trail.administrator import Administrator, account_root
from emulator.web.console import notices
from emulator.web.console.admission import Admission
from emulator.web.console.navigation import NAVIGATION, PREFIX, current_entry
from emulator.web.console.problem import Problem, problem_of
from emulator.web.context import Context
from emulator.web.control.route import Control, Declined
from emulator.web.journal import origin, request_id
from emulator.web.pages import page, protect
from emulator.web.session_cookie import FORM_FIELD


@dataclass(frozen=True)
class Console:
    """The parts of the emulator that the pages work with, and how they answer."""

    control: Control
    admission: Admission

    @property
    def context(self) -> Context:
        """Settings, store, clock."""
        return self.control.context

    def page(self, template: str, problem: Problem | None = None, **values: Any) -> Response:
        """The page `console/<template>`, below the problem with its last form if there is one."""
        return page(
            f"console/{template}",
            status=problem.status if problem else 200,
            navigation=NAVIGATION,
            here=current_entry(request.path),
            fields={FORM_FIELD: self.admission.form_token()},
            asks_for_token=self.admission.asks_for_token,
            clock=self.context.clock,
            notice=notices.text_of(request.args.get("done")),
            problem=problem,
            diagnosis=problem.diagnosis if problem else None,
            recorded=None,
            request_id=request_id(),
            **values,
        )

    def attempt(self, act: Callable[[], Response], or_show: Callable[[Problem], Response]) -> Response:
        """Do what a form asks for; where it is refused, show the page again with the reason."""
        try:
            return act()
        except (Refusal, Declined) as mistake:
            return or_show(problem_of(mistake))

    def go(self, path: str, *, done: str | None = None) -> Response:
        """Off to a page of the console, which says `done` (a word of notices.py)."""
        joint = "&" if "?" in path else "?"
        url = f"{self.context.public_url}{PREFIX}{path}" + (f"{joint}done={done}" if done else "")
        return protect(make_response(redirect(url, 303)))

    def instance(self) -> Instance:
        """The instance that the console is about."""
        with self.context.store.transaction() as tx:
            return organization_instance(tx)


def administrator(instance: Instance) -> Administrator:
    """Who works in the console, for the trail."""
    return account_root(instance.owner_account_id, origin())
