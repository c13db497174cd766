"""What a user or a group may use: permission sets in accounts, and applications."""

from dataclasses import dataclass

from emulator.accounts.organization import accounts
from emulator.applications.applications import find_application
from emulator.applications.assignments import assignments_of_principal as application_assignments_of
from emulator.directory.groups import groups_of_ids
from emulator.permissions.assignments import Principal, assignments_of_principal
from emulator.permissions.instances import Instance, organization_instance
from emulator.permissions.permission_sets import find_permission_set
from emulator.store.transaction import Transaction
from emulator.web.console.navigation import PREFIX

_MOST_SHOWN = 500


@dataclass(frozen=True)
class Access:
    """Something that may be used: what, as what, and through which group (none: by an assignment of one's own)."""

    what: str
    url: str
    role: str
    through: str | None


def access_of(tx: Transaction, principal: Principal) -> list[Access]:
    """Everything that is assigned to the principal; for a user also what is assigned to its groups."""
    instance = organization_instance(tx)
    return [*_in_accounts(tx, instance, principal), *_to_applications(tx, instance, principal)]


def _in_accounts(tx: Transaction, instance: Instance, principal: Principal) -> list[Access]:
    found = assignments_of_principal(tx, instance, principal, limit=_MOST_SHOWN).items
    names = {account.account_id: account.name for account in accounts(tx)}
    through = _names_of_groups(tx, instance, principal, {each.principal.id for each in found})
    return [
        Access(
            what=f"{names.get(each.account_id, '')} ({each.account_id})".strip(),
            url=f"{PREFIX}/accounts/{each.account_id}",
            role=find_permission_set(tx, instance, each.permission_set_arn).name,
            through=through.get(each.principal.id),
        )
        for each in found
    ]


def _to_applications(tx: Transaction, instance: Instance, principal: Principal) -> list[Access]:
    found = application_assignments_of(tx, instance, principal, limit=_MOST_SHOWN).items
    through = _names_of_groups(tx, instance, principal, {each.principal.id for each in found})
    return [
        Access(
            what=find_application(tx, each.application_arn).name,
            url=f"{PREFIX}/applications",
            role="Application",
            through=through.get(each.principal.id),
        )
        for each in found
    ]


def _names_of_groups(tx: Transaction, instance: Instance, principal: Principal, ids: set[str]) -> dict[str, str]:
    found = groups_of_ids(tx, instance.identity_store_id, ids - {principal.id})
    return {group.group_id: group.display_name for group in found}
