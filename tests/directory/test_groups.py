"""Groups and memberships of an identity store."""

from collections.abc import Iterator

import pytest

from emulator.directory import groups, memberships, users
from emulator.directory.group import GroupDraft
from emulator.directory.user import ExternalId
from emulator.guide.refusal import Refusal
from emulator.store.database import Store
from emulator.store.transaction import Transaction
from tests.directory.people import STORE, draft

NOBODY = "c4488478-a0e1-700e-3d75-96c6bb641596"


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    with store.transaction() as tx:
        yield tx


def add_group(tx: Transaction, name: str = "Engineers") -> str:
    return groups.create_group(tx, STORE, GroupDraft(display_name=name), actor="me").group_id


def add_user(tx: Transaction, who: str = "alice") -> str:
    return users.create_user(tx, STORE, draft(who), actor="me").user_id


def test_created_group_is_read_back_whole(tx: Transaction) -> None:
    full = GroupDraft(display_name="Engineers", description="All", external_ids=(ExternalId("https://idp", "1"),))
    made = groups.create_group(tx, STORE, full, actor="me")
    assert groups.find_group(tx, STORE, made.group_id) == made
    assert made.as_draft() == full
    assert groups.group_by_display_name(tx, STORE, "ENGINEERS") == made
    assert groups.group_by_external_id(tx, STORE, ExternalId("https://idp", "1")) == made


def test_group_may_be_renamed_to_another_case_of_its_name(tx: Transaction) -> None:
    group_id = add_group(tx)
    after = groups.replace_group(tx, STORE, group_id, GroupDraft(display_name="ENGINEERS"), actor="you")
    assert (after.display_name, after.revision, after.updated_by) == ("ENGINEERS", 2, "you")


def test_second_group_of_a_name_is_refused(tx: Transaction) -> None:
    add_group(tx)
    with pytest.raises(Refusal, match="Duplicate GroupDisplayName") as refused:
        add_group(tx, "engineers")
    assert refused.value.cause == "duplicate.group-display-name"


def test_membership_is_made_once(tx: Transaction) -> None:
    group_id, user_id = add_group(tx), add_user(tx)
    first = memberships.add_member(tx, STORE, group_id, user_id, actor="me")
    assert memberships.add_member(tx, STORE, group_id, user_id, actor="you") == first
    assert memberships.add_members(tx, STORE, group_id, [user_id, user_id], actor="me") == []
    assert memberships.is_member(tx, STORE, group_id, user_id)


def test_members_and_groups_are_listed_page_by_page(tx: Transaction) -> None:
    group_ids = [add_group(tx, f"g{n}") for n in range(3)]
    user_ids = [add_user(tx, f"u{n}") for n in range(3)]
    for group_id in group_ids:
        memberships.add_members(tx, STORE, group_id, user_ids, actor="me")
    first = memberships.members_of_group(tx, STORE, group_ids[0], limit=2)
    rest = memberships.members_of_group(tx, STORE, group_ids[0], after=first.after, limit=2)
    assert {user.user_id for user in [*first.items, *rest.items]} == set(user_ids)
    assert rest.after is None
    first_groups = memberships.groups_of_user(tx, STORE, user_ids[0], limit=2)
    last_groups = memberships.groups_of_user(tx, STORE, user_ids[0], after=first_groups.after, limit=2)
    assert {group.group_id for group in [*first_groups.items, *last_groups.items]} == set(group_ids)


def test_unknown_user_or_group_is_refused_and_nobody_is_added(tx: Transaction) -> None:
    group_id, user_id = add_group(tx), add_user(tx)
    with pytest.raises(Refusal, match="USER does not exist"):
        memberships.add_members(tx, STORE, group_id, [user_id, NOBODY], actor="me")
    assert not memberships.is_member(tx, STORE, group_id, user_id)
    with pytest.raises(Refusal, match="GROUP does not exist"):
        memberships.add_members(tx, STORE, NOBODY, [user_id], actor="me")


def test_deleting_a_user_or_a_group_ends_its_memberships(tx: Transaction) -> None:
    group_id, alice, bob = add_group(tx), add_user(tx, "alice"), add_user(tx, "bob")
    memberships.add_members(tx, STORE, group_id, [alice, bob], actor="me")
    users.delete_user(tx, STORE, alice)
    assert [user.user_id for user in memberships.members_of_group(tx, STORE, group_id).items] == [bob]
    groups.delete_group(tx, STORE, group_id)
    assert memberships.groups_of_user(tx, STORE, bob).items == []


def test_removing_who_is_no_member_does_nothing(tx: Transaction) -> None:
    group_id, alice, bob = add_group(tx), add_user(tx, "alice"), add_user(tx, "bob")
    memberships.add_member(tx, STORE, group_id, alice, actor="me")
    memberships.remove_member(tx, STORE, group_id, bob)
    memberships.remove_members(tx, STORE, group_id, [alice, NOBODY])
    assert memberships.members_of_group(tx, STORE, group_id).items == []
