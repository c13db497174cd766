"""The links of access: groups, account, assignments, and the roles that they stand for."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, select

from emulator.accounts.organization import account as find_account
from emulator.directory.groups import groups_of_ids
from emulator.directory.memberships import groups_of_user, memberships_of_user
from emulator.directory.user import User
from emulator.directory.users import users_of_ids
from emulator.guide.refusal import Facts
from emulator.identity_source.active_directory.diagnosis import unread_membership
from emulator.permissions.access import AssignedRole, accounts_of_user, roles_of_user, unfinished_assignment
from emulator.permissions.assignments import GROUP, USER
from emulator.permissions.permission_sets import list_permission_sets
from emulator.signin.access_chain.history import SCIM_GROUPS, last_refusal
from emulator.signin.access_chain.link import Case, Link, Question
from emulator.store.tables.permissions import (
    account_assignments,
    operations,
    permission_sets,
    provisioned_permission_sets,
)

_GROUPS = Question("groups", "Is the user in the groups that have assignments?")
_ACCOUNT = Question("account", "Is the account one that roles can be made in?")
_KNOWN_SET = Question("known-permission-set", "Is there a permission set of that name?")
_ASSIGNMENT = Question("assignment", "Is the user assigned, by the id that it has now?")
_ROLES = Question("permission-set", "Is the permission set provisioned as it is now?")

_ALL = 1_000_000
_RESERVED = "AWSReservedSSO_"
_MANY = 8


def groups(case: Case, user: User) -> Link:
    """Which groups the user is in; what SCIM was refused about the user since then tells what is missing."""
    store_id = case.instance.identity_store_id
    names = [group.display_name for group in groups_of_user(case.tx, store_id, user.user_id).items]
    found = f"member of {', '.join(names)}" if names else "in no group"
    joined = [each.created_at for each in memberships_of_user(case.tx, store_id, user.user_id, limit=_ALL).items]
    refused = last_refusal(case.tx, SCIM_GROUPS, names=[user.user_id], after=max(joined, default=None))
    if refused is not None:
        return _GROUPS.broken(f"{found}; SCIM was refused at {refused.when}", refused.cause, refused.facts)
    return _GROUPS.sound(found) if names else _GROUPS.open(found)


def account(case: Case, account_id: str) -> Link:
    """Whether there is such an account, and it is active."""
    known = find_account(case.tx, account_id)
    if known is not None and known.status == "ACTIVE":
        return _ACCOUNT.sound(f"{known.account_id} {known.name}")
    found = f"{account_id} is no account of the organization" if known is None else f"{account_id} is {known.status}"
    facts = Facts(where="account", found=found, expected="an active account of the organization")
    return _ACCOUNT.broken(
        found, "provisioning.target" if known is None else "provisioning.account-unavailable", facts
    )


def known_permission_set(case: Case, name: str) -> Link:
    """Whether a permission set is called so; the name of its role in IAM is another one."""
    names = sorted(each.name for each in list_permission_sets(case.tx, case.instance, limit=_ALL).items)
    if name in names:
        return _KNOWN_SET.sound(name)
    expected = f"one of {_some(names)}" if names else "a permission set"
    cause = "portal.role-name" if name.startswith(_RESERVED) else "permission-set.unknown"
    facts = Facts(where="permission set", found=name, expected=expected)
    return _KNOWN_SET.broken(f"no permission set is called {name}", cause, facts)


def assignment(case: Case, user: User, account_id: str | None, permission_set: str | None = None) -> Link:
    """Whether the living user, or one of its groups, is assigned; in `account_id` if one is named."""
    accounts = accounts_of_user(case.tx, case.instance, user.user_id)
    if account_id in accounts or (account_id is None and accounts):
        return _ASSIGNMENT.sound(f"in {', '.join(accounts)}")
    missing = (
        "no account" if account_id is None else f"account {account_id} is not among {', '.join(accounts) or 'none'}"
    )
    reason = _why_nothing(case, user, account_id, permission_set)
    if reason is not None:
        cause, facts = reason
        return _ASSIGNMENT.broken(f"{missing}; {facts.found}", cause, facts)
    facts = Facts(
        where="account assignments",
        found=missing,
        expected=f"an assignment of {user.user_name} or of a group that it is in",
        more=_who_has_it(case, account_id, permission_set),
    )
    return _ASSIGNMENT.broken(missing, "portal.account-not-assigned", facts)


def roles(case: Case, user: User, account_id: str | None, permission_set: str | None) -> Link:
    """Whether the permission set is among the user's, and its role is as the permission set is now."""
    accounts = [account_id] if account_id else accounts_of_user(case.tx, case.instance, user.user_id)
    assigned = [role for each in accounts for role in roles_of_user(case.tx, case.instance, user.user_id, each)]
    wanted = [role for role in assigned if permission_set in (None, role.permission_set_name)]
    if not wanted:
        return _no_role(case, user, assigned, account_id, permission_set)
    outdated = [role for role in wanted if _outdated(case, role)]
    if outdated:
        found = f"changed since it was provisioned: {_listed(outdated)}; `aws sso-admin provision-permission-set`"
        return _ROLES.open(found)
    return _ROLES.sound(_listed(wanted))


