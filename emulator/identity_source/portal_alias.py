"""The alias in the AWS access portal URL: `https://<alias>.awsapps.com/start` (facts/signin.md §2.1)."""

import re

from sqlalchemy import insert, select

from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.change_events import record_change
from emulator.permissions.instances import Instance
from emulator.store.tables.identity_source import portal_aliases
from emulator.store.transaction import Transaction
from emulator.trail.administrator import Administrator

# unconfirmed: which aliases AWS takes; those that can be a host name, and are not mistaken for a directory id.
_ALIAS = re.compile(r"(?!d-)[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?")


def portal_alias(tx: Transaction, instance: Instance) -> str | None:
    """The alias of the instance's portal, if it has one."""
    alias: str | None = tx.value(
        select(portal_aliases.c.alias).where(portal_aliases.c.identity_store_id == instance.identity_store_id)
    )
    return alias


def set_portal_alias(tx: Transaction, instance: Instance, alias: str, *, by: Administrator | None = None) -> None:
    """Give the portal its alias, for good. Raises ValidationException: not a name, taken, or set already."""
    known = portal_alias(tx, instance)
    if known == alias:
        return
    if known is not None:
        raise _refused(alias, f"{known}, which was set before and stays")
    if not _ALIAS.fullmatch(alias):
        raise _refused(alias, "1 to 62 small letters, digits and hyphens, not beginning with d-")
    if tx.row(select(portal_aliases).where(portal_aliases.c.alias == alias)) is not None:
        raise _refused(alias, "an alias that no other instance has")
    tx.execute(insert(portal_aliases).values(identity_store_id=instance.identity_store_id, alias=alias))
    record_change(tx, instance.identity_store_id, "CreateAlias", by=by)


def _refused(found: str, expected: str) -> Refusal:
    # unconfirmed: the console's words; that an alias is permanent is documented.
    return Refusal(
        "ValidationException",
        "The AWS access portal URL cannot be customized this way",
        cause="portal.alias",
        facts=Facts(where="alias", found=found, expected=expected),
    )
