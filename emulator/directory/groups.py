"""The groups of an identity store.

Every function raises Refusal where a rule forbids: ValidationException for the draft itself, ConflictException for
what must be unique, ResourceNotFoundException for an unknown group.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import RowMapping, Select, delete, insert, select, update

from emulator.directory.constraints import EXTERNAL_ID, TEXT, is_resource_id, refuse, shown, violations_of
from emulator.directory.external_ids import GROUP, external_ids_of, resource_of_external_id, set_external_ids
from emulator.directory.group import Group, GroupDraft
from emulator.directory.paging import Page, page_of_rows
from emulator.directory.uniqueness import check_group_unique, comparison_key, write_unique
from emulator.directory.user import ExternalId
from emulator.directory.user_rules import check_not_reserved
from emulator.guide.refusal import Facts, Refusal
from emulator.store.tables.directory import external_ids, groups
from emulator.store.transaction import Transaction

# Columns that are no part of a draft.
_ALONE = ("group_id", "identity_store_id", "revision", "created_at", "updated_at", "created_by", "updated_by")


def create_group(tx: Transaction, identity_store_id: str, draft: GroupDraft, *, actor: str) -> Group:
    """Store a new group without members, with an id that no group ever had; `actor` is who creates it."""
    check_group(draft)
    now = tx.now()
    group = Group(
        **vars(draft),
        group_id=tx.ids.resource_id(),
        identity_store_id=identity_store_id,
        revision=1,
        created_at=now,
        updated_at=now,
        created_by=actor,
        updated_by=actor,
    )

    def write() -> None:
        tx.execute(insert(groups).values(**_columns(draft), **{name: getattr(group, name) for name in _ALONE}))
        if draft.external_ids:
            set_external_ids(tx, identity_store_id, GROUP, group.group_id, draft.external_ids)

    write_unique(tx, lambda: check_group_unique(tx, identity_store_id, draft), write)
    return group


def replace_group(tx: Transaction, identity_store_id: str, group_id: str, draft: GroupDraft, *, actor: str) -> Group:
    """Make the draft the whole of what is known about the group; its members stay."""
    before = find_group(tx, identity_store_id, group_id, lock=True)
    check_group(draft)

    def write() -> None:
        changed = {"revision": before.revision + 1, "updated_at": tx.now(), "updated_by": actor}
        tx.execute(update(groups).where(groups.c.group_id == group_id).values(**_columns(draft), **changed))
        if draft.external_ids != before.external_ids:
            set_external_ids(tx, identity_store_id, GROUP, group_id, draft.external_ids)

    def check() -> None:
        check_group_unique(tx, identity_store_id, draft, except_group_id=group_id)

    write_unique(tx, check, write)
    return find_group(tx, identity_store_id, group_id)


def delete_group(tx: Transaction, identity_store_id: str, group_id: str) -> None:
    """Remove the group, its memberships and its external ids; its id is never given to another."""
    find_group(tx, identity_store_id, group_id, lock=True)
    tx.execute(delete(external_ids).where(external_ids.c.resource_id == group_id))
    tx.execute(delete(groups).where(groups.c.group_id == group_id))


def find_group(tx: Transaction, identity_store_id: str, group_id: str, *, lock: bool = False) -> Group:
    """The group of that id; with `lock`, nobody else changes it before this transaction ends."""
    if is_resource_id(group_id):
        statement = _groups(identity_store_id).where(groups.c.group_id == group_id)
        found = _first(tx, statement.with_for_update() if lock else statement)
        if found is not None:
            return found
    raise unknown_group(group_id)


def group_by_display_name(tx: Transaction, identity_store_id: str, display_name: str) -> Group | None:
    """The group of that name, whatever its letter case."""
    return _first(tx, _groups(identity_store_id).where(groups.c.display_name_key == comparison_key(display_name)))


def group_by_external_id(tx: Transaction, identity_store_id: str, external_id: ExternalId) -> Group | None:
    """The group that an issuer outside AWS knows by that id."""
    group_id = resource_of_external_id(tx, identity_store_id, GROUP, external_id)
    return find_group(tx, identity_store_id, group_id) if group_id else None


def list_groups(
    tx: Transaction, identity_store_id: str, *, containing: str = "", after: str | None = None, limit: int = 100
) -> Page[Group]:
    """A page of the groups, oldest first: all, or those whose name holds `containing`.

    Raises UnknownPosition for an `after` that no page has given.
    """
    statement, keys = _groups(identity_store_id), (groups.c.created_at, groups.c.group_id)
    if containing:
        name = groups.c.display_name_key
        statement = statement.where(name.contains(comparison_key(containing), autoescape=True))
    page = page_of_rows(tx, statement, keys, after=after, limit=limit)
    return Page(_read(tx, page.items), page.after)


def check_group(draft: GroupDraft) -> None:
    """Raise Refusal unless the draft keeps every rule that does not depend on other groups (facts/scim.md §4.7).

    Newer service models give group names the same pattern as all other text (facts/scim.md §5.2 has an older one).
    """
    violations = violations_of("displayName", draft.display_name, TEXT)
    violations += violations_of("description", draft.description, TEXT)
    for external_id in draft.external_ids:
        violations += violations_of("externalId", external_id.id, EXTERNAL_ID)
    refuse(violations)
    if draft.display_name is None:
        # unconfirmed: the text; it is worded like the one for users.
        raise Refusal(
            "ValidationException",
            "displayname: The attribute displayname is required",
            cause="scim.group.missing-display-name",
            facts=Facts(where="displayName", found="no value", expected="a value"),
        )
    check_not_reserved("displayName", draft.display_name)


def groups_of_ids(tx: Transaction, identity_store_id: str, group_ids: Iterable[str]) -> Sequence[Group]:
    """Those of the groups that exist, in no particular order, in one query."""
    wanted = list(group_ids)
    rows = tx.rows(select(groups).where(groups.c.group_id.in_(wanted))) if wanted else []
    # Asked for the identity store too, SQLite would rather look through all of its groups.
    return _read(tx, [row for row in rows if row["identity_store_id"] == identity_store_id])


def unknown_group(group_id: str) -> Refusal:
    """The refusal for a group id that nobody has.

    unconfirmed: the text, and that an id of another shape is unknown (404) rather than invalid (400).
    """
    return Refusal(
        "ResourceNotFoundException",
        "GROUP does not exist.",
        cause="scim.resource-not-found",
        facts=Facts(where="group id", found=shown(group_id), expected="the id of a group in this identity store"),
        members={"ResourceType": GROUP, "ResourceId": group_id},
    )


def _groups(identity_store_id: str) -> Select[Any]:
    return select(groups).where(groups.c.identity_store_id == identity_store_id)


def _first(tx: Transaction, statement: Select[Any]) -> Group | None:
    row = tx.row(statement)
    return _read(tx, [row])[0] if row is not None else None


def _read(tx: Transaction, rows: Sequence[RowMapping]) -> list[Group]:
    of_provider = external_ids_of(tx, [row["group_id"] for row in rows])
    return [
        Group(
            **{name: row[name] for name in ("display_name", "description", *_ALONE)},
            external_ids=of_provider.get(row["group_id"], ()),
        )
        for row in rows
    ]


def _columns(draft: GroupDraft) -> dict[str, Any]:
    assert draft.display_name is not None
    return {
        "display_name": draft.display_name,
        "display_name_key": comparison_key(draft.display_name),
        "description": draft.description,
    }
