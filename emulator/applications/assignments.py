"""Who may use an application: the users and groups assigned to it.

Assignments hold ids. One that was made for a user or group that has been deleted since stays where it is, is listed,
and gives nothing to a new user or group of the same name (guide entry 9, stale-assignment.application).
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, literal, select, union_all
from sqlalchemy.exc import IntegrityError

from emulator.applications.application import Application
from emulator.directory.groups import groups_of_ids
from emulator.directory.paging import Page, page_of_rows
from emulator.directory.users import users_of_ids
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.assignments import GROUP, USER, Principal
from emulator.permissions.instances import Instance
from emulator.permissions.quotas import quota_exceeded
from emulator.store.tables.applications import application_assignments, applications
from emulator.store.tables.directory import memberships
from emulator.store.transaction import Transaction

# facts/signin.md §6
MOST_GROUPS = 100

_COLUMNS = application_assignments.c


@dataclass(frozen=True, kw_only=True)
class ApplicationAssignment:
    """An assignment of a user or a group to an application."""

    application_arn: str
    principal: Principal


def assign(tx: Transaction, instance: Instance, assignment: ApplicationAssignment) -> None:
    """Let a user or group use an application.

    Raises ResourceNotFoundException for an unknown user or group, ConflictException for one that is assigned already,
    ServiceQuotaExceededException for a group too many.
    """
    principal = assignment.principal
    _check_principal_exists(tx, instance, principal)
    if principal.type == GROUP:
        _check_group_quota(tx, assignment.application_arn)
    statement = insert(application_assignments).values(
        assignment_id=tx.ids.uuid(),
        application_arn=assignment.application_arn,
        principal_type=principal.type,
        principal_id=principal.id,
        created_at=tx.now(),
    )
    try:
        with tx.connection.begin_nested():
            tx.execute(statement)
    except IntegrityError as problem:
        raise _assigned_already(principal) from problem


def unassign(tx: Transaction, assignment: ApplicationAssignment) -> None:
    """Take the right to use an application away; done as well when it was never given (service model, idempotent)."""
    tx.execute(delete(application_assignments).where(_is(assignment)))


def find_assignment(tx: Transaction, assignment: ApplicationAssignment) -> ApplicationAssignment:
    """The assignment itself, not through a group. Raises ResourceNotFoundException where there is none."""
    principal = assignment.principal
    if tx.row(select(_COLUMNS.assignment_id).where(_is(assignment))) is None:
        # unconfirmed: the text.
        raise Refusal(
            "ResourceNotFoundException",
            f"Could not find ApplicationAssignment of {principal.type} with id {principal.id}",
            cause="application.unknown-assignment",
            facts=Facts(
                where="principalId",
                found=f"{principal.type} {principal.id}, which is not assigned itself",
                expected="a user or group that is assigned to the application directly",
            ),
        )
    return assignment


def assignments_of_application(
    tx: Transaction, application_arn: str, *, after: str | None = None, limit: int = 100
) -> Page[ApplicationAssignment]:
    """A page of who is assigned to an application, oldest first, those who no longer exist included.

    Raises UnknownPosition.
    """
    return _page(tx, _COLUMNS.application_arn == application_arn, after, limit)


def assignments_of_principal(
    tx: Transaction,
    instance: Instance,
    principal: Principal,
    *,
    application_arn: str | None = None,
    after: str | None = None,
    limit: int = 100,
) -> Page[ApplicationAssignment]:
    """A page of the assignments that a user or group has, oldest first; a user has those of its groups as well.

    Raises UnknownPosition.
    """
    arn = applications.c.application_arn
    of_instance = select(arn).where(applications.c.instance_arn == instance.instance_arn)
    if application_arn is not None:
        of_instance = of_instance.where(arn == application_arn)
    condition = _of_user(instance, principal.id) if principal.type == USER else _COLUMNS.principal_id == principal.id
    return _page(tx, condition & _COLUMNS.application_arn.in_(of_instance), after, limit)


def may_use(tx: Transaction, instance: Instance, application: Application, user_id: str) -> bool:
    """Whether a user may use the application: assigned, directly or by a group, where assignments are required."""
    if not application.assignment_required:
        return True
    of_application = _COLUMNS.application_arn == application.application_arn
    return tx.row(select(_COLUMNS.assignment_id).where(of_application & _of_user(instance, user_id))) is not None


def stale_principal(tx: Transaction, instance: Instance, application: Application) -> Principal | None:
    """A user or group that was deleted and is assigned all the same; of several, the first (guide entry 9)."""
    statement = select(_COLUMNS.principal_type, _COLUMNS.principal_id).order_by(_COLUMNS.assignment_id)
    for row in tx.rows(statement.where(_COLUMNS.application_arn == application.application_arn)):
        principal = Principal(row["principal_type"], row["principal_id"])
        found = groups_of_ids if principal.type == GROUP else users_of_ids
        if not found(tx, instance.identity_store_id, [principal.id]):
            return principal
    return None


def _of_user(instance: Instance, user_id: str) -> ColumnElement[bool]:
    groups = select(memberships.c.group_id).where(
        memberships.c.identity_store_id == instance.identity_store_id, memberships.c.user_id == user_id
    )
    return _COLUMNS.principal_id.in_(union_all(select(literal(user_id)), groups))


def _is(assignment: ApplicationAssignment) -> ColumnElement[bool]:
    return (
        (_COLUMNS.application_arn == assignment.application_arn)
        & (_COLUMNS.principal_type == assignment.principal.type)
        & (_COLUMNS.principal_id == assignment.principal.id)
    )


def _page(
    tx: Transaction, condition: ColumnElement[bool], after: str | None, limit: int
) -> Page[ApplicationAssignment]:
    statement = select(application_assignments).where(condition)
    page = page_of_rows(tx, statement, (_COLUMNS.created_at, _COLUMNS.assignment_id), after=after, limit=limit)
    return Page([_assignment(row) for row in page.items], page.after)


def _assignment(row: RowMapping) -> ApplicationAssignment:
    return ApplicationAssignment(
        application_arn=row["application_arn"], principal=Principal(row["principal_type"], row["principal_id"])
    )


def _check_principal_exists(tx: Transaction, instance: Instance, principal: Principal) -> None:
    those_of_ids = users_of_ids if principal.type == USER else groups_of_ids
    if those_of_ids(tx, instance.identity_store_id, [principal.id]):
        return
    # unconfirmed: the text.
    raise Refusal(
        "ResourceNotFoundException",
        f"{principal.type} not found.",
        cause="application.unknown-principal",
        facts=Facts(
            where="principalId",
            found=principal.id,
            expected=f"the id of a {principal.type.lower()} in {instance.identity_store_id}",
        ),
    )


def _check_group_quota(tx: Transaction, application_arn: str) -> None:
    of_groups = (_COLUMNS.application_arn == application_arn) & (_COLUMNS.principal_type == GROUP)
    if tx.value(select(func.count()).where(of_groups)) >= MOST_GROUPS:
        raise quota_exceeded("ApplicationAssignment", MOST_GROUPS, application_arn)


def _assigned_already(principal: Principal) -> Refusal:
    # unconfirmed: that AWS refuses it, and the text; CreateApplicationAssignment is not marked as idempotent.
    return Refusal(
        "ConflictException",
        f"ApplicationAssignment of {principal.type} with id {principal.id} already exists.",
        cause="application.assigned-already",
        facts=Facts(
            where="principalId",
            found=f"{principal.type} {principal.id}, assigned already",
            expected="a user or group that is not assigned to the application yet",
        ),
    )
