"""Adds what a seed names to the state that is there."""

from dataclasses import dataclass, field

from emulator.accounts.organization import account, add_account
from emulator.applications.assignments import ApplicationAssignment, assignments_of_application
from emulator.applications.assignments import assign as assign_application
from emulator.applications.saml_applications import saml_applications_of
from emulator.directory.external_ids import scim_issuer
from emulator.directory.groups import create_group, group_by_display_name
from emulator.directory.memberships import add_members
from emulator.directory.users import create_user, user_by_user_name
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import Instance, organization_instance
from emulator.permissions.permission_sets import list_permission_sets
from emulator.seed.applications import plant_application
from emulator.seed.mfa import plant_devices
from emulator.seed.model import Seed, SeedUser
from emulator.seed.passwords import plant_passwords_of
from emulator.seed.people import invented_people
from emulator.seed.people_drafts import group_draft, user_draft
from emulator.seed.permissions import plant_assignment, plant_permission_set, principals_of
from emulator.store.transaction import Transaction

_ACTOR = "seed"
_ALL = 1_000_000
_ADDED = frozenset(
    ("users", "generate_users", "groups", "accounts", "permission_sets", "assignments", "applications")
)


class CannotAdd(Exception):
    """The state cannot take what the seed has; the text says why and what to do."""


@dataclass
class Addition:
    """What came of it: names by kind. `not_changed` are settings that the seed has, and that only a reset sets."""

    added: dict[str, list[str]] = field(default_factory=dict)
    kept: dict[str, list[str]] = field(default_factory=dict)
    not_changed: tuple[str, ...] = ()

    def note(self, kind: str, name: str, *, new: bool) -> None:
        """Something was made, or was there already."""
        (self.added if new else self.kept).setdefault(kind, []).append(name)


def add_seed(tx: Transaction, seed: Seed) -> Addition:
    """Make the accounts, users, groups, permission sets, assignments and applications that are not there yet.

    What has the same name is kept as it is; groups get the members, permission sets and applications the assignments
    that they lack. Doing it twice changes nothing. Raises Refusal, and CannotAdd.
    """
    instance = organization_instance(tx)
    done = Addition(not_changed=tuple(sorted(seed.model_fields_set - _ADDED)))
    _check_source_of_people(tx, instance, seed)
    for wanted in seed.accounts if "accounts" in seed.model_fields_set else ():
        new = account(tx, wanted.account_id) is None
        if new:
            add_account(tx, wanted.account_id, name=wanted.name, email=wanted.email)
        done.note("accounts", wanted.account_id, new=new)
    user_ids = _add_users(tx, instance, seed, done)
    group_ids = _add_groups(tx, instance, seed, user_ids, done)
    _add_permissions(tx, instance, seed, user_ids, group_ids, done)
    _add_applications(tx, instance, seed, user_ids, group_ids, done)
    return done


def _add_users(tx: Transaction, instance: Instance, seed: Seed, done: Addition) -> dict[str, str]:
    store_id = instance.identity_store_id
    issuer, user_ids = scim_issuer(store_id), {}
    new_users: list[SeedUser] = []
    for user in seed.users:
        present = user_by_user_name(tx, store_id, user.user_name)
        if present is None:
            present = create_user(tx, store_id, user_draft(user, issuer), actor=_ACTOR)
            new_users.append(user)
        user_ids[user.user_name] = present.user_id
        done.note("users", user.user_name, new=user in new_users)
    for user in invented_people(tx.ids, seed.generate_users):
        create_user(tx, store_id, user_draft(user, issuer), actor=_ACTOR)
        done.note("users", user.user_name, new=True)
    plant_passwords_of(tx, new_users, user_ids)
    plant_devices(tx, store_id, new_users, user_ids)
    return user_ids


def _add_groups(
    tx: Transaction, instance: Instance, seed: Seed, user_ids: dict[str, str], done: Addition
) -> dict[str, str]:
    store_id, group_ids = instance.identity_store_id, {}
    for group in seed.groups:
        present = group_by_display_name(tx, store_id, group.display_name)
        done.note("groups", group.display_name, new=present is None)
        found = present or create_group(tx, store_id, group_draft(group, scim_issuer(store_id)), actor=_ACTOR)
        add_members(tx, store_id, found.group_id, [user_ids[name] for name in group.members], actor=_ACTOR)
        group_ids[group.display_name] = found.group_id
    return group_ids


def _add_permissions(
    tx: Transaction,
    instance: Instance,
    seed: Seed,
    user_ids: dict[str, str],
    group_ids: dict[str, str],
    done: Addition,
) -> None:
    present = {each.name: each for each in list_permission_sets(tx, instance, limit=_ALL).items}
    for wanted in seed.permission_sets:
        done.note("permission sets", wanted.name, new=wanted.name not in present)
        if wanted.name not in present:
            present[wanted.name] = plant_permission_set(tx, instance, wanted)
    for assignment in seed.assignments:
        plant_assignment(tx, instance, assignment, present[assignment.permission_set], user_ids, group_ids)


def _add_applications(
    tx: Transaction,
    instance: Instance,
    seed: Seed,
    user_ids: dict[str, str],
    group_ids: dict[str, str],
    done: Addition,
) -> None:
    present = {each.application.name: each.application.application_arn for each in saml_applications_of(tx, instance)}
    for wanted in seed.applications:
        done.note("applications", wanted.name, new=wanted.name not in present)
        arn = present.get(wanted.name) or plant_application(tx, instance, wanted)
        assigned = [each.principal for each in assignments_of_application(tx, arn, limit=_ALL).items]
        for principal in principals_of(wanted.users, wanted.groups, user_ids, group_ids):
            if principal not in assigned:
                assign_application(tx, instance, ApplicationAssignment(application_arn=arn, principal=principal))


def _check_source_of_people(tx: Transaction, instance: Instance, seed: Seed) -> None:
    people = bool(seed.users or seed.groups or seed.generate_users)
    if people and identity_source(tx, instance.identity_store_id) is SourceKind.ACTIVE_DIRECTORY:
        raise CannotAdd(
            "users and groups come from Active Directory here; change that directory, or replace the whole state"
        )
