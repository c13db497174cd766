"""What an Active Directory has in it: domains, users and groups, wherever they were read."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Domain:
    """A domain: DNS name and NetBIOS name."""

    name: str
    netbios_name: str


@dataclass(frozen=True, kw_only=True)
class Account:
    """A user of a domain. `attributes` are those that mappings can name, under their names in small letters."""

    domain: Domain
    sam_account_name: str
    user_principal_name: str
    object_guid: str
    object_sid: str
    primary_group_sid: str
    enabled: bool
    attributes: dict[str, str]

    @property
    def down_level_name(self) -> str:
        r"""`CORP\jane`."""
        return f"{self.domain.netbios_name}\\{self.sam_account_name}"


@dataclass(frozen=True, kw_only=True)
class DirectoryGroup:
    """A group of a domain. `member_sids` are users, nested groups and foreign security principals."""

    domain: Domain
    name: str
    object_guid: str
    object_sid: str
    member_sids: tuple[str, ...]

    @property
    def down_level_name(self) -> str:
        r"""`CORP\Developers`."""
        return f"{self.domain.netbios_name}\\{self.name}"


@dataclass(frozen=True, kw_only=True)
class Contents:
    """Everything at one moment; the connected domain comes first."""

    domains: tuple[Domain, ...]
    accounts: tuple[Account, ...]
    groups: tuple[DirectoryGroup, ...]

    @cached_property
    def account_by_sid(self) -> dict[str, Account]:
        """The users by security identifier."""
        return {account.object_sid: account for account in self.accounts}

    @cached_property
    def group_by_sid(self) -> dict[str, DirectoryGroup]:
        """The groups by security identifier."""
        return {group.object_sid: group for group in self.groups}

    @cached_property
    def accounts_by_primary_group(self) -> dict[str, tuple[Account, ...]]:
        """Who has a group as primary group, by the group's security identifier."""
        found: dict[str, list[Account]] = {}
        for account in self.accounts:
            found.setdefault(account.primary_group_sid, []).append(account)
        return {sid: tuple(accounts) for sid, accounts in found.items()}
