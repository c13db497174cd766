"""Users and groups where they are assigned: their names, and reading which one a form means."""

from collections.abc import Iterable
from dataclasses import dataclass

from emulator.directory.external_ids import GROUP, USER
from emulator.directory.groups import group_by_display_name, groups_of_ids, list_groups
from emulator.directory.users import list_users, user_by_user_name, users_of_ids
from emulator.permissions.assignments import Principal
from emulator.store.transaction import Transaction
from emulator.web.console.navigation import PREFIX
from emulator.web.console.posted import field
from emulator.web.control.route import Declined

_MOST_SUGGESTED = 500


@dataclass(frozen=True)
class NamedPrincipal:
    """Who is assigned; `name` is None for somebody who was deleted since."""

    principal: Principal
    name: str | None

    @property
    def kind(self) -> str:
        """What it is, in words."""
        return "Group" if self.principal.type == GROUP else "User"

    @property
    def url(self) -> str:
        """Where the console shows it."""
        return f"{PREFIX}/{self.kind.lower()}s/{self.principal.id}"


@dataclass(frozen=True)
class Suggestions:
    """Names that a form offers; of a large directory only the first, any other can be typed."""

    user_names: tuple[str, ...]
    group_names: tuple[str, ...]


def named(
    tx: Transaction, identity_store_id: str, principals: Iterable[Principal]
) -> dict[Principal, NamedPrincipal]:
    """Each of the principals with its name."""
    wanted = list(principals)
    users = users_of_ids(tx, identity_store_id, [each.id for each in wanted if each.type == USER])
    groups = groups_of_ids(tx, identity_store_id, [each.id for each in wanted if each.type == GROUP])
    names = {user.user_id: user.user_name for user in users} | {
        group.group_id: group.display_name for group in groups
    }
    return {each: NamedPrincipal(each, names.get(each.id)) for each in wanted}


def suggestions(tx: Transaction, identity_store_id: str) -> Suggestions:
    """The first names of the directory."""
    users = list_users(tx, identity_store_id, limit=_MOST_SUGGESTED).items
    groups = list_groups(tx, identity_store_id, limit=_MOST_SUGGESTED).items
    return Suggestions(
        user_names=tuple(user.user_name for user in users), group_names=tuple(group.display_name for group in groups)
    )


def posted_principal(tx: Transaction, identity_store_id: str) -> Principal:
    """Whom the form means, by kind and name. Raises Declined where nobody has the name."""
    name = field("principal")
    if field("principal_type") == GROUP:
        group = group_by_display_name(tx, identity_store_id, name)
        if group is None:
            raise Declined(404, f"There is no group {name!r}.")
        return Principal(GROUP, group.group_id)
    user = user_by_user_name(tx, identity_store_id, name)
    if user is None:
        raise Declined(404, f"There is no user {name!r}.")
    return Principal(USER, user.user_id)
