"""Why a person of a connected directory has no access: a membership that AWS cannot read (guide entries 14, 21)."""

from collections.abc import Iterable

from emulator.directory.groups import groups_of_ids
from emulator.directory.user import User
from emulator.guide.refusal import Facts
from emulator.identity_source.active_directory.left_out import read_left_out
from emulator.identity_source.active_directory.mappings import directory_issuer
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.store.transaction import Transaction


def unread_membership(
    tx: Transaction, identity_store_id: str, user: User, group_ids: Iterable[str]
) -> tuple[str, Facts] | None:
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
