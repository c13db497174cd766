"""Which members of a group AWS can read, and why it cannot read the others (facts/signin.md §1.14, §1.21)."""

from dataclasses import dataclass

from emulator.guide.refusal import Facts
from emulator.identity_source.active_directory.contents import Account, Contents, DirectoryGroup

PRIMARY_GROUP = "active-directory.primary-group"
FOREIGN = "active-directory.foreign-security-principal"


@dataclass(frozen=True, kw_only=True)
class UnreadMember:
    """A member that no synchronization finds; `object_guid` is None where nothing but the SID is known."""

    name: str
    object_guid: str | None
    cause: str
    facts: Facts


def with_nested(contents: Contents, group: DirectoryGroup) -> tuple[DirectoryGroup, ...]:
    """The group and the groups of its domain nested in it, however deep, each once."""
    found = {group.object_sid: group}
    waiting = [group]
    while waiting:
        for sid in waiting.pop().member_sids:
            nested = contents.group_by_sid.get(sid)
            if nested is not None and nested.domain == group.domain and sid not in found:
                found[sid] = nested
                waiting.append(nested)
    return tuple(found.values())


def readable_members(contents: Contents, group: DirectoryGroup) -> tuple[Account, ...]:
    """The members that a synchronization finds: ordinary ones of the group's domain, those of nested groups too.

    That nested groups are flattened into the group is documented
    (provision-users-from-ad-configurable-ADsync.html).
    """
    found: dict[str, Account] = {}
    for each in with_nested(contents, group):
        for sid in each.member_sids:
            account = contents.account_by_sid.get(sid)
            ordinary = account is not None and account.primary_group_sid != each.object_sid
            if account is not None and ordinary and account.domain == group.domain:
                found[sid] = account
    return tuple(found.values())


def unread_members(contents: Contents, group: DirectoryGroup) -> tuple[UnreadMember, ...]:
    """The members of the group itself that no synchronization finds, each with the cause."""
    readable = {account.object_sid for account in readable_members(contents, group)}
    primary = [
        _primary(account, group)
        for account in contents.accounts_by_primary_group.get(group.object_sid, ())
        if account.object_sid not in readable
    ]
    foreign = [_foreign(contents, sid, group) for sid in group.member_sids if _is_foreign(contents, sid, group)]
    return (*primary, *foreign)


def _is_foreign(contents: Contents, sid: str, group: DirectoryGroup) -> bool:
    known = contents.account_by_sid.get(sid) or contents.group_by_sid.get(sid)
    return known is None or known.domain != group.domain


def _primary(account: Account, group: DirectoryGroup) -> UnreadMember:
    facts = Facts(
        where=f"group {group.down_level_name}",
        found=f"the primary group of {account.down_level_name}",
        expected=f"a group that {account.down_level_name} is an ordinary member of",
    )
    return UnreadMember(
        name=account.down_level_name, object_guid=account.object_guid, cause=PRIMARY_GROUP, facts=facts
    )


def _foreign(contents: Contents, sid: str, group: DirectoryGroup) -> UnreadMember:
    known = contents.account_by_sid.get(sid) or contents.group_by_sid.get(sid)
    who = f", who is {known.down_level_name}" if known else ""
    facts = Facts(
        where=f"group {group.down_level_name}",
        found=f"the foreign security principal {sid}{who}",
        expected=f"a group of the domain {known.domain.name}" if known else "a group of that principal's own domain",
    )
    return UnreadMember(
        name=known.down_level_name if known else sid,
        object_guid=known.object_guid if known else None,
        cause=FOREIGN,
        facts=facts,
    )
