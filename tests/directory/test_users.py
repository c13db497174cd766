"""The users of an identity store."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator.directory import users
from emulator.directory.constraints import EXTERNAL_ID, TEXT, USER_NAME, Constraint, violations_of
from emulator.directory.paging import UnknownPosition
from emulator.directory.user import Address, Email, Enterprise, ExternalId, Name, PhoneNumber, Role, UserDraft
from emulator.guide.refusal import Refusal
from emulator.store.database import Store
from emulator.store.transaction import Transaction
from tests.directory.people import STORE, draft


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    with store.transaction() as tx:
        yield tx


def refused(tx: Transaction, candidate: UserDraft) -> Refusal:
    with pytest.raises(Refusal) as raised:
        users.create_user(tx, STORE, candidate, actor="me")
    return raised.value


def test_created_user_is_read_back_whole(tx: Transaction) -> None:
    full = draft(
        nick_name="Al",
        profile_url="https://example.com",
        addresses=(Address(country="US", primary=True),),
        phone_numbers=(PhoneNumber(value="1"),),
        roles=(Role(value="r"),),
        enterprise=Enterprise(department="R&D", manager="m"),
        external_ids=(ExternalId("https://a", "1"), ExternalId("https://b", "1")),
        active=False,
    )
    made = users.create_user(tx, STORE, full, actor="me")
    assert users.find_user(tx, STORE, made.user_id) == made
    assert made.as_draft() == full
    assert (made.revision, made.created_by, made.updated_by) == (1, "me", "me")


def test_users_of_other_identity_stores_are_not_seen(tx: Transaction) -> None:
    made = users.create_user(tx, "d-1111111111", draft(), actor="me")
    users.create_user(tx, STORE, draft(), actor="me")
    with pytest.raises(Refusal, match="USER does not exist"):
        users.find_user(tx, STORE, made.user_id)


def test_user_is_found_by_name_email_and_external_id(tx: Transaction) -> None:
    known = ExternalId("https://idp", "7")
    made = users.create_user(tx, STORE, draft(external_ids=(known,)), actor="me")
    assert users.user_by_user_name(tx, STORE, "ALICE@example.com") == made
    assert users.user_by_primary_email(tx, STORE, "Alice@Example.com") == made
    assert users.user_by_external_id(tx, STORE, known) == made
    assert users.user_by_external_id(tx, STORE, ExternalId("https://other", "7")) is None
    assert users.user_by_user_name(tx, STORE, "bob") is None


def test_replaced_user_counts_up_and_tells_who_and_when(tx: Transaction) -> None:
    tx.clock.freeze(datetime(2026, 1, 1, tzinfo=UTC))
    made = users.create_user(tx, STORE, draft(title="Engineer"), actor="me")
    tx.clock.advance(timedelta(hours=1))
    after = users.replace_user(tx, STORE, made.user_id, draft("bob"), actor="you")
    assert (after.revision, after.created_by, after.updated_by, after.title) == (2, "me", "you", None)
    assert after.updated_at - after.created_at == timedelta(hours=1)


def test_disabled_user_keeps_everything_else(tx: Transaction) -> None:
    made = users.create_user(tx, STORE, draft(title="Engineer"), actor="me")
    after = users.set_active(tx, STORE, made.user_id, False, actor="you")
    assert after.as_draft() == replace(made.as_draft(), active=False)


def test_unique_values_are_free_again_after_deletion(tx: Transaction) -> None:
    candidate = draft(external_ids=(ExternalId("https://idp", "7"),))
    made = users.create_user(tx, STORE, candidate, actor="me")
    users.delete_user(tx, STORE, made.user_id)
    assert users.create_user(tx, STORE, candidate, actor="me").user_id != made.user_id


@pytest.mark.parametrize(
    ("candidate", "message", "cause"),
    [
        (draft("bob", user_name="ALICE@EXAMPLE.COM"), "Duplicate UserName", "duplicate.user-name"),
        (
            draft("bob", emails=(Email(value="ALICE@example.com", primary=True),)),
            "Duplicate Email",
            "duplicate.primary-email",
        ),
        (
            draft("bob", external_ids=(ExternalId("https://idp", "7"),)),
            "Duplicate ExternalId",
            "duplicate.external-id",
        ),
    ],
)
def test_second_holder_is_refused_and_the_first_is_named(
    tx: Transaction, candidate: UserDraft, message: str, cause: str
) -> None:
    made = users.create_user(tx, STORE, draft(external_ids=(ExternalId("https://idp", "7"),)), actor="me")
    refusal = refused(tx, candidate)
    assert (refusal.code, refusal.message, refusal.cause) == ("ConflictException", message, cause)
    assert refusal.facts.more["taken by"] == made.user_id


def test_address_that_is_not_primary_may_be_shared(tx: Transaction) -> None:
    users.create_user(tx, STORE, draft(), actor="me")
    users.create_user(tx, STORE, draft("bob", emails=(Email(value="alice@example.com"),)), actor="me")


def test_several_lists_that_are_too_long_are_all_in_the_facts(tx: Transaction) -> None:
    two = (PhoneNumber(value="1"), PhoneNumber(value="2"))
    refusal = refused(tx, draft(emails=(Email(), Email()), phone_numbers=two))
    assert refusal.message == "List attribute emails exceeds allowed limit of 1"
    assert refusal.facts.more == {"phoneNumbers": "2 elements"}


def test_every_text_of_a_user_is_checked(tx: Transaction) -> None:
    refusal = refused(
        tx,
        draft(
            name=Name(given_name="A", family_name="B", middle_name=""),
            addresses=(Address(country=""),),
            roles=(Role(type=""),),
            enterprise=Enterprise(manager=""),
            timezone="",
            external_ids=(ExternalId("i", ""),),
        ),
    )
    assert refusal.message.startswith("12 validation errors detected")
    for path in ("name.middleName", "addresses.country", "roles.type", "timezone", "externalId"):
        assert f"'{path}'" in refusal.message
    assert "'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.manager.value'" in refusal.message


@pytest.mark.parametrize(
    ("containing", "found"),
    [
        ("ALICE@", ["alice"]),
        ("example", ["alice", "bob"]),
        ("Bob Ex", ["bob"]),
        ("_lice", []),
        ("%", []),
        ("", ["alice", "bob"]),
    ],
)
def test_list_holds_those_whose_names_contain_a_text(tx: Transaction, containing: str, found: list[str]) -> None:
    for who in ("alice", "bob"):
        users.create_user(tx, STORE, draft(who), actor="me")
    listed = users.list_users(tx, STORE, containing=containing).items
    assert sorted(user.user_name for user in listed) == [f"{who}@example.com" for who in found]


def test_list_goes_on_behind_the_last_user_of_a_page(tx: Transaction) -> None:
    tx.clock.freeze()
    made = {users.create_user(tx, STORE, draft(f"u{n}"), actor="me").user_id for n in range(5)}
    seen: list[str] = []
    page = users.list_users(tx, STORE, limit=2)
    seen += [user.user_id for user in page.items]
    while page.after is not None:
        page = users.list_users(tx, STORE, after=page.after, limit=2)
        seen += [user.user_id for user in page.items]
    assert len(seen) == 5
    assert set(seen) == made


@pytest.mark.parametrize("position", ["", "x", "1", ":", "x:y", "١:y", "9" * 40 + ":y"])
def test_invented_position_is_unknown(tx: Transaction, position: str) -> None:
    with pytest.raises(UnknownPosition):
        users.list_users(tx, STORE, after=position)


def _valid(constraint: Constraint) -> st.SearchStrategy[str]:
    return st.text(min_size=1, max_size=40).filter(lambda value: not violations_of("x", value, constraint))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(user_name=_valid(USER_NAME), given_name=_valid(TEXT), external_id=_valid(EXTERNAL_ID))
def test_whatever_the_rules_allow_can_be_stored_and_found(
    store: Store, user_name: str, given_name: str, external_id: str
) -> None:
    known = (ExternalId("https://idp", external_id),)
    candidate = draft(user_name=user_name, name=Name(given_name=given_name, family_name="B"), external_ids=known)
    with store.transaction() as tx:
        made = users.create_user(tx, STORE, candidate, actor="me")
        assert users.user_by_user_name(tx, STORE, user_name) == made
        assert users.user_by_external_id(tx, STORE, known[0]) == made
        users.delete_user(tx, STORE, made.user_id)
