"""Who belongs to which group."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, Select, delete, insert, select
from sqlalchemy.exc import IntegrityError

from emulator.directory.constraints import invalid, is_resource_id, shown
from emulator.directory.group import Group, Membership
from emulator.directory.groups import find_group, groups_of_ids
from emulator.directory.paging import Page, page_of_rows
from emulator.directory.user import User
from emulator.directory.users import find_user, unknown_user, users_of_ids
from emulator.guide.refusal import Facts, Refusal
from emulator.store.tables.directory import groups, memberships, users
from emulator.store.transaction import Transaction


def add_members(
    tx: Transaction, identity_store_id: str, group_id: str, user_ids: Sequence[str], *, actor: str
) -> Sequence[Membership]:
    """Make all these users members of the group; who is one already stays one. Returns the new memberships.

    Raises Refusal when the group or one of the users does not exist; then nobody is added.
    """
    find_group(tx, identity_store_id, group_id)
    wanted = list(dict.fromkeys(user_ids))
    _check_users_exist(tx, identity_store_id, wanted)
    present = {membership.user_id for membership in _of_users(tx, group_id, wanted)}
    added = [_new(tx, identity_store_id, group_id, user_id, actor) for user_id in wanted if user_id not in present]
    if added:
        try:
            with tx.connection.begin_nested():
                tx.connection.execute(insert(memberships), [vars(membership) for membership in added])
        except IntegrityError:
            # A concurrent request has added or deleted one of them: look again at what is there.
            return add_members(tx, identity_store_id, group_id, user_ids, actor=actor)
    return added


def add_member(tx: Transaction, identity_store_id: str, group_id: str, user_id: str, *, actor: str) -> Membership:
    """Make the user a member of the group, or return the membership that it has. Raises Refusal as `add_members`."""
    add_members(tx, identity_store_id, group_id, [user_id], actor=actor)
    return _of_users(tx, group_id, [user_id])[0]


def create_membership(
    tx: Transaction, identity_store_id: str, group_id: str, user_id: str, *, actor: str
) -> Membership:
    """Make the user a member of the group. Raises Refusal as `add_members`, and ConflictException for a member."""
    added = add_members(tx, identity_store_id, group_id, [user_id], actor=actor)
    if added:
        return added[0]
    # unconfirmed: the text.
    raise Refusal(
        "ConflictException",
        "Member and Group relationship already exists.",
        cause="identity-store.duplicate-membership",
        facts=Facts(
            where="memberId",
            found=f"user {user_id}, who is a member of group {group_id} already",
            expected="a user who is not a member yet",
        ),
        members={"Reason": "UNIQUENESS_CONSTRAINT_VIOLATION"},
    )


def find_membership(tx: Transaction, identity_store_id: str, membership_id: str) -> Membership:
    """The membership of that id. Raises Refusal for an unknown one."""
    row = tx.row(_memberships(identity_store_id).where(memberships.c.membership_id == membership_id))
    if row is None:
        raise _unknown_membership("membership id", membership_id, {"ResourceId": membership_id})
    return _membership(row)


def membership_of(tx: Transaction, identity_store_id: str, group_id: str, user_id: str) -> Membership:
    """The membership of this user in this group. Raises Refusal when group, user or membership does not exist."""
    find_group(tx, identity_store_id, group_id)
    find_user(tx, identity_store_id, user_id)
    found = _of_users(tx, group_id, [user_id])
    if not found:
        raise _unknown_membership("memberId", f"user {user_id} in group {group_id}")
    return found[0]


def delete_membership(tx: Transaction, identity_store_id: str, membership_id: str) -> None:
    """End the membership. Raises Refusal for an unknown one."""
    find_membership(tx, identity_store_id, membership_id)
    tx.execute(delete(memberships).where(memberships.c.membership_id == membership_id))


def remove_members(tx: Transaction, identity_store_id: str, group_id: str, user_ids: Sequence[str]) -> None:
    """End the memberships of these users; who is no member is passed over. Raises Refusal for an unknown group."""
    find_group(tx, identity_store_id, group_id)
    tx.execute(
        delete(memberships).where(memberships.c.group_id == group_id, memberships.c.user_id.in_(list(user_ids)))
    )


def remove_member(tx: Transaction, identity_store_id: str, group_id: str, user_id: str) -> None:
    """End the membership of one user, if there is one. Raises Refusal for an unknown group."""
    remove_members(tx, identity_store_id, group_id, [user_id])


def is_member(tx: Transaction, identity_store_id: str, group_id: str, user_id: str) -> bool:
    """Whether the user belongs to the group. Raises Refusal for an unknown user (facts/scim.md §4.7)."""
    find_user(tx, identity_store_id, user_id)
    return is_resource_id(group_id) and bool(_of_users(tx, group_id, [user_id]))


def members_of_group(
    tx: Transaction, identity_store_id: str, group_id: str, *, after: str | None = None, limit: int = 100
) -> Page[User]:
    """A page of the users in a group, in the order in which they joined. Raises UnknownPosition."""
    keys = (memberships.c.created_at, memberships.c.user_id)
    joined = select(memberships.c.created_at, memberships.c.user_id).where(
        memberships.c.identity_store_id == identity_store_id, memberships.c.group_id == group_id
    )
    page = page_of_rows(tx, joined, keys, after=after, limit=limit)
    wanted = [row["user_id"] for row in page.items]
    found = {user.user_id: user for user in users_of_ids(tx, identity_store_id, wanted)}
    return Page([found[user_id] for user_id in wanted], page.after)


def groups_of_user(
    tx: Transaction, identity_store_id: str, user_id: str, *, after: str | None = None, limit: int = 100
) -> Page[Group]:
    """A page of the groups that a user belongs to, in the order in which it joined them. Raises UnknownPosition."""
    keys = (memberships.c.created_at, memberships.c.group_id)
    joined = select(memberships.c.created_at, memberships.c.group_id).where(
        memberships.c.identity_store_id == identity_store_id, memberships.c.user_id == user_id
    )
    page = page_of_rows(tx, joined, keys, after=after, limit=limit)
    wanted = [row["group_id"] for row in page.items]
    found = {group.group_id: group for group in groups_of_ids(tx, identity_store_id, wanted)}
    return Page([found[group_id] for group_id in wanted], page.after)


def memberships_of_group(
    tx: Transaction, identity_store_id: str, group_id: str, *, after: str | None = None, limit: int = 100
) -> Page[Membership]:
    """A page of a group's memberships, oldest first. Raises UnknownPosition, and Refusal for an unknown group."""
    find_group(tx, identity_store_id, group_id)
    statement = _memberships(identity_store_id).where(memberships.c.group_id == group_id)
    page = page_of_rows(tx, statement, (memberships.c.created_at, memberships.c.user_id), after=after, limit=limit)
    return Page([_membership(row) for row in page.items], page.after)


