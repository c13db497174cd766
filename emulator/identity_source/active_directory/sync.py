"""The synchronization: what AWS reads of the directory becomes users, groups and memberships.

An object that is gone from the directory, or from the sync scope, is deleted here as well; assignments stay behind
(unconfirmed). AWS synchronizes every few hours; here it happens when it is asked for.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from emulator.directory.group import Group, GroupDraft
from emulator.directory.groups import create_group, delete_group, list_groups, replace_group
from emulator.directory.memberships import add_members, members_of_group, remove_members
from emulator.directory.paging import Page
from emulator.directory.user import ExternalId, User
from emulator.directory.users import create_user, delete_user, list_users, replace_user
from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.active_directory.connector import check_connector
from emulator.identity_source.active_directory.directory import Account, Directory, DirectoryGroup, the_directory
from emulator.identity_source.active_directory.mappings import directory_issuer, draft_of
from emulator.identity_source.active_directory.membership import facts_of, readable_members, unreadable_members
from emulator.store.transaction import Transaction

T = TypeVar("T")

_ACTOR = "active-directory-sync"


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Something that the directory has and AWS did not get: a user, or the member of a group."""

    name: str
    cause: str
    facts: Facts


@dataclass(frozen=True, kw_only=True)
class Synchronized:
    """What is in the identity store now, by object GUID, and what was left out."""

    user_ids: dict[str, str]
    group_ids: dict[str, str]
    left_out: tuple[LeftOut, ...]


def synchronize(tx: Transaction, identity_store_id: str) -> Synchronized:
    """Bring the identity store up to date. Raises a Refusal where AD Connector cannot bind (ad-connector.*)."""
    directory = the_directory(tx, identity_store_id)
    check_connector(directory.service_account, tx.now())
    groups = _groups_in_scope(directory)
    user_ids, refused = _write_users(tx, identity_store_id, directory, _accounts_in_scope(directory, groups))
    group_ids, refused_groups = _write_groups(tx, identity_store_id, groups)
    unread: list[LeftOut] = []
    for group in groups:
        if group.object_guid in group_ids:
            guids = [account.object_guid for account in readable_members(directory, group)]
            members = [user_ids[guid] for guid in guids if guid in user_ids]
            _write_members(tx, identity_store_id, group_ids[group.object_guid], members)
        unread += [
            LeftOut(name=account.down_level_name, cause=cause, facts=facts_of(account, group, cause))
            for account, cause in unreadable_members(directory, group)
        ]
    return Synchronized(user_ids=user_ids, group_ids=group_ids, left_out=(*refused, *refused_groups, *unread))


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


def _groups_in_scope(directory: Directory) -> tuple[DirectoryGroup, ...]:
    scope = directory.scope
    return tuple(group for group in directory.groups if scope is None or group.object_guid in scope.group_guids)


def _accounts_in_scope(directory: Directory, groups: Iterable[DirectoryGroup]) -> tuple[Account, ...]:
    if directory.scope is None:
        return directory.accounts
    wanted = set(directory.scope.user_guids)
    wanted |= {member.object_guid for group in groups for member in readable_members(directory, group)}
    return tuple(account for account in directory.accounts if account.object_guid in wanted)


def _write_users(
    tx: Transaction, store_id: str, directory: Directory, accounts: tuple[Account, ...]
) -> tuple[dict[str, str], list[LeftOut]]:
    """The user ids by object GUID; a user that breaks a rule of the identity store stays as it was, or away."""
    issuer = directory_issuer(store_id)
    before = {_guid(user, issuer): user for user in _all(list_users, tx, store_id)}
    wanted = {account.object_guid for account in accounts}
    for guid, user in before.items():
        if guid is not None and guid not in wanted:
            delete_user(tx, store_id, user.user_id)
    user_ids: dict[str, str] = {}
    refused: list[LeftOut] = []
    for account in accounts:
        draft, known = draft_of(account, directory.attribute_mappings, issuer), before.get(account.object_guid)
        try:
            if known is None:
                user_ids[account.object_guid] = create_user(tx, store_id, draft, actor=_ACTOR).user_id
                continue
            user_ids[account.object_guid] = known.user_id
            if draft != known.as_draft():
                replace_user(tx, store_id, known.user_id, draft, actor=_ACTOR)
        except Refusal as refusal:
            refused.append(LeftOut(name=account.down_level_name, cause=refusal.cause, facts=refusal.facts))
    return user_ids, refused


def _write_groups(
    tx: Transaction, store_id: str, groups: tuple[DirectoryGroup, ...]
) -> tuple[dict[str, str], list[LeftOut]]:
    """The group ids by object GUID; a group whose name is taken stays as it was, or away."""
    issuer = directory_issuer(store_id)
    before = {_guid(group, issuer): group for group in _all(list_groups, tx, store_id)}
    wanted = {group.object_guid for group in groups}
    for guid, present in before.items():
        if guid is not None and guid not in wanted:
            delete_group(tx, store_id, present.group_id)
    group_ids: dict[str, str] = {}
    refused: list[LeftOut] = []
    for group in groups:
        draft = GroupDraft(display_name=group_name(group), external_ids=(ExternalId(issuer, group.object_guid),))
        known = before.get(group.object_guid)
        try:
            if known is None:
                group_ids[group.object_guid] = create_group(tx, store_id, draft, actor=_ACTOR).group_id
                continue
            group_ids[group.object_guid] = known.group_id
            if draft != known.as_draft():
                replace_group(tx, store_id, known.group_id, draft, actor=_ACTOR)
        except Refusal as refusal:
            refused.append(LeftOut(name=group.down_level_name, cause=refusal.cause, facts=refusal.facts))
    return group_ids, refused


def _write_members(tx: Transaction, store_id: str, group_id: str, user_ids: list[str]) -> None:
    present = [user.user_id for user in _all(members_of_group, tx, store_id, group_id)]
    remove_members(tx, store_id, group_id, [user_id for user_id in present if user_id not in set(user_ids)])
    add_members(tx, store_id, group_id, user_ids, actor=_ACTOR)


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