def _no_role(
    case: Case, user: User, assigned: Sequence[AssignedRole], account_id: str | None, permission_set: str | None
) -> Link:
    if permission_set is None or not assigned:
        return _ROLES.open("nothing is assigned")
    found = f"{permission_set} is not among {_listed(assigned)}"
    reason = _why_nothing(case, user, account_id, permission_set)
    if reason is not None:
        return _ROLES.broken(f"{found}; {reason[1].found}", *reason)
    facts = Facts(
        where="permission set",
        found=permission_set,
        expected=f"one of {_listed(assigned)}",
        more=_who_has_it(case, account_id, permission_set),
    )
    cause = "portal.role-name" if permission_set.startswith(_RESERVED) else "portal.role-not-assigned"
    return _ROLES.broken(found, cause, facts)


def _listed(assigned: Sequence[AssignedRole]) -> str:
    return ", ".join(f"{role.permission_set_name} in {role.account_id}" for role in assigned)


def _outdated(case: Case, role: AssignedRole) -> bool:
    provisioned = provisioned_permission_sets.c
    newest = select(permission_sets.c.revision).where(permission_sets.c.permission_set_arn == role.permission_set_arn)
    written = select(provisioned.revision).where(
        provisioned.permission_set_arn == role.permission_set_arn, provisioned.account_id == role.account_id
    )
    return bool(case.tx.value(newest) != case.tx.value(written))


def _why_nothing(
    case: Case, user: User, account_id: str | None, permission_set: str | None
) -> tuple[str, Facts] | None:
    """What looks like an assignment of this person and gives nothing."""
    assigned = _assigned(case, account_id, permission_set)
    group_ids = [row["principal_id"] for row in assigned if row["principal_type"] == GROUP]
    return (
        _failed_assignment(case, user, account_id, permission_set)
        or unread_membership(case.tx, case.instance.identity_store_id, user, group_ids)
        or _stale(case, assigned)
    )


def _assigned(case: Case, account_id: str | None, permission_set: str | None) -> Sequence[RowMapping]:
    """The assignments in the account, or in all, of that permission set, or of all, oldest first."""
    columns = account_assignments.c
    statement = (
        select(columns.account_id, columns.principal_type, columns.principal_id, permission_sets.c.name)
        .join(permission_sets, permission_sets.c.permission_set_arn == columns.permission_set_arn)
        .where(columns.instance_arn == case.instance.instance_arn)
        .order_by(columns.created_at)
    )
    if account_id is not None:
        statement = statement.where(columns.account_id == account_id)
    if permission_set is not None:
        statement = statement.where(permission_sets.c.name == permission_set)
    return case.tx.rows(statement)


def _who_has_it(case: Case, account_id: str | None, permission_set: str | None) -> dict[str, str]:
    """The living users and groups that have what this person lacks; being put into such a group would do."""
    if account_id is None and permission_set is None:
        return {}
    assigned = _assigned(case, account_id, permission_set)
    names = _names(case, assigned)
    told = [
        f"{row['principal_type'].lower()} {names[row['principal_id']]} ({row['name']} in {row['account_id']})"
        for row in assigned
        if row["principal_id"] in names
    ]
    return {"who has it": _some(told) or "nobody"}


def _some(texts: Sequence[str]) -> str:
    more = f", and {len(texts) - _MANY} more" if len(texts) > _MANY else ""
    return ", ".join(texts[:_MANY]) + more


def _names(case: Case, assigned: Sequence[RowMapping]) -> dict[str, str]:
    """The names of the users and groups of the assignments that still exist."""
    store_id = case.instance.identity_store_id
    user_ids = [row["principal_id"] for row in assigned if row["principal_type"] == USER]
    group_ids = [row["principal_id"] for row in assigned if row["principal_type"] == GROUP]
    users = {user.user_id: user.user_name for user in users_of_ids(case.tx, store_id, user_ids)}
    return users | {group.group_id: group.display_name for group in groups_of_ids(case.tx, store_id, group_ids)}


def _failed_assignment(
    case: Case, user: User, account_id: str | None, permission_set: str | None
) -> tuple[str, Facts] | None:
    """The newest request to assign the user, where it has failed or is under way."""
    columns = operations.c
    of_user = (columns.instance_arn == case.instance.instance_arn) & (columns.principal_id == user.user_id)
    tried = select(columns.subject).where(of_user).distinct().order_by(columns.subject)
    for place in [account_id] if account_id else [row["subject"] for row in case.tx.rows(tried)]:
        request = unfinished_assignment(case.tx, case.instance, user.user_id, place, permission_set)
        if request is not None:
            found = request.failure_reason or f"it is {request.status}"
            facts = Facts(where=f"assignment in account {place}", found=found, expected="SUCCEEDED")
            return request.failure_cause or "role.not-provisioned", facts
    return None


def _stale(case: Case, assigned: Sequence[RowMapping]) -> tuple[str, Facts] | None:
    """An assignment of somebody who was deleted; whether that was this person, only the name could tell."""
    living = _names(case, assigned)
    for row in assigned:
        kind, principal_id = row["principal_type"].lower(), row["principal_id"]
        if principal_id not in living:
            facts = Facts(
                where=f"assignment in account {row['account_id']}",
                found=f"an assignment belongs to the {kind} {principal_id}, who was deleted",
                expected=f"an assignment to the {kind} that exists now",
            )
            return f"stale-assignment.{kind}-recreated", facts
    return None
