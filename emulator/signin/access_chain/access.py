"""The links of access: groups, assignments, and the roles that they stand for."""

from collections.abc import Sequence

from sqlalchemy import select

from emulator.directory.groups import groups_of_ids
from emulator.directory.memberships import groups_of_user
from emulator.directory.user import User
from emulator.directory.users import users_of_ids
from emulator.guide.refusal import Facts
from emulator.permissions.access import AssignedRole, accounts_of_user, roles_of_user
from emulator.permissions.assignments import GROUP, USER
from emulator.signin.access_chain.history import last_refusal
from emulator.signin.access_chain.link import Case, Link, State
from emulator.store.tables.permissions import (
    account_assignments,
    operations,
    permission_sets,
    provisioned_permission_sets,
)


def groups(case: Case, user: User) -> Link:
    """Which groups the user is in; what SCIM was refused about the user tells why there is none."""
    question = "Is the user in the groups that have assignments?"
    store_id = case.instance.identity_store_id
    names = [group.display_name for group in groups_of_user(case.tx, store_id, user.user_id).items]
    if names:
        return Link(name="groups", question=question, state=State.SOUND, found=f"member of {', '.join(names)}")
    refused = last_refusal(case.tx, "/scim/v2/Groups", names=[user.user_id])
    if refused is not None:
        return Link(
            name="groups",
            question=question,
            state=State.BROKEN,
            found=f"in no group; SCIM was refused at {refused.at:%Y-%m-%dT%H:%M:%SZ}",
            cause=refused.cause,
            facts=refused.facts,
        )
    return Link(name="groups", question=question, state=State.OPEN, found="in no group")


def assignment(case: Case, user: User, account_id: str | None) -> Link:
    """Whether the living user, or one of its groups, is assigned; in `account_id` if one is named."""
    question = "Is the user assigned, by the id that it has now?"
    accounts = accounts_of_user(case.tx, case.instance, user.user_id)
    if account_id in accounts or (account_id is None and accounts):
        found = f"in {', '.join(accounts)}"
        return Link(name="assignment", question=question, state=State.SOUND, found=found)
    missing = (
        "no account" if account_id is None else f"account {account_id} is not among {', '.join(accounts) or 'none'}"
    )
    failed = _failed_assignment(case, user, account_id)
    stale = _stale(case, account_id)
    cause, facts = (
        failed
        or stale
        or (
            "portal.account-not-assigned",
            Facts(
                where="account assignments",
                found=missing,
                expected=f"an assignment of {user.user_name} or of a group that it is in",
            ),
        )
    )
    return Link(
        name="assignment",
        question=question,
        state=State.BROKEN,
        found=f"{missing}; {facts.found}" if facts.found != missing else missing,
        cause=cause,
        facts=facts,
    )


def roles(case: Case, user: User, account_id: str | None, permission_set: str | None) -> Link:
    """Whether the permission set is among the user's, and its role is as the permission set is now."""
    question = "Is the permission set provisioned as it is now?"
    accounts = [account_id] if account_id else accounts_of_user(case.tx, case.instance, user.user_id)
    assigned = [role for each in accounts for role in roles_of_user(case.tx, case.instance, user.user_id, each)]
    wanted = [role for role in assigned if permission_set in (None, role.permission_set_name)]
    if not wanted:
        return _no_role(question, assigned, permission_set)
    outdated = [role for role in wanted if _outdated(case, role)]
    if outdated:
        found = f"changed since it was provisioned: {_listed(outdated)}; `aws sso-admin provision-permission-set`"
        return Link(name="permission-set", question=question, state=State.OPEN, found=found)
    return Link(name="permission-set", question=question, state=State.SOUND, found=_listed(wanted))


def _no_role(question: str, assigned: Sequence[AssignedRole], permission_set: str | None) -> Link:
    if permission_set is None or not assigned:
        return Link(name="permission-set", question=question, state=State.OPEN, found="nothing is assigned")
    return Link(
        name="permission-set",
        question=question,
        state=State.BROKEN,
        found=f"{permission_set} is not among {_listed(assigned)}",
        cause="portal.role-name" if permission_set.startswith("AWSReservedSSO_") else "portal.role-not-assigned",
        facts=Facts(where="permission set", found=permission_set, expected=f"one of {_listed(assigned)}"),
    )


def _listed(assigned: Sequence[AssignedRole]) -> str:
    return ", ".join(f"{role.permission_set_name} in {role.account_id}" for role in assigned)


def _outdated(case: Case, role: AssignedRole) -> bool:
    provisioned = provisioned_permission_sets.c
    newest = select(permission_sets.c.revision).where(permission_sets.c.permission_set_arn == role.permission_set_arn)
    written = select(provisioned.revision).where(
        provisioned.permission_set_arn == role.permission_set_arn, provisioned.account_id == role.account_id
    )
    return bool(case.tx.value(newest) != case.tx.value(written))


def _failed_assignment(case: Case, user: User, account_id: str | None) -> tuple[str, Facts] | None:
    """The last attempt to assign the user, if it failed."""
    columns = operations.c
    statement = (
        select(operations)
        .where(columns.instance_arn == case.instance.instance_arn, columns.principal_id == user.user_id)
        .order_by(columns.created_at.desc())
        .limit(1)
    )
    if account_id is not None:
        statement = statement.where(columns.subject == account_id)
    row = case.tx.row(statement)
    if row is None or row["failure_cause"] is None:
        return None
    facts = Facts(where=f"assignment in account {row['subject']}", found=row["failure_reason"] or "it failed")
    return row["failure_cause"], facts


def _stale(case: Case, account_id: str | None) -> tuple[str, Facts] | None:
    """An assignment of somebody who was deleted; whether that was this person, only the name could tell."""
    columns = account_assignments.c
    statement = (
        select(columns.account_id, columns.principal_type, columns.principal_id)
        .where(columns.instance_arn == case.instance.instance_arn)
        .order_by(columns.created_at)
    )
    if account_id is not None:
        statement = statement.where(columns.account_id == account_id)
    assigned = case.tx.rows(statement)
    store_id = case.instance.identity_store_id
    user_ids = [row["principal_id"] for row in assigned if row["principal_type"] == USER]
    group_ids = [row["principal_id"] for row in assigned if row["principal_type"] == GROUP]
    living = {user.user_id for user in users_of_ids(case.tx, store_id, user_ids)}
    living |= {group.group_id for group in groups_of_ids(case.tx, store_id, group_ids)}
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
