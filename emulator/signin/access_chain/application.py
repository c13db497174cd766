"""The links to an application, in place of those to an account."""

from emulator.applications.application import DISABLED, Application
from emulator.applications.applications import list_applications
from emulator.applications.assignments import may_use, stale_principal
from emulator.applications.saml_application import SamlApplication, addresses
from emulator.applications.saml_applications import saml_applications_of
from emulator.applications.saml_requests import check_access
from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.signin.access_chain.history import last_refusal
from emulator.signin.access_chain.link import Case, Link, Question

_APPLICATION = Question("application", "May the user use the application?")
_REQUESTS = Question("application-requests", "Does the application ask as it is configured?")
_ALL = 1_000_000


def links_to_application(case: Case, user: User, wanted: str) -> tuple[Link, ...]:
    """Whether the user may use the application of that name or ARN, and whether its own requests were refused."""
    found = _find(case, wanted)
    if found is None:
        names = ", ".join(sorted(each.name for each in _applications(case))) or "none"
        facts = Facts(where="application", found=wanted, expected=f"one of {names}")
        return (_APPLICATION.broken(f"there is no application {wanted}", "application.unknown", facts),)
    saml = next(
        (
            each
            for each in saml_applications_of(case.tx, case.instance)
            if each.application.application_arn == found.application_arn
        ),
        None,
    )
    if saml is None:
        return (_may_use(case, user, found),)
    return _saml_access(case, user, saml), _saml_requests(case, saml)


def _applications(case: Case) -> tuple[Application, ...]:
    return tuple(list_applications(case.tx, case.instance, limit=_ALL).items)


def _find(case: Case, wanted: str) -> Application | None:
    fitting = (each for each in _applications(case) if wanted in (each.name, each.application_arn))
    return next(fitting, None)


def _saml_access(case: Case, user: User, application: SamlApplication) -> Link:
    try:
        check_access(case.tx, case.instance, application, user)
    except Refusal as refusal:
        return _APPLICATION.refused(refusal.facts.found, refusal)
    return _APPLICATION.sound(f"assigned to {application.application.name}")


def _saml_requests(case: Case, application: SamlApplication) -> Link:
    instance = case.instance
    path = addresses(application.application_instance_id, instance.owner_account_id, "").sign_in_url
    refused = last_refusal(case.tx, path, causes=("application.",))
    if refused is None or refused.cause in ("application.not-assigned", "application.disabled"):
        return _REQUESTS.sound("no request of it was refused")
    return _REQUESTS.broken(f"refused at {refused.when}", refused.cause, refused.facts)


def _may_use(case: Case, user: User, application: Application) -> Link:
    if application.status == DISABLED:
        facts = Facts(where="application status", found=DISABLED, expected="ENABLED")
        return _APPLICATION.broken("disabled", "application.disabled", facts)
    if may_use(case.tx, case.instance, application, user.user_id):
        return _APPLICATION.sound(f"assigned to {application.name}")
    stale = stale_principal(case.tx, case.instance, application)
    if stale is not None:
        found = f"{stale.type} {stale.id}, who was deleted"
        facts = Facts(where="assignments of the application", found=found, expected="an assignment of who exists now")
        return _APPLICATION.broken(f"assigned is {found}", "stale-assignment.application", facts)
    found = f"none for {user.user_name}"
    facts = Facts(where="assignments of the application", found=found, expected=f"an assignment of {user.user_name}")
    return _APPLICATION.broken(found, "application.not-assigned", facts)
