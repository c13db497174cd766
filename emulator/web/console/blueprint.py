"""The routes of the console: who is let in, the pages of every subject, and what cannot be shown."""

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from emulator.guide.refusal import Refusal
from emulator.web.admin import NotAdmitted
from emulator.web.console import (
    accounts,
    active_directory,
    applications,
    authentication,
    clock,
    faults,
    groups,
    identity_source,
    identity_source_change,
    labs,
    mail,
    overview,
    permission_set_policies,
    permission_sets,
    provisioning,
    refusals,
    saml_application,
    sign_in,
    state,
    trail,
    user_access,
    user_devices,
    user_groups,
    user_passwords,
    user_profile,
    user_sessions,
    users,
)
from emulator.web.console.admission import Admission, TokenWanted
from emulator.web.console.frame import Console
from emulator.web.console.navigation import PREFIX
from emulator.web.console.problem import Problem, problem_of
from emulator.web.console.written import duration, query
from emulator.web.control.route import Control, Declined

# The pages of each subject; a new subject adds its line here, and one in navigation.py.
_SUBJECTS: tuple[Callable[[Blueprint, Console], None], ...] = (
    sign_in.add_pages,
    overview.add_pages,
    refusals.add_pages,
    trail.add_pages,
    mail.add_pages,
    users.add_pages,
    user_profile.add_pages,
    user_passwords.add_pages,
    user_groups.add_pages,
    user_access.add_pages,
    user_devices.add_pages,
    user_sessions.add_pages,
    groups.add_pages,
    identity_source.add_pages,
    identity_source_change.add_pages,
    active_directory.add_pages,
    provisioning.add_pages,
    authentication.add_pages,
    accounts.add_pages,
    permission_sets.add_pages,
    permission_set_policies.add_pages,
    applications.add_pages,
    saml_application.add_pages,
    clock.add_pages,
    faults.add_pages,
    state.add_pages,
    labs.add_pages,
)


def console_blueprint(control: Control) -> Blueprint:
    """Everything under /console."""
    blueprint = Blueprint("console", __name__, url_prefix=PREFIX)
    admission = Admission(control.context)
    console = Console(control, admission)
    blueprint.add_app_template_filter(query)
    blueprint.add_app_template_filter(duration)
    for add_pages in _SUBJECTS:
        add_pages(blueprint, console)

    @blueprint.before_request
    def _admit() -> None:
        if request.endpoint not in sign_in.OPEN_ENDPOINTS:
            admission.admit()
        if any("\0" in str(value) for value in (request.view_args or {}).values()):
            # PostgreSQL has no text with a NUL in it, so none can be looked up.
            raise Declined(404, "There is no such thing.")

    @blueprint.after_request
    def _remember(response: Response) -> Response:
        admission.remember(response)
        return response

    @blueprint.get("/<path:unknown>")
    def unknown_page(unknown: str) -> Response:
        raise Declined(404, f"There is no page {unknown}.")

    _render_mistakes(blueprint, console)
    return blueprint


def _render_mistakes(blueprint: Blueprint, console: Console) -> None:
    @blueprint.errorhandler(TokenWanted)
    def _token_wanted(_: TokenWanted) -> Response:
        return sign_in.to_sign_in(console)

    @blueprint.errorhandler(NotAdmitted)
    def _not_admitted(refused: NotAdmitted) -> Response:
        return console.page("not_admitted.html", Problem(str(refused), refused.status))

    @blueprint.errorhandler(Refusal)
    @blueprint.errorhandler(Declined)
    def _refused(mistake: Refusal | Declined) -> Response:
        return console.page("nothing_here.html", problem_of(mistake))

    @blueprint.errorhandler(HTTPException)
    def _http(mistake: HTTPException) -> Response:
        return console.page("nothing_here.html", Problem(mistake.description or mistake.name, mistake.code or 500))
