"""Users and groups, by name and by id."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from emulator.directory.external_ids import scim_issuer
from emulator.directory.group import Group
from emulator.directory.groups import list_groups
from emulator.directory.user import User
from emulator.directory.users import list_users
from emulator.seed.active_directory import SeedActiveDirectory
from emulator.seed.export.left_out import LeftOut
from emulator.seed.model import SeedGroup, SeedUser
from emulator.seed.people_drafts import described_group, described_user, user_draft
from emulator.store.tables.directory import memberships
from emulator.store.transaction import Transaction

_EVERYBODY = 10_000_000


@dataclass(frozen=True)
class People:
    """Who is there: users and groups by their ids."""

    users: dict[str, User]
    groups: dict[str, Group]

    def user_name(self, user_id: str) -> str | None:
        """The user name; None for a user who was deleted."""
        user = self.users.get(user_id)
        return None if user is None else user.user_name

    def group_name(self, group_id: str) -> str | None:
        """The display name; None for a group that was deleted."""
        group = self.groups.get(group_id)
        return None if group is None else group.display_name

    def but_known_to(self, directory: SeedActiveDirectory, left_out: LeftOut) -> "People":
        """Those whom a seed with this directory can name: its checks know users by their UPN, not by a mapping."""
        users = {i: user for i, user in self.users.items() if user.user_name in directory.user_names()}
        groups = {
            i: group for i, group in self.groups.items() if group.display_name in directory.group_names_at_domains()
        }
        for user in self.users.values():
            if user.user_id not in users:
                left_out.add(f"assignments of {user.user_name}, whom attribute mappings name differently")
        return replace(self, users=users, groups=groups)


def people_of(tx: Transaction, identity_store_id: str) -> People:
    """Everybody in the identity store."""
    users = list_users(tx, identity_store_id, limit=_EVERYBODY).items
    groups = list_groups(tx, identity_store_id, limit=_EVERYBODY).items
    return People({user.user_id: user for user in users}, {group.group_id: group for group in groups})


def exported_users(people: People, identity_store_id: str, left_out: LeftOut) -> tuple[SeedUser, ...]:
    """The users by name."""
    issuer = scim_issuer(identity_store_id)
    exported = []
    for user in sorted(people.users.values(), key=lambda user: (user.user_name.casefold(), user.user_name)):
        described = described_user(user, issuer)
        if user_draft(described, issuer) != user.as_draft():
            left_out.add(f"photos or external ids of other issuers of {user.user_name}")
        exported.append(described)
    return tuple(exported)


def exported_groups(
    tx: Transaction, people: People, identity_store_id: str, left_out: LeftOut
) -> tuple[SeedGroup, ...]:
    """The groups by name, each with the user names of its members."""
    issuer = scim_issuer(identity_store_id)
    columns = memberships.c
    members: dict[str, list[str]] = {group_id: [] for group_id in people.groups}
    statement = select(columns.group_id, columns.user_id).where(columns.identity_store_id == identity_store_id)
    for row in tx.rows(statement):
        members[row["group_id"]].append(people.users[row["user_id"]].user_name)
    in_order = sorted(people.groups.values(), key=lambda group: (group.display_name.casefold(), group.display_name))
    for group in in_order:
        if any(each.issuer != issuer for each in group.external_ids):
            left_out.add(f"external ids of other issuers of the group {group.display_name}")
    return tuple(described_group(group, tuple(sorted(members[group.group_id])), issuer) for group in in_order)
