"""The synchronization: what AWS reads of the directory becomes users, groups and memberships.

An object that is gone from the directory is deleted here as well; one that fell out of the sync scope stays as it is
(how-it-works-configurable-ADsync.html). unconfirmed: that assignments of deleted users and groups stay behind.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from emulator.directory.group import Group, GroupDraft
from emulator.directory.groups import create_group, delete_group, list_groups, replace_group
from emulator.directory.memberships import add_members, members_of_group, remove_members
from emulator.directory.paging import Page
from emulator.directory.user import ExternalId, User
from emulator.directory.users import create_user, delete_user, list_users, replace_user
from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.active_directory.contents import Account, Contents, DirectoryGroup
from emulator.identity_source.active_directory.directory import Directory
from emulator.identity_source.active_directory.left_out import LeftOut, write_left_out
from emulator.identity_source.active_directory.mappings import directory_issuer, draft_of
from emulator.identity_source.active_directory.membership import readable_members, unread_members
from emulator.identity_source.active_directory.scope import select
from emulator.identity_source.active_directory.stale_users import note_unsynchronized
from emulator.store.transaction import Transaction

T = TypeVar("T")

_ACTOR = "active-directory-sync"


@dataclass(frozen=True, kw_only=True)
class Synchronized:
    """What is in the identity store now, by object GUID, and what was left out."""

    user_ids: dict[str, str]
    group_ids: dict[str, str]
    left_out: tuple[LeftOut, ...]


def take_over(
    tx: Transaction, identity_store_id: str, directory: Directory, contents: Contents, *, last: datetime | None
) -> Synchronized:
    """Bring the identity store up to date with what was read; `last` is when that succeeded before."""
    chosen = select(contents, directory.scope)
    known = synchronized_users(tx, identity_store_id)
    present = {account.object_guid for account in contents.accounts}
    for guid, user in known.items():
        if guid not in present:
            delete_user(tx, identity_store_id, user.user_id)
    user_ids, refused = _write_users(tx, identity_store_id, directory, chosen.accounts, known)
    wanted = {account.object_guid for account in chosen.accounts}
    outside = [user for guid, user in known.items() if guid in present and guid not in wanted]
    note_unsynchronized(tx, identity_store_id, outside, last=last)
    group_ids, refused_groups = _write_groups(tx, identity_store_id, contents, chosen.groups)
    unread: list[LeftOut] = []
    for group in chosen.groups:
        if group.object_guid in group_ids:
            guids = [account.object_guid for account in readable_members(contents, group)]
            members = [user_ids[guid] for guid in guids if guid in user_ids]
            _write_members(tx, identity_store_id, group_ids[group.object_guid], members)
        unread += _unread(contents, group)
    missing = [_missing(name) for name in chosen.missing]
    left_out = (*refused, *refused_groups, *missing, *unread)
    write_left_out(tx, identity_store_id, left_out)
    return Synchronized(user_ids=user_ids, group_ids=group_ids, left_out=left_out)


def synchronized_users(tx: Transaction, identity_store_id: str) -> dict[str, User]:
    """The users that came from the directory, by object GUID."""
    issuer = directory_issuer(identity_store_id)
    found = ((_guid(user, issuer), user) for user in _all(list_users, tx, identity_store_id))
    return {guid: user for guid, user in found if guid is not None}


def group_name(group: DirectoryGroup) -> str:
    """The display name in AWS; unconfirmed: that the domain always stands behind it."""
    return f"{group.name}@{group.domain.name}"


def not_synchronized(name: str) -> Refusal:
    """The refusal (active-directory.not-synchronized) of what the directory has and AWS does not."""
    return Refusal(
        "AccessDeniedException",
        "The user name or password is wrong",
        cause="active-directory.not-synchronized",
        facts=Facts(where="synchronization", found=f"{name} is not in AWS", expected=f"{name} in the sync scope"),
    )


def _write_users(
    tx: Transaction, store_id: str, directory: Directory, accounts: tuple[Account, ...], known: Mapping[str, User]
) -> tuple[dict[str, str], list[LeftOut]]:
    """The user ids by object GUID; a user that breaks a rule of the identity store stays as it was, or away."""
    issuer = directory_issuer(store_id)
    user_ids: dict[str, str] = {}
    refused: list[LeftOut] = []
    for account in accounts:
        draft, present = draft_of(account, directory.attribute_mappings, issuer), known.get(account.object_guid)
        try:
            if present is None:
                user_ids[account.object_guid] = create_user(tx, store_id, draft, actor=_ACTOR).user_id
                continue
            user_ids[account.object_guid] = present.user_id
            if draft != present.as_draft():
                replace_user(tx, store_id, present.user_id, draft, actor=_ACTOR)
        except Refusal as refusal:
            refused.append(_refused(account, refusal))
    return user_ids, refused


def _write_groups(
    tx: Transaction, store_id: str, contents: Contents, groups: tuple[DirectoryGroup, ...]
) -> tuple[dict[str, str], list[LeftOut]]:
    """The group ids by object GUID; a group whose name is taken stays as it was, or away."""
    issuer = directory_issuer(store_id)
    before = {_guid(group, issuer): group for group in _all(list_groups, tx, store_id)}
    present = {group.object_guid for group in contents.groups}
    for guid, known in before.items():
        if guid is not None and guid not in present:
            delete_group(tx, store_id, known.group_id)
    group_ids: dict[str, str] = {}
    refused: list[LeftOut] = []
    for group in groups:
        draft = GroupDraft(display_name=group_name(group), external_ids=(ExternalId(issuer, group.object_guid),))
        same = before.get(group.object_guid)
        try:
            if same is None:
                group_ids[group.object_guid] = create_group(tx, store_id, draft, actor=_ACTOR).group_id
                continue
            group_ids[group.object_guid] = same.group_id
            if draft != same.as_draft():
                replace_group(tx, store_id, same.group_id, draft, actor=_ACTOR)
        except Refusal as refusal:
            refused.append(_refused(group, refusal))
    return group_ids, refused


def _write_members(tx: Transaction, store_id: str, group_id: str, user_ids: list[str]) -> None:
    present = {user.user_id for user in _all(members_of_group, tx, store_id, group_id)}
    remove_members(tx, store_id, group_id, sorted(present - set(user_ids)))
    add_members(tx, store_id, group_id, [user_id for user_id in user_ids if user_id not in present], actor=_ACTOR)


def _refused(what: Account | DirectoryGroup, refusal: Refusal) -> LeftOut:
    return LeftOut(name=what.down_level_name, cause=refusal.cause, facts=refusal.facts, object_guid=what.object_guid)


def _unread(contents: Contents, group: DirectoryGroup) -> Iterable[LeftOut]:
    for member in unread_members(contents, group):
        yield LeftOut(
            name=member.name,
            cause=member.cause,
            facts=member.facts,
            object_guid=member.object_guid,
            group_guid=group.object_guid,
        )


def _missing(name: str) -> LeftOut:
    facts = Facts(where="sync scope", found=f"{name}, which nothing has", expected="the exact name")
    return LeftOut(name=name, cause="active-directory.not-synchronized", facts=facts)


def _guid(resource: User | Group, issuer: str) -> str | None:
    """The object GUID; None for what was not synchronized."""
    return next((each.id for each in resource.external_ids if each.issuer == issuer), None)


def _all(read: Callable[..., Page[T]], *of: Any) -> list[T]:
    found: list[T] = []
    after: str | None = None
    while True:
        page = read(*of, after=after, limit=1000)
        found += page.items
        after = page.after
        if after is None:
            return found
