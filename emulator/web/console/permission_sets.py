"""The permission sets: list, create, describe, delete, provision."""

from flask import Blueprint, Response

from emulator.accounts.organization import accounts
from emulator.permissions.attached_policies import managed_policies, policies_of_account
from emulator.permissions.instances import Instance, organization_instance
from emulator.permissions.operations import Status, in_progress_on
from emulator.permissions.permission_sets import find_permission_set, list_permission_sets
from emulator.permissions.provisioning import Freshness, accounts_with
from emulator.permissions.settling import poll
from emulator.web.console.aws_call import call_sso_admin
from emulator.web.console.frame import Console
from emulator.web.console.listing import asked_page
from emulator.web.console.posted import field
from emulator.web.console.problem import Problem

PATH = "/permission-sets"
_PAGE = 100
_MOST_SHOWN = 500
_DURATIONS = {f"PT{hours}H": "1 hour" if hours == 1 else f"{hours} hours" for hours in (1, 2, 4, 8, 12)}


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The list, and one permission set."""

    @blueprint.get(PATH)
    def permission_sets() -> Response:
        return _list(console)

    @blueprint.post(PATH)
    def create_permission_set() -> Response:
        def act() -> Response:
            made = call_sso_admin(
                console.context,
                "CreatePermissionSet",
                Name=field("name"),
                Description=field("description") or None,
                SessionDuration=field("session_duration") or None,
            )
            return console.go(f"{PATH}/{short_id(made['PermissionSet']['PermissionSetArn'])}", done="created")

        return console.attempt(act, lambda problem: _list(console, problem))

    @blueprint.get(f"{PATH}/<set_id>")
    def permission_set(set_id: str) -> Response:
        return permission_set_page(console, set_id)

    @blueprint.post(f"{PATH}/<set_id>")
    def change_permission_set(set_id: str) -> Response:
        def act() -> Response:
            call_sso_admin(
                console.context,
                "UpdatePermissionSet",
                PermissionSetArn=long_arn(console.instance(), set_id),
                Description=field("description") or None,
                SessionDuration=field("session_duration") or None,
                RelayState=field("relay_state") or None,
            )
            return console.go(f"{PATH}/{set_id}", done="saved")

        return console.attempt(act, lambda problem: permission_set_page(console, set_id, problem))

    @blueprint.post(f"{PATH}/<set_id>/delete")
    def delete_permission_set(set_id: str) -> Response:
        def act() -> Response:
            arn = long_arn(console.instance(), set_id)
            call_sso_admin(console.context, "DeletePermissionSet", PermissionSetArn=arn)
            return console.go(PATH, done="deleted")

        return console.attempt(act, lambda problem: permission_set_page(console, set_id, problem))

    @blueprint.post(f"{PATH}/<set_id>/provision")
    def provision_permission_set(set_id: str) -> Response:
        def act() -> Response:
            arn = long_arn(console.instance(), set_id)
            call_sso_admin(
                console.context,
                "ProvisionPermissionSet",
                PermissionSetArn=arn,
                TargetType="ALL_PROVISIONED_ACCOUNTS",
            )
            return console.go(f"{PATH}/{set_id}", done="provisioning-begun")

        return console.attempt(act, lambda problem: permission_set_page(console, set_id, problem))


def short_id(permission_set_arn: str) -> str:
    """The part of the ARN that tells the permission sets of an instance apart."""
    return permission_set_arn.rpartition("/")[2]


def long_arn(instance: Instance, set_id: str) -> str:
    """The ARN of the permission set with that short id."""
    return f"arn:aws:sso:::permissionSet/{instance.instance_arn.rpartition('/')[2]}/{set_id}"


def _list(console: Console, problem: Problem | None = None) -> Response:
    with console.context.store.transaction() as tx:
        instance = organization_instance(tx)
        page = asked_page(lambda after: list_permission_sets(tx, instance, after=after, limit=_PAGE))
    return console.page(
        "permission_sets.html",
        problem,
        permission_sets=[(short_id(each.permission_set_arn), each) for each in page.items],
        after=page.after,
        durations=_DURATIONS,
        typed={name: field(name) for name in ("name", "description")},
    )


def permission_set_page(
    console: Console, set_id: str, problem: Problem | None = None, *, inline_policy: str | None = None
) -> Response:
    """The page of one permission set; `inline_policy` is what was typed and refused."""
    with console.context.store.transaction() as tx:
        instance = organization_instance(tx)
        found = find_permission_set(tx, instance, long_arn(instance, set_id))
        arn = found.permission_set_arn
        # Who looks at the page asks how the work goes, as AWS's console does.
        work = [poll(tx, each) for each in in_progress_on(tx, arn)]
        behind = set(accounts_with(tx, arn, freshness=Freshness.BEHIND, limit=_MOST_SHOWN).items)
        provisioned = accounts_with(tx, arn, limit=_MOST_SHOWN).items
        names = {account.account_id: account.name for account in accounts(tx)}
        attached = managed_policies(tx, found).items
        references = policies_of_account(tx, found).items
    return console.page(
        "permission_set.html",
        problem,
        set_id=set_id,
        found=found,
        durations=_DURATIONS,
        provisioned=[(account_id, names.get(account_id, ""), account_id in behind) for account_id in provisioned],
        behind=len(behind),
        is_at_work=any(each.status is Status.IN_PROGRESS for each in work),
        attached=attached,
        references=references,
        inline_policy=found.inline_policy or "" if inline_policy is None else inline_policy,
    )