def memberships_of_user(
    tx: Transaction, identity_store_id: str, user_id: str, *, after: str | None = None, limit: int = 100
) -> Page[Membership]:
    """A page of a user's memberships, oldest first. Raises UnknownPosition, and Refusal for an unknown user."""
    find_user(tx, identity_store_id, user_id)
    statement = _memberships(identity_store_id).where(memberships.c.user_id == user_id)
    page = page_of_rows(tx, statement, (memberships.c.created_at, memberships.c.group_id), after=after, limit=limit)
    return Page([_membership(row) for row in page.items], page.after)


def groups_among(tx: Transaction, identity_store_id: str, user_id: str, group_ids: Sequence[str]) -> set[str]:
    """Those of the groups that the user belongs to, in one query. Raises Refusal for an unknown user."""
    find_user(tx, identity_store_id, user_id)
    statement = _memberships(identity_store_id).where(
        memberships.c.user_id == user_id, memberships.c.group_id.in_(group_ids)
    )
    return {row["group_id"] for row in tx.rows(statement)}


def _unknown_membership(where: str, found: str, members: Mapping[str, str] | None = None) -> Refusal:
    """The refusal for a membership that does not exist; unconfirmed: the text."""
    return Refusal(
        "ResourceNotFoundException",
        "GROUP_MEMBERSHIP does not exist.",
        cause="identity-store.membership-not-found",
        facts=Facts(where=where, found=found, expected="a membership of this identity store"),
        members={"ResourceType": "GROUP_MEMBERSHIP", **(members or {})},
    )


def _memberships(identity_store_id: str) -> Select[Any]:
    return select(memberships).where(memberships.c.identity_store_id == identity_store_id)


def _check_users_exist(tx: Transaction, identity_store_id: str, user_ids: Sequence[str]) -> None:
    rows = tx.rows(select(users.c.user_id, users.c.identity_store_id).where(users.c.user_id.in_(user_ids)))
    known = {row["user_id"] for row in rows if row["identity_store_id"] == identity_store_id}
    for user_id in user_ids:
        if user_id not in known:
            raise _no_user(tx, identity_store_id, user_id)


def _no_user(tx: Transaction, identity_store_id: str, user_id: str) -> Refusal:
    """The refusal for a member that is no user; one that is a group gets the cause of nesting."""
    condition: Any = (groups.c.identity_store_id == identity_store_id) & (groups.c.group_id == user_id)
    if tx.row(select(groups.c.group_id).where(condition)) is None:
        return unknown_user(user_id)
    return nested_group(user_id)


def nested_group(member_id: str) -> Refusal:
    """The refusal of a group as member of a group; unconfirmed: status and text."""
    return invalid(
        "scim.group.nested", where="members.value", found=f"group {shown(member_id)}", expected="the id of a user"
    )


def _of_users(tx: Transaction, group_id: str, user_ids: Sequence[str]) -> list[Membership]:
    condition: Any = (memberships.c.group_id == group_id) & memberships.c.user_id.in_(user_ids)
    return [_membership(row) for row in tx.rows(select(memberships).where(condition))]


def _membership(row: RowMapping) -> Membership:
    return Membership(**{name: row[name] for name in Membership.__dataclass_fields__})


def _new(tx: Transaction, identity_store_id: str, group_id: str, user_id: str, actor: str) -> Membership:
    now = tx.now()
    return Membership(
        membership_id=tx.ids.resource_id(),
        identity_store_id=identity_store_id,
        group_id=group_id,
        user_id=user_id,
        revision=1,
        created_at=now,
        updated_at=now,
        created_by=actor,
        updated_by=actor,
    )
