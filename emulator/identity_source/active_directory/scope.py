"""The sync scope: which users and groups of the directory AWS takes (Settings, Manage sync)."""

from dataclasses import dataclass

from emulator.identity_source.active_directory.contents import Account, Contents, DirectoryGroup
from emulator.identity_source.active_directory.membership import readable_members, with_nested


@dataclass(frozen=True, kw_only=True)
class SyncScope:
    r"""The users and groups by name, as `CORP\name`; without a domain, they are of the connected one.

    A group brings its members and nested groups along.
    """

    users: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What of the directory is in the scope; `missing` are names that nothing has."""

    accounts: tuple[Account, ...]
    groups: tuple[DirectoryGroup, ...]
    missing: tuple[str, ...]


def select(contents: Contents, scope: SyncScope | None) -> Selection:
    """What the scope takes of the directory; everything where there is no scope."""
    if scope is None:
        return Selection(accounts=contents.accounts, groups=contents.groups, missing=())
    users = {_full(contents, name): name for name in scope.users}
    groups = {_full(contents, name): name for name in scope.groups}
    named = [group for group in contents.groups if group.down_level_name.lower() in groups]
    taken = {each.object_sid for group in named for each in with_nested(contents, group)}
    chosen = tuple(group for group in contents.groups if group.object_sid in taken)
    members = {member.object_sid for group in chosen for member in readable_members(contents, group)}
    accounts = tuple(
        account
        for account in contents.accounts
        if account.object_sid in members or account.down_level_name.lower() in users
    )
    found = {account.down_level_name.lower() for account in accounts}
    found |= {group.down_level_name.lower() for group in named}
    missing = tuple(name for full, name in {**users, **groups}.items() if full not in found)
    return Selection(accounts=accounts, groups=chosen, missing=missing)


def _full(contents: Contents, name: str) -> str:
    return (name if "\\" in name else f"{contents.domains[0].netbios_name}\\{name}").lower()
