"""Whether a person may sign in to a SAML application, and whether its request fits (facts/signin.md §4.5)."""

from sqlalchemy import select

from emulator.applications.application import DISABLED
from emulator.applications.assignments import may_use
from emulator.applications.saml_application import SamlApplication, SamlConfiguration
from emulator.applications.saml_attributes import name_id_format, value_of
from emulator.directory.groups import groups_of_ids
from emulator.directory.user import User
from emulator.directory.users import users_of_ids
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.assignments import USER
from emulator.permissions.instances import Instance
from emulator.saml.authn_request import AuthnRequest
from emulator.store.tables.applications import application_assignments
from emulator.store.transaction import Transaction

NO_ACCESS = "No access"
ISSUER_DIFFERS = "Issuer of request does not match our record"
# unconfirmed: the words.
ACS_URL_DIFFERS = "Assertion Consumer Service URL of request does not match our record"

_COLUMNS = application_assignments.c


def check_request(asked: AuthnRequest, configuration: SamlConfiguration) -> None:
    """Raise Refusal where the application's request is not for this configuration; the request need not be signed.

    unconfirmed: the order of the rules, and whether a signature is looked at; it is not.
    """
    if asked.issuer != configuration.audience:
        raise _refused(
            "application.audience-mismatch",
            ISSUER_DIFFERS,
            Facts(where="AuthnRequest/Issuer", found=asked.issuer[:500], expected=configuration.audience),
        )
    if asked.acs_url is not None and asked.acs_url != configuration.acs_url:
        raise _refused(
            "application.acs-mismatch",
            ACS_URL_DIFFERS,
            Facts(
                where="AuthnRequest/@AssertionConsumerServiceURL",
                found=asked.acs_url[:500],
                expected=configuration.acs_url,
            ),
        )
    given = name_id_format(configuration.subject.format)
    if asked.name_id_format is not None and asked.name_id_format != given:
        raise _refused(
            "application.name-id-format",
            NO_ACCESS,
            Facts(where="AuthnRequest/NameIDPolicy/@Format", found=asked.name_id_format[:500], expected=given),
        )


def check_access(tx: Transaction, instance: Instance, application: SamlApplication, user: User) -> None:
    """Raise Refusal unless the user may use the application and has a value for its subject."""
    if application.application.status == DISABLED:
        raise _refused(
            "application.disabled",
            NO_ACCESS,
            Facts(where="application status", found=DISABLED, expected="ENABLED"),
        )
    if not may_use(tx, instance, application.application, user.user_id):
        raise _stale(tx, instance, application) or _not_assigned(
            "assignments of the application",
            f"none for {user.user_name}",
            f"an assignment of {user.user_name} or of a group of theirs",
        )
    subject = application.configuration.subject
    if not value_of(user, subject.value):
        raise _not_assigned("attribute mapping Subject", f"{user.user_name} has no {subject.value}", "a value")


def _stale(tx: Transaction, instance: Instance, application: SamlApplication) -> Refusal | None:
    """The refusal that names an assignment whose user or group was deleted, if there is one (guide entry 9)."""
    found = select(_COLUMNS.principal_type, _COLUMNS.principal_id).where(
        _COLUMNS.application_arn == application.application.application_arn
    )
    for row in tx.rows(found.order_by(_COLUMNS.created_at)):
        kind, principal_id = row["principal_type"], row["principal_id"]
        those_of_ids = users_of_ids if kind == USER else groups_of_ids
        if not those_of_ids(tx, instance.identity_store_id, [principal_id]):
            return _refused(
                "stale-assignment.application",
                NO_ACCESS,
                Facts(
                    where="assignments of the application",
                    found=f"{kind} {principal_id}, who was deleted",
                    expected=f"an assignment to the {kind.lower()} that exists now",
                ),
            )
    return None


def _not_assigned(where: str, found: str, expected: str) -> Refusal:
    return _refused("application.not-assigned", NO_ACCESS, Facts(where=where, found=found, expected=expected))


def _refused(cause: str, message: str, facts: Facts) -> Refusal:
    return Refusal("ForbiddenException", message, cause=cause, facts=facts)
