"""The applications of an instance.

Every function raises Refusal where a rule forbids: ResourceNotFoundException for an unknown application,
ValidationException for what does not fit together, ServiceQuotaExceededException for one too many.
"""

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import RowMapping, delete, func, insert, select, update

from emulator.applications.application import ENABLED, Application, ApplicationDraft, SignIn
from emulator.directory.paging import Page, page_of_rows
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance
from emulator.permissions.quotas import quota_exceeded
from emulator.permissions.tags import delete_tags
from emulator.store.tables.applications import applications
from emulator.store.transaction import Transaction

# facts/signin.md §6
MOST_APPLICATIONS = 7000

_COLUMNS = applications.c


def create_application(
    tx: Transaction, instance: Instance, draft: ApplicationDraft, *, account_id: str, region: str
) -> Application:
    """Make an application that `account_id` owns. Its provider is for the caller to check (`check_made_by_api`).

    unconfirmed: that two applications may have the same name.
    """
    check_sign_in(draft.sign_in)
    present = tx.value(select(func.count()).where(_COLUMNS.instance_arn == instance.instance_arn))
    if present >= MOST_APPLICATIONS:
        raise quota_exceeded("Application", MOST_APPLICATIONS, instance.instance_arn)
    application = Application(
        **vars(draft),
        application_arn=tx.ids.application_arn(account_id, instance.instance_arn),
        instance_arn=instance.instance_arn,
        account_id=account_id,
        assignment_required=True,
        # unconfirmed: that background sessions are enabled until somebody disables them.
        background_sessions=ENABLED,
        created_at=tx.now(),
        created_from=region,
    )
    tx.execute(insert(applications).values(**_values(application)))
    return application


def find_application(tx: Transaction, application_arn: str) -> Application:
    """The application of that ARN."""
    row = tx.row(select(applications).where(_COLUMNS.application_arn == application_arn))
    if row is None:
        # unconfirmed: the text.
        raise Refusal(
            "ResourceNotFoundException",
            f"Could not find Application with id {application_arn.rpartition('/')[2]}",
            cause="application.unknown",
            facts=Facts(where="applicationArn", found=application_arn, expected="the ARN of an application"),
        )
    return _application(row)


def replace_application(tx: Transaction, application: Application) -> None:
    """Make this the whole of what is known about the application."""
    check_sign_in(application.sign_in)
    tx.execute(
        update(applications)
        .where(_COLUMNS.application_arn == application.application_arn)
        .values(**_values(application))
    )


def require_assignment(tx: Transaction, application_arn: str, required: bool) -> None:
    """Choose whether only those assigned to the application may use it; assignments stay as they are."""
    replace_application(tx, replace(find_application(tx, application_arn), assignment_required=required))


def set_background_sessions(tx: Transaction, application_arn: str, status: str) -> None:
    """Choose whether work goes on after the user who started it has left."""
    replace_application(tx, replace(find_application(tx, application_arn), background_sessions=status))


def delete_application(tx: Transaction, application_arn: str) -> None:
    """Remove the application with its assignments, scopes, grants, authentication methods and tags.

    unconfirmed: that assignments do not stand in the way.
    """
    find_application(tx, application_arn)
    delete_tags(tx, application_arn)
    tx.execute(delete(applications).where(_COLUMNS.application_arn == application_arn))


def list_applications(
    tx: Transaction,
    instance: Instance,
    *,
    account_id: str | None = None,
    provider_arn: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[Application]:
    """A page of the applications, oldest first: all, or those of an account or of a provider.

    Raises UnknownPosition for an `after` that no page has given.
    """
    statement = select(applications).where(_COLUMNS.instance_arn == instance.instance_arn)
    if account_id is not None:
        statement = statement.where(_COLUMNS.account_id == account_id)
    if provider_arn is not None:
        statement = statement.where(_COLUMNS.provider_arn == provider_arn)
    page = page_of_rows(tx, statement, (_COLUMNS.created_at, _COLUMNS.application_arn), after=after, limit=limit)
    return Page([_application(row) for row in page.items], page.after)


def check_sign_in(sign_in: SignIn | None) -> None:
    """Raise ValidationException for a sign-in that starts at the application when its URL is not known.

    Source: service model, SignInOptions; unconfirmed: the text.
    """
    if sign_in is None or sign_in.origin != "APPLICATION" or sign_in.application_url is not None:
        return
    raise Refusal(
        "ValidationException",
        "ApplicationUrl is required when the sign-in origin is APPLICATION",
        cause="application.sign-in-url-missing",
        facts=Facts(where="portalOptions.signInOptions.applicationUrl", found="no value", expected="a URL"),
    )


def _values(application: Application) -> dict[str, Any]:
    return vars(application) | {"sign_in": asdict(application.sign_in) if application.sign_in else None}


def _application(row: RowMapping) -> Application:
    sign_in = SignIn(**row["sign_in"]) if row["sign_in"] else None
    return Application(**{name: row[name] for name in Application.__dataclass_fields__} | {"sign_in": sign_in})
