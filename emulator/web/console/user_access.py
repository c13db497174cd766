"""What a user may use, and where the way to it is broken."""

from dataclasses import dataclass

from flask import Blueprint, Response, request

from emulator.accounts.organization import accounts
from emulator.applications.applications import find_application
from emulator.applications.assignments import assignments_of_principal as application_assignments_of
from emulator.directory.external_ids import USER
from emulator.directory.groups import groups_of_ids
from emulator.permissions.assignments import Principal, assignments_of_principal
from emulator.permissions.instances import organization_instance
from emulator.permissions.permission_sets import find_permission_set
from emulator.store.transaction import Transaction
from emulator.web.console.frame import Console
from emulator.web.console.posted import fitting
from emulator.web.console.user_profile import UserView, user_view
from emulator.web.control.diagnosis import Chain, ChainQuery, diagnose_access

_MOST_SHOWN = 500


@dataclass(frozen=True)
class Access:
    """Something that a user may use: what, as what, and through which group (none: by the user's own assignment)."""

    what: str
    url: str
    role: str
    through: str | None


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Assignments, and the walk along the chain."""

    @blueprint.get("/users/<user_id>/access")
    def user_access(user_id: str) -> Response:
        with console.context.store.transaction() as tx:
            view = user_view(tx, user_id)
            found = [*_accounts_of(tx, view), *_applications_of(tx, view)]
            known = accounts(tx)
        account_id = request.args.get("account_id") or None
        return console.page(
            "user_access.html",
            view=view,
            access=found,
            accounts=known,
            account_id=account_id,
            chain=_chain(console, view, account_id) if "walk" in request.args else None,
        )


def _accounts_of(tx: Transaction, view: UserView) -> list[Access]:
    instance = organization_instance(tx)
    principal = Principal(USER, view.user.user_id)
    found = assignments_of_principal(tx, instance, principal, limit=_MOST_SHOWN).items
    names = {account.account_id: account.name for account in accounts(tx)}
    through = _names_of_groups(tx, view, {each.principal.id for each in found})
    return [
        Access(
            what=f"{names.get(each.account_id, '')} ({each.account_id})".strip(),
            url=f"/console/accounts/{each.account_id}",
            role=find_permission_set(tx, instance, each.permission_set_arn).name,
            through=through.get(each.principal.id),
        )
        for each in found
    ]


def _applications_of(tx: Transaction, view: UserView) -> list[Access]:
    instance = organization_instance(tx)
    principal = Principal(USER, view.user.user_id)
    found = application_assignments_of(tx, instance, principal, limit=_MOST_SHOWN).items
    through = _names_of_groups(tx, view, {each.principal.id for each in found})
    return [
        Access(
            what=find_application(tx, each.application_arn).name,
            url="/console/applications",
            role="Application",
            through=through.get(each.principal.id),
        )
        for each in found
    ]


def _names_of_groups(tx: Transaction, view: UserView, ids: set[str]) -> dict[str, str]:
    found = groups_of_ids(tx, view.user.identity_store_id, ids - {view.user.user_id})
    return {group.group_id: group.display_name for group in found}


def _chain(console: Console, view: UserView, account_id: str | None) -> Chain:
    wanted = {"user": view.user.user_id, "account_id": account_id}
    return diagnose_access(console.control, query=fitting(ChainQuery, wanted))
