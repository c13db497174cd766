"""The users of an identity store.

Every function raises Refusal where a rule forbids: ValidationException for the draft itself, ConflictException for
what must be unique, ResourceNotFoundException for an unknown user.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, Select, delete, func, insert, select, update

from emulator.directory.constraints import is_resource_id, shown
from emulator.directory.external_ids import USER, external_ids_of, resource_of_external_id, set_external_ids
from emulator.directory.paging import Page, page_of_rows
from emulator.directory.uniqueness import check_user_unique, comparison_key, write_unique
from emulator.directory.user import ExternalId, User, UserDraft
from emulator.directory.user_rules import check_user
from emulator.guide.refusal import Facts, Refusal
from emulator.store.tables.directory import external_ids, users
from emulator.store.transaction import Transaction

# Columns that are no part of a draft, and attributes that are kept elsewhere than in the attributes column.
_ALONE = ("user_id", "identity_store_id", "revision", "created_at", "updated_at", "created_by", "updated_by")
_KEPT_ELSEWHERE = {"user_name", "active", "external_ids"}
_ATTRIBUTES = TypeAdapter(UserDraft)


def create_user(tx: Transaction, identity_store_id: str, draft: UserDraft, *, actor: str) -> User:
    """Store a new user, with an id that no user ever had; `actor` is who creates it."""
    check_user(draft)
    now = tx.now()
    user = User(
        **vars(draft),
        user_id=tx.ids.resource_id(),
        identity_store_id=identity_store_id,
        revision=1,
        created_at=now,
        updated_at=now,
        created_by=actor,
        updated_by=actor,
    )

    def write() -> None:
        tx.execute(insert(users).values(**_columns(draft), **{name: getattr(user, name) for name in _ALONE}))
        if draft.external_ids:
            set_external_ids(tx, identity_store_id, USER, user.user_id, draft.external_ids)

    write_unique(tx, lambda: check_user_unique(tx, identity_store_id, draft), write)
    return user


def replace_user(tx: Transaction, identity_store_id: str, user_id: str, draft: UserDraft, *, actor: str) -> User:
    """Make the draft the whole of what is known about the user; what it leaves out is cleared."""
    before = find_user(tx, identity_store_id, user_id, lock=True)
    check_user(draft)

    def write() -> None:
        changed = {"revision": before.revision + 1, "updated_at": tx.now(), "updated_by": actor}
        tx.execute(update(users).where(users.c.user_id == user_id).values(**_columns(draft), **changed))
        if draft.external_ids != before.external_ids:
            set_external_ids(tx, identity_store_id, USER, user_id, draft.external_ids)

    def check() -> None:
        check_user_unique(tx, identity_store_id, draft, except_user_id=user_id)

    write_unique(tx, check, write)
    return find_user(tx, identity_store_id, user_id)


def set_active(tx: Transaction, identity_store_id: str, user_id: str, active: bool, *, actor: str) -> User:
    """Enable or disable the user; a disabled one cannot sign in, and keeps everything else."""
    draft = replace(find_user(tx, identity_store_id, user_id, lock=True).as_draft(), active=active)
    return replace_user(tx, identity_store_id, user_id, draft, actor=actor)


def delete_user(tx: Transaction, identity_store_id: str, user_id: str) -> None:
    """Remove the user, its memberships and its external ids; its id is never given to another."""
    find_user(tx, identity_store_id, user_id, lock=True)
    tx.execute(delete(external_ids).where(external_ids.c.resource_id == user_id))
    tx.execute(delete(users).where(users.c.user_id == user_id))


def find_user(tx: Transaction, identity_store_id: str, user_id: str, *, lock: bool = False) -> User:
    """The user of that id; with `lock`, nobody else changes it before this transaction ends."""
    if is_resource_id(user_id):
        statement = _users(identity_store_id).where(users.c.user_id == user_id)
        found = _first(tx, statement.with_for_update() if lock else statement)
        if found is not None:
            return found
    raise unknown_user(user_id)


def user_by_user_name(tx: Transaction, identity_store_id: str, user_name: str) -> User | None:
    """The user of that user name, whatever its letter case."""
    return _first(tx, _users(identity_store_id).where(users.c.user_name_key == comparison_key(user_name)))


def user_by_primary_email(tx: Transaction, identity_store_id: str, email: str) -> User | None:
    """The user whose primary e-mail address this is, whatever its letter case."""
    return _first(tx, _users(identity_store_id).where(users.c.primary_email_key == comparison_key(email)))


def user_by_external_id(tx: Transaction, identity_store_id: str, external_id: ExternalId) -> User | None:
    """The user that an issuer outside AWS knows by that id."""
    user_id = resource_of_external_id(tx, identity_store_id, USER, external_id)
    return find_user(tx, identity_store_id, user_id) if user_id else None


def list_users(
    tx: Transaction, identity_store_id: str, *, containing: str = "", after: str | None = None, limit: int = 100
) -> Page[User]:
    """A page of the users, oldest first: all, or those whose user, display or e-mail name holds `containing`.

    Raises UnknownPosition for an `after` that no page has given.
    """
    statement, keys = _users(identity_store_id), (users.c.created_at, users.c.user_id)
    if containing:
        display_name = func.lower(users.c.attributes["display_name"].as_string())
        statement = statement.where(
            users.c.user_name_key.contains(comparison_key(containing), autoescape=True)
            | users.c.primary_email_key.contains(comparison_key(containing), autoescape=True)
            | display_name.contains(containing.lower(), autoescape=True)
        )
    page = page_of_rows(tx, statement, keys, after=after, limit=limit)
    return Page(_read(tx, page.items), page.after)


def users_of_ids(tx: Transaction, identity_store_id: str, user_ids: Iterable[str]) -> Sequence[User]:
    """Those of the users that exist, in no particular order, in one query."""
    wanted = list(user_ids)
    rows = tx.rows(select(users).where(users.c.user_id.in_(wanted))) if wanted else []
    # Asked for the identity store too, SQLite would rather look through all of its users.
    return _read(tx, [row for row in rows if row["identity_store_id"] == identity_store_id])


def unknown_user(user_id: str) -> Refusal:
    """The refusal for a user id that nobody has.

    unconfirmed: the text, and that an id of another shape is unknown (404) rather than invalid (400).
    """
    return Refusal(
        "ResourceNotFoundException",
        "USER does not exist.",
        cause="scim.resource-not-found",
        facts=Facts(where="user id", found=shown(user_id), expected="the id of a user in this identity store"),
        members={"ResourceType": USER, "ResourceId": user_id},
    )


def _users(identity_store_id: str) -> Select[Any]:
    return select(users).where(users.c.identity_store_id == identity_store_id)


def _first(tx: Transaction, statement: Select[Any]) -> User | None:
    row = tx.row(statement)
    return _read(tx, [row])[0] if row is not None else None


def _read(tx: Transaction, rows: Sequence[RowMapping]) -> list[User]:
    of_provider = external_ids_of(tx, [row["user_id"] for row in rows])
    return [_user(row, of_provider.get(row["user_id"], ())) for row in rows]


def _user(row: RowMapping, ids: tuple[ExternalId, ...]) -> User:
    draft = _ATTRIBUTES.validate_python(row["attributes"])
    attributes = {name: value for name, value in vars(draft).items() if name not in _KEPT_ELSEWHERE}
    return User(
        **attributes,
        **{name: row[name] for name in _ALONE},
        user_name=row["user_name"],
        active=row["status"] == "ENABLED",
        external_ids=ids,
    )


def _columns(draft: UserDraft) -> dict[str, Any]:
    email, user_name = draft.primary_email, draft.user_name
    assert user_name is not None
    return {
        "user_name": user_name,
        "user_name_key": comparison_key(user_name),
        "primary_email_key": comparison_key(email) if email is not None else None,
        "status": "ENABLED" if draft.active else "DISABLED",
        "attributes": _ATTRIBUTES.dump_python(draft, mode="json", exclude=_KEPT_ELSEWHERE, exclude_defaults=True),
    }
