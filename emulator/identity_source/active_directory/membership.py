"""Which members of a group AWS can read, and why it cannot read the others (facts/signin.md §1.14, §1.21)."""

from emulator.guide.refusal import Facts
from emulator.identity_source.active_directory.directory import Account, Directory, DirectoryGroup

PRIMARY_GROUP = "active-directory.primary-group"
FOREIGN = "active-directory.foreign-security-principal"


def readable_members(directory: Directory, group: DirectoryGroup) -> tuple[Account, ...]:
    """The members that a synchronization finds: ordinary ones, of the group's own domain."""
    sids = set(group.member_sids)
    return tuple(
        account
        for account in directory.accounts
        if account.domain == group.domain
        and account.object_sid in sids
        and account.primary_group_sid != group.object_sid
    )


def unreadable_members(directory: Directory, group: DirectoryGroup) -> tuple[tuple[Account, str], ...]:
    """The members that no synchronization finds, each with the cause."""
    sids = set(group.member_sids)
    primary = [
        (account, PRIMARY_GROUP) for account in directory.accounts if account.primary_group_sid == group.object_sid
    ]
    foreign = [
        (account, FOREIGN)
        for account in directory.accounts
        if account.domain != group.domain and account.object_sid in sids
    ]
    return (*primary, *foreign)


def facts_of(account: Account, group: DirectoryGroup, cause: str) -> Facts:
    """What was found about a member that cannot be read."""
    if cause == PRIMARY_GROUP:
        return Facts(
            where=f"group {group.down_level_name}",
            found=f"the primary group of {account.down_level_name}",
            expected=f"a group that {account.down_level_name} is an ordinary member of",
        )
    return Facts(
        where=f"group {group.down_level_name}",
        found=f"the foreign security principal {account.object_sid}, who is {account.down_level_name}",
        expected=f"a group of the domain {account.domain.name}",
    )
