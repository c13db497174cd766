"""Switching to and from Active Directory, and what is lost by it (facts/scim.md §7)."""

import pytest
from signin.provider import Provider

from emulator.accounts.organization import create_organization
from emulator.directory.groups import list_groups
from emulator.directory.user import Name, UserDraft
from emulator.directory.users import create_user, list_users
from emulator.guide.refusal import Refusal
from emulator.identity_source.active_directory.connecting import connect_active_directory
from emulator.identity_source.external_idp import change_identity_source, connect_external_idp, external_idp
from emulator.identity_source.scim_tenants import create_token, enable_provisioning, tenant_of_identity_store
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.assignments import USER, Principal, assign, assignments_of_principal
from emulator.permissions.instances import Instance
from emulator.permissions.permission_sets import create_permission_set, list_permission_sets
from emulator.permissions.provisioning import role_name_of
from emulator.signin.passwords.stored import present_password, store_password
from emulator.store.transaction import Transaction
from emulator.trail.administrator import account_root
from emulator.trail.event import Origin
from emulator.trail.trail import lookup
from identity_source.active_directory.conftest import Describe

BY = account_root("111122223333", Origin(request_id="11111111-2222-4333-8444-555555555555"))
ANA = UserDraft(user_name="ana", name=Name(given_name="Ana", family_name="Lopes"), display_name="Ana Lopes")


def user_names(tx: Transaction, instance: Instance) -> set[str]:
    return {user.user_name for user in list_users(tx, instance.identity_store_id).items}


@pytest.mark.usefixtures("describe")
def test_connecting_a_directory_replaces_every_identity(tx: Transaction, instance: Instance) -> None:
    store_id = instance.identity_store_id
    connect_external_idp(tx, store_id, metadata=Provider().metadata)
    create_token(tx, enable_provisioning(tx, store_id).tenant_id)
    create_user(tx, store_id, ANA, actor="test")
    connect_active_directory(tx, store_id, by=BY)
    assert identity_source(tx, store_id) is SourceKind.ACTIVE_DIRECTORY
    assert user_names(tx, instance) == {"jane@corp.example.com", "bo@corp.example.com", "lena@emea.example.com"}
    assert external_idp(tx, store_id) is None
    assert tenant_of_identity_store(tx, store_id) is None
    found = {(record["event"]["eventSource"], record["event"]["eventName"]) for record in lookup(tx)}
    assert ("sso.amazonaws.com", "AssociateDirectory") in found


@pytest.mark.usefixtures("describe")
def test_connecting_a_directory_deletes_those_of_the_own_one(tx: Transaction, instance: Instance) -> None:
    store_id = instance.identity_store_id
    ana = create_user(tx, store_id, ANA, actor="test")
    store_password(tx, ana.user_id, "Correct-Horse-7")
    connect_active_directory(tx, store_id)
    assert "ana" not in user_names(tx, instance)
    assert present_password(tx, ana.user_id) is None


@pytest.mark.usefixtures("describe")
def test_connecting_the_directory_again_keeps_everybody(tx: Transaction, instance: Instance) -> None:
    first = connect_active_directory(tx, instance.identity_store_id)
    assert connect_active_directory(tx, instance.identity_store_id) == first


@pytest.mark.usefixtures("describe")
def test_beside_a_directory_there_is_no_automatic_provisioning(tx: Transaction, instance: Instance) -> None:
    connect_active_directory(tx, instance.identity_store_id)
    with pytest.raises(Refusal) as refused:
        enable_provisioning(tx, instance.identity_store_id)
    assert refused.value.cause == "active-directory.automatic-provisioning"


@pytest.mark.usefixtures("describe")
@pytest.mark.parametrize("to", [SourceKind.IDENTITY_CENTER, SourceKind.EXTERNAL_IDP])
def test_leaving_a_directory_deletes_users_groups_and_assignments(
    tx: Transaction, instance: Instance, to: SourceKind
) -> None:
    store_id = instance.identity_store_id
    create_organization(tx, instance.owner_account_id, name="Management", email="management@example.com")
    done = connect_active_directory(tx, store_id)
    person = Principal(USER, next(iter(done.user_ids.values())))
    viewer = create_permission_set(tx, instance, "Viewer")
    assign(tx, instance, viewer, instance.owner_account_id, person)
    if to is SourceKind.IDENTITY_CENTER:
        change_identity_source(tx, store_id, to, by=BY)
    else:
        connect_external_idp(tx, store_id, metadata=Provider().metadata, by=BY)
    assert identity_source(tx, store_id) is to
    assert user_names(tx, instance) == set()
    assert list_groups(tx, store_id).items == []
    assert assignments_of_principal(tx, instance, person).items == []
    assert role_name_of(tx, viewer.permission_set_arn, instance.owner_account_id) is None
    assert [each.name for each in list_permission_sets(tx, instance).items] == ["Viewer"]
    assert "DisassociateDirectory" in {record["event"]["eventName"] for record in lookup(tx)}


def test_between_the_other_sources_users_stay(tx: Transaction, instance: Instance) -> None:
    ana = create_user(tx, instance.identity_store_id, ANA, actor="test")
    store_password(tx, ana.user_id, "Correct-Horse-7")
    connect_external_idp(tx, instance.identity_store_id, metadata=Provider().metadata)
    connect_external_idp(tx, instance.identity_store_id, metadata=Provider().metadata)
    change_identity_source(tx, instance.identity_store_id, SourceKind.IDENTITY_CENTER)
    assert user_names(tx, instance) == {"ana"}
    # With the password of before they can sign in again (manage-your-identity-source-considerations.html).
    assert present_password(tx, ana.user_id) is not None


def test_without_a_directory_there_is_none_to_connect(tx: Transaction, instance: Instance) -> None:
    with pytest.raises(Refusal) as refused:
        connect_active_directory(tx, instance.identity_store_id)
    assert refused.value.cause == "identity-source.no-active-directory"


def test_a_connector_that_cannot_bind_changes_nothing(
    tx: Transaction, instance: Instance, describe: Describe
) -> None:
    create_user(tx, instance.identity_store_id, ANA, actor="test")
    describe(connector_password="Wrong-1")
    with pytest.raises(Refusal) as refused:
        connect_active_directory(tx, instance.identity_store_id)
    assert refused.value.cause == "ad-connector.credentials-invalid"
    assert user_names(tx, instance) == {"ana"}
