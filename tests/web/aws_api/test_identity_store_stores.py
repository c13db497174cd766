"""The operations of the Identity Store API on identity stores, over the wire."""

from emulator.accounts.organization import account, add_account, add_delegated_administrator
from tests.web.aws_api.conftest import ClientFactory, IdentityStore


def test_stores_are_listed_with_their_arns(identity_store: IdentityStore) -> None:
    answer = identity_store.client.list_identity_stores()
    assert answer["IdentityStores"] == [
        {
            "IdentityStoreId": identity_store.store_id,
            "IdentityStoreArn": f"arn:aws:identitystore::111122223333:identitystore/{identity_store.store_id}",
        }
    ]


def test_no_store_is_listed_in_another_region(identity_store: IdentityStore, clients: ClientFactory) -> None:
    assert identity_store.emulator.context.settings.region == "us-east-1"
    assert clients("identitystore", region="eu-west-1").list_identity_stores()["IdentityStores"] == []


def test_delegated_administrator_sees_the_organizations_store(
    identity_store: IdentityStore, clients: ClientFactory
) -> None:
    with identity_store.emulator.context.store.transaction() as tx:
        for account_id in ("222233334444", "333344445555"):
            if account(tx, account_id) is None:
                add_account(tx, account_id, name=account_id, email=f"{account_id}@example.com")
        add_delegated_administrator(tx, "222233334444")
    seen = [
        clients("identitystore", access_key_id=account_id).list_identity_stores()["IdentityStores"]
        for account_id in ("222233334444", "333344445555")
    ]
    assert [[store["IdentityStoreId"] for store in stores] for stores in seen] == [[identity_store.store_id], []]


def test_new_store_is_open_to_all_networks(identity_store: IdentityStore) -> None:
    described = identity_store("describe_identity_store")
    assert described["NetworkConfiguration"] == {"VpceAccessRequired": False}


def test_network_configuration_is_replaced_as_a_whole(identity_store: IdentityStore) -> None:
    first = {"VpceAccessRequired": True, "ApiAllowSourceIps": ["203.0.113.0/24"], "ScimAllowSourceIps": ["0.0.0.0/0"]}
    answer = identity_store("update_identity_store", NetworkConfiguration=first)
    assert answer["IdentityStoreId"] == identity_store.store_id
    assert identity_store("describe_identity_store")["NetworkConfiguration"] == first
    identity_store("update_identity_store", NetworkConfiguration={"VpceAccessRequired": False})
    assert identity_store("describe_identity_store")["NetworkConfiguration"] == {"VpceAccessRequired": False}


def test_update_without_configuration_changes_nothing(identity_store: IdentityStore) -> None:
    identity_store("update_identity_store", NetworkConfiguration={"VpceAccessRequired": True})
    identity_store("update_identity_store")
    assert identity_store("describe_identity_store")["NetworkConfiguration"] == {"VpceAccessRequired": True}


def test_wrong_network_configuration_is_refused(identity_store: IdentityStore) -> None:
    for configuration in ({}, {"VpceAccessRequired": True, "ApiAllowSourceIps": ["nowhere"]}):
        refused = identity_store.refused("update_identity_store", NetworkConfiguration=configuration)
        assert refused.code == "ValidationException"


def test_unknown_store_is_not_found(identity_store: IdentityStore) -> None:
    other_account = f"arn:aws:identitystore::999999999999:identitystore/{identity_store.store_id}"
    for store_id in ("d-93674281b5", other_account, "c4488478-a0e1-700e-3d75-96c6bb641596"):
        refused = identity_store.refused("describe_identity_store", IdentityStoreId=store_id)
        assert (refused.code, refused.cause) == ("ResourceNotFoundException", "identity-store.unknown")
