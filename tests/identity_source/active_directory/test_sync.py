"""What a synchronization brings, and what it leaves out (facts/signin.md §1.14, §1.21, §3.7)."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from emulator.applications.saml_attributes import value_of
from emulator.directory.groups import group_by_display_name
from emulator.directory.memberships import members_of_group
from emulator.directory.user import Email
from emulator.directory.users import list_users, user_by_user_name
from emulator.guide.refusal import Refusal
from emulator.identity_source.active_directory.directory import the_directory, write_directory
from emulator.identity_source.active_directory.mappings import object_guid_of, object_sid_of
from emulator.identity_source.active_directory.scope import SyncScope
from emulator.identity_source.active_directory.sync import Synchronized
from emulator.identity_source.active_directory.synchronizing import synchronize
from emulator.permissions.instances import Instance
from emulator.store.transaction import Transaction
from identity_source.active_directory.conftest import BO, EMEA, JANE, Describe

STAFF = {"name": "Staff", "members": ["jane", r"EMEA\lena"]}


@pytest.fixture
def sync(tx: Transaction, instance: Instance, describe: Describe) -> Any:
    """Describe the directory and synchronize it."""

    def run(**parts: Any) -> Synchronized:
        describe(**parts)
        return synchronize(tx, instance.identity_store_id)

    return run


@pytest.fixture
def names(tx: Transaction, instance: Instance) -> Any:
    return lambda: {user.user_name for user in list_users(tx, instance.identity_store_id).items}


def members(tx: Transaction, instance: Instance, group: str) -> list[str]:
    found = group_by_display_name(tx, instance.identity_store_id, group)
    assert found is not None
    return [user.user_name for user in members_of_group(tx, instance.identity_store_id, found.group_id).items]


def test_attributes_arrive_by_the_default_mappings(tx: Transaction, instance: Instance, sync: Any) -> None:
    sync(users=[{**JANE, "initials": "Q", "object_guid": "0a0b0c0d-1111-2222-3333-444455556666"}])
    jane = user_by_user_name(tx, instance.identity_store_id, "jane@corp.example.com")
    assert jane is not None
    assert (jane.name.given_name, jane.name.middle_name, jane.name.family_name) == ("Jane", "Q", "Doe")
    assert jane.display_name == "Jane Doe"
    assert jane.emails == (Email(value="jane@example.com", type="work", primary=True),)
    assert object_guid_of(jane) == "0a0b0c0d-1111-2222-3333-444455556666"
    assert (object_sid_of(jane) or "").startswith("S-1-5-21-")
    sent = value_of(jane, "${user:AD_GUID} ${user:AD_SID}")
    assert sent == f"{object_guid_of(jane)} {object_sid_of(jane)}"


def test_an_empty_user_name_falls_back_to_account_and_domain(sync: Any, names: Any) -> None:
    sync(users=[{**JANE, "user_principal_name": ""}, BO], attribute_mappings={"username": "${mail}"})
    assert names() == {"jane@example.com", "bo@corp.example.com", "lena@emea.example.com"}


def test_attributes_can_be_mapped_together(sync: Any, names: Any) -> None:
    guid = "0a0b0c0d-1111-2222-3333-444455556666"
    mappings = {"username": "${samaccountname}${objectguid}"}
    sync(users=[{**JANE, "object_guid": guid}], trusted_domains=[], attribute_mappings=mappings)
    assert names() == {f"jane{guid}"}


@pytest.mark.parametrize(
    "mapping",
    [{"username": "${thumbnail}"}, {"externalid": "${mail}"}, {"username": "mail"}, {"username": "${sn} ${mail}"}],
)
def test_a_mapping_of_something_else_is_refused(sync: Any, mapping: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        sync(attribute_mappings=mapping)
    assert refused.value.cause == "active-directory.attribute-mapping"


def test_a_primary_group_arrives_without_members(tx: Transaction, instance: Instance, sync: Any) -> None:
    done = sync()
    assert members(tx, instance, "Domain Users@corp.example.com") == []
    left = {(each.name, each.cause) for each in done.left_out}
    assert (r"CORP\jane", "active-directory.primary-group") in left


def test_any_group_can_be_a_primary_one(tx: Transaction, instance: Instance, sync: Any) -> None:
    sync(users=[{**JANE, "primary_group": "Staff"}, BO], groups=[{"name": "Staff", "members": ["bo", "jane"]}])
    assert members(tx, instance, "Staff@corp.example.com") == ["bo@corp.example.com"]


def test_foreign_security_principals_are_left_out(tx: Transaction, instance: Instance, sync: Any) -> None:
    done = sync(groups=[STAFF])
    assert members(tx, instance, "Staff@corp.example.com") == ["jane@corp.example.com"]
    foreign = [each for each in done.left_out if each.cause == "active-directory.foreign-security-principal"]
    assert [each.name for each in foreign] == [r"EMEA\lena"]


def test_a_group_of_the_trusted_domain_has_its_members(tx: Transaction, instance: Instance, sync: Any) -> None:
    sync(trusted_domains=[{**EMEA, "groups": [{"name": "Staff", "members": ["lena"]}]}])
    assert members(tx, instance, "Staff@emea.example.com") == ["lena@emea.example.com"]


def test_the_scope_takes_named_users_and_members_of_named_groups(sync: Any, names: Any) -> None:
    scope = {"users": [r"EMEA\lena"], "groups": ["Staff"]}
    done = sync(groups=[{"name": "Staff", "members": ["jane"]}], sync_scope=scope)
    assert names() == {"jane@corp.example.com", "lena@emea.example.com"}
    assert len(done.group_ids) == 1


def test_members_of_nested_groups_are_members_of_the_outer_group(
    tx: Transaction, instance: Instance, sync: Any
) -> None:
    inner = {"name": "Inner", "members": ["bo", "Outer"]}
    done = sync(groups=[{"name": "Outer", "members": ["jane", "Inner"]}, inner], sync_scope={"groups": ["Outer"]})
    assert len(done.group_ids) == 2
    assert set(members(tx, instance, "Outer@corp.example.com")) == {"jane@corp.example.com", "bo@corp.example.com"}
    # The groups hold one another; whoever is in one of them is in both.
    assert set(members(tx, instance, "Inner@corp.example.com")) == {"jane@corp.example.com", "bo@corp.example.com"}


def test_a_name_in_the_scope_that_nothing_has_is_told(tx: Transaction, instance: Instance, sync: Any) -> None:
    sync()
    directory = the_directory(tx, instance.identity_store_id)
    write_directory(tx, instance.identity_store_id, replace(directory, scope=SyncScope(users=("nobody",), groups=())))
    done = synchronize(tx, instance.identity_store_id)
    assert [(each.name, each.cause) for each in done.left_out] == [("nobody", "active-directory.not-synchronized")]


def test_who_falls_out_of_the_scope_stays_as_is(tx: Transaction, instance: Instance, sync: Any, names: Any) -> None:
    sync(groups=[{"name": "Staff", "members": ["jane"]}])
    sync(groups=[{"name": "Staff"}], sync_scope={"users": ["bo"]})
    assert names() == {"jane@corp.example.com", "bo@corp.example.com", "lena@emea.example.com"}
    assert members(tx, instance, "Staff@corp.example.com") == ["jane@corp.example.com"]


def test_a_new_user_may_have_the_name_of_a_deleted_one(sync: Any, names: Any) -> None:
    first = sync(users=[{**JANE, "object_guid": "0a0b0c0d-1111-2222-3333-444455556666"}])
    again = sync(users=[{**JANE, "object_guid": "0a0b0c0d-1111-2222-3333-444455557777"}])
    assert names() == {"jane@corp.example.com", "lena@emea.example.com"}
    assert len(set(first.user_ids.values()) & set(again.user_ids.values())) == 1


def test_changed_objects_keep_their_ids_and_gone_ones_are_deleted(
    tx: Transaction, instance: Instance, sync: Any, names: Any
) -> None:
    before = sync(groups=[STAFF])
    after = sync(users=[{**JANE, "surname": "Roe"}], groups=[{**STAFF, "members": []}])
    assert names() == {"jane@corp.example.com", "lena@emea.example.com"}
    assert set(after.user_ids.items()) < set(before.user_ids.items())
    assert after.group_ids == before.group_ids
    assert members(tx, instance, "Staff@corp.example.com") == []
    jane = user_by_user_name(tx, instance.identity_store_id, "jane@corp.example.com")
    assert jane is not None
    assert jane.display_name == "Jane Roe"


def test_a_disabled_account_is_a_disabled_user(tx: Transaction, instance: Instance, sync: Any) -> None:
    sync(users=[{**JANE, "enabled": False}])
    jane = user_by_user_name(tx, instance.identity_store_id, "jane@corp.example.com")
    assert jane is not None
    assert not jane.active


def test_a_user_who_breaks_a_rule_of_the_identity_store_is_left_out(sync: Any, names: Any) -> None:
    done = sync(users=[JANE, {"sam_account_name": "printer"}])
    assert names() == {"jane@corp.example.com", "lena@emea.example.com"}
    assert (r"CORP\printer", "scim.missing-display-name") in {(each.name, each.cause) for each in done.left_out}


@pytest.mark.parametrize(
    ("parts", "cause"),
    [
        ({"connector_password": "Wrong-1"}, "ad-connector.credentials-invalid"),
        ({"service_account": {"enabled": False}}, "ad-connector.credentials-invalid"),
        (
            {"service_account": {"password_expires_at": datetime(2020, 1, 1, tzinfo=UTC)}},
            "ad-connector.credentials-expired",
        ),
        ({"reachable": False}, "ad-connector.unreachable"),
    ],
)
def test_nothing_is_read_without_the_service_account(sync: Any, parts: dict[str, Any], cause: str) -> None:
    with pytest.raises(Refusal) as refused:
        sync(**parts)
    assert refused.value.cause == cause
