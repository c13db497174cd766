"""The AWS accounts: who is assigned with which permission set, and how the work on it goes."""

from flask import Blueprint, Response, request

from emulator.accounts.organization import Account, account, accounts
from emulator.permissions.assignments import Principal, assignments_in_account, assignments_per_account
from emulator.permissions.instances import Instance, organization_instance
from emulator.permissions.operations import Kind, Operation, Status, newest_operations
from emulator.permissions.permission_sets import list_permission_sets
from emulator.permissions.settling import poll
from emulator.store.transaction import Transaction
from emulator.web.console.aws_call import call_sso_admin
from emulator.web.console.frame import Console
from emulator.web.console.listing import asked_page
from emulator.web.console.permission_sets import long_arn, short_id
from emulator.web.console.posted import field
from emulator.web.console.principals import named, posted_principal, suggestions
from emulator.web.console.problem import Problem
from emulator.web.control.route import Declined

_PAGE = 100
_MOST_SHOWN = 500
_LATEST_WORK = 5


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The list, and one account with its assignments."""

    @blueprint.get("/accounts")
    def aws_accounts() -> Response:
        with console.context.store.transaction() as tx:
            known = accounts(tx)
            counts = assignments_per_account(tx, organization_instance(tx))
        return console.page("accounts.html", accounts=[(each, counts.get(each.account_id, 0)) for each in known])

    @blueprint.get("/accounts/<account_id>")
    def aws_account(account_id: str) -> Response:
        return _account_page(console, account_id)

    @blueprint.post("/accounts/<account_id>/assign")
    def assign_to_account(account_id: str) -> Response:
        def act() -> Response:
            with console.context.store.transaction() as tx:
                principal = posted_principal(tx, organization_instance(tx).identity_store_id)
            chosen = request.form.getlist("permission_set")
            if not chosen:
                raise Declined(400, "Choose at least one permission set.")
            for set_id in chosen:
                _work(console, "CreateAccountAssignment", account_id, set_id, principal)
            return console.go(f"/accounts/{account_id}", done="assigning-begun")

        return console.attempt(act, lambda problem: _account_page(console, account_id, problem))

    @blueprint.post("/accounts/<account_id>/unassign")
    def unassign_from_account(account_id: str) -> Response:
        def act() -> Response:
            principal = Principal(field("principal_type"), field("principal_id"))
            _work(console, "DeleteAccountAssignment", account_id, field("permission_set"), principal)
            return console.go(f"/accounts/{account_id}", done="unassigning-begun")

        return console.attempt(act, lambda problem: _account_page(console, account_id, problem))


def _work(console: Console, operation: str, account_id: str, set_id: str, principal: Principal) -> None:
    call_sso_admin(
        console.context,
        operation,
        TargetId=account_id,
        TargetType="AWS_ACCOUNT",
        PermissionSetArn=long_arn(console.instance(), set_id),
        PrincipalType=principal.type,
        PrincipalId=principal.id,
    )


def _account_page(console: Console, account_id: str, problem: Problem | None = None) -> Response:
    with console.context.store.transaction() as tx:
        instance = organization_instance(tx)
        found = _known_account(tx, account_id)
        # Who looks at the page asks how the work goes, as AWS's console does.
        work = _latest_work(tx, instance, account_id)
        page = asked_page(lambda after: assignments_in_account(tx, instance, account_id, after=after, limit=_PAGE))
        names = named(tx, instance.identity_store_id, {each.principal for each in page.items})
        sets = list_permission_sets(tx, instance, limit=_MOST_SHOWN).items
        suggested = suggestions(tx, instance.identity_store_id)
    set_names = {each.permission_set_arn: each.name for each in sets}
    return console.page(
        "account.html",
        problem,
        account=found,
        assignments=[
            (
                names[each.principal],
                short_id(each.permission_set_arn),
                set_names.get(each.permission_set_arn, short_id(each.permission_set_arn)),
            )
            for each in page.items
        ],
        after=page.after,
        sets=[(short_id(each.permission_set_arn), each) for each in sets],
        suggested=suggested,
        work=[(each, set_names.get(each.permission_set_arn or "", "")) for each in work],
        in_progress=Status.IN_PROGRESS,
    )


def _known_account(tx: Transaction, account_id: str) -> Account:
    found = account(tx, account_id)
    if found is None:
        raise Declined(404, f"The organization has no account {account_id}.")
    return found


def _latest_work(tx: Transaction, instance: Instance, account_id: str) -> list[Operation]:
    """The newest pieces of work on assignments in the account; looking counts as asking for their status."""
    kinds = (Kind.ASSIGNMENT_CREATION, Kind.ASSIGNMENT_DELETION)
    newest = newest_operations(tx, instance.instance_arn, account_id, *kinds, limit=_LATEST_WORK)
    return [poll(tx, each) for each in newest]
