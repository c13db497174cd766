"""Why a person of a connected directory has no access: what the directory or its synchronization tells about it."""

from collections.abc import Iterable

from emulator.directory.groups import groups_of_ids
from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.active_directory.directory import the_directory
from emulator.identity_source.active_directory.left_out import read_left_out
from emulator.identity_source.active_directory.mappings import directory_issuer
from emulator.identity_source.active_directory.schedule import schedule_of, unsynchronized_since
from emulator.identity_source.active_directory.sync import not_synchronized
from emulator.identity_source.active_directory.user_names import account_of
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.store.transaction import Transaction

Reason = tuple[str, Facts]


def unusable_directory(tx: Transaction, identity_store_id: str, typed: str) -> Reason | None:
    """Why the connected directory signs nobody in, or was not synchronized; the cause and the facts."""
    try:
        the_directory(tx, identity_store_id).source.candidates(typed, tx.now())
    except Refusal as refusal:
        return refusal.cause, refusal.facts
    schedule = schedule_of(tx, identity_store_id)
    return None if schedule is None else schedule.failure


def missing_user(tx: Transaction, identity_store_id: str, typed: str) -> Reason | None:
    """Why AWS lacks somebody whom the directory has; None where the directory does not, or cannot be asked."""
    try:
        domains, candidates = the_directory(tx, identity_store_id).source.candidates(typed, tx.now())
    except Refusal:
        return None
    account = account_of(domains, candidates, typed)
    if account is None:
        return None
    for each in read_left_out(tx, identity_store_id):
        if each.object_guid == account.object_guid and each.group_guid is None:
            return each.cause, each.facts
    refusal = not_synchronized(account.down_level_name)
    return refusal.cause, refusal.facts


def stale_user(tx: Transaction, identity_store_id: str, user: User) -> Reason | None:
    """The cause and the facts where a user was disabled because nothing synchronized it for 28 days."""
    since = unsynchronized_since(tx, identity_store_id, user)
    if since is None:
        return None
    found = f"{user.user_name}, last synchronized at {since:%Y-%m-%dT%H:%M:%SZ}"
    facts = Facts(where="synchronization", found=found, expected="a synchronization within 28 days")
    return "active-directory.not-synchronized-for-long", facts


def unread_membership(tx: Transaction, identity_store_id: str, user: User, group_ids: Iterable[str]) -> Reason | None:
    """The cause and the facts for the first of the groups that the person is a member of in the directory only."""
    if identity_source(tx, identity_store_id) is not SourceKind.ACTIVE_DIRECTORY:
        return None
    issuer = directory_issuer(identity_store_id)
    guids = {each.id for each in user.external_ids if each.issuer == issuer}
    wanted = groups_of_ids(tx, identity_store_id, group_ids)
    group_guids = {each.id for group in wanted for each in group.external_ids if each.issuer == issuer}
    for each in read_left_out(tx, identity_store_id):
        if each.group_guid in group_guids and each.object_guid in guids:
            return each.cause, each.facts
    return None
