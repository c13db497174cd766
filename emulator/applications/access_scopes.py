"""Access scopes: what the tokens of an application may be used for, and at which applications."""

from dataclasses import dataclass

from sqlalchemy import RowMapping, delete, func, insert, select, update

from emulator.applications.application import Application
from emulator.applications.applications import find_application
from emulator.directory.paging import Page, page_of_rows
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.quotas import quota_exceeded
from emulator.store.tables.applications import application_access_scopes
from emulator.store.transaction import Transaction

# facts/signin.md §6
MOST_SCOPES = 25

_COLUMNS = application_access_scopes.c


@dataclass(frozen=True)
class AccessScope:
    """A scope such as `sso:account:access`; `authorized_targets` are the ARNs that it is good for, if it has any."""

    scope: str
    authorized_targets: tuple[str, ...] = ()


def put_access_scope(tx: Transaction, application: Application, scope: AccessScope) -> None:
    """Give the application the scope, or replace its targets.

    Raises ValidationException for one scope too many, ResourceNotFoundException for an unknown target.
    """
    for target in scope.authorized_targets:
        _check_target(tx, application, target)
    of_application = _COLUMNS.application_arn == application.application_arn
    targets = list(scope.authorized_targets)
    replaced = tx.execute(
        update(application_access_scopes)
        .where(of_application, _COLUMNS.scope == scope.scope)
        .values(authorized_targets=targets)
    )
    if replaced:
        return
    if tx.value(select(func.count()).where(of_application)) >= MOST_SCOPES:
        # unconfirmed: the exception; PutApplicationAccessScope declares none of its own for quotas.
        raise quota_exceeded("AccessScope", MOST_SCOPES, application.application_arn, code="ValidationException")
    tx.execute(
        insert(application_access_scopes).values(
            application_arn=application.application_arn,
            scope=scope.scope,
            authorized_targets=targets,
            created_at=tx.now(),
        )
    )


def find_access_scope(tx: Transaction, application_arn: str, scope: str) -> AccessScope:
    """The scope of that name. Raises ResourceNotFoundException for one that the application does not have."""
    of_scope = (_COLUMNS.application_arn == application_arn) & (_COLUMNS.scope == scope)
    row = tx.row(select(application_access_scopes).where(of_scope))
    if row is None:
        # unconfirmed: the text.
        raise Refusal(
            "ResourceNotFoundException",
            f"Could not find AccessScope {scope}",
            cause="application.unknown-setting",
            facts=Facts(where="scope", found=scope, expected="a scope that the application has"),
        )
    return _scope(row)


def delete_access_scope(tx: Transaction, application_arn: str, scope: str) -> None:
    """Take the scope away; done as well when the application never had it."""
    of_scope = (_COLUMNS.application_arn == application_arn) & (_COLUMNS.scope == scope)
    tx.execute(delete(application_access_scopes).where(of_scope))


def list_access_scopes(
    tx: Transaction, application_arn: str, *, after: str | None = None, limit: int = MOST_SCOPES
) -> Page[AccessScope]:
    """A page of the application's scopes, oldest first. Raises UnknownPosition."""
    statement = select(application_access_scopes).where(_COLUMNS.application_arn == application_arn)
    page = page_of_rows(tx, statement, (_COLUMNS.created_at, _COLUMNS.scope), after=after, limit=limit)
    return Page([_scope(row) for row in page.items], page.after)


def _check_target(tx: Transaction, application: Application, target: str) -> None:
    """A target is the instance of the application, or an application in it.

    unconfirmed: that AWS looks whether the target exists.
    """
    if target == application.instance_arn:
        return
    if find_application(tx, target).instance_arn != application.instance_arn:
        raise Refusal(
            "ResourceNotFoundException",
            f"Could not find Application with id {target.rpartition('/')[2]}",
            cause="application.unknown",
            facts=Facts(where="authorizedTargets", found=target, expected=f"an ARN in {application.instance_arn}"),
        )


def _scope(row: RowMapping) -> AccessScope:
    return AccessScope(row["scope"], tuple(row["authorized_targets"]))
