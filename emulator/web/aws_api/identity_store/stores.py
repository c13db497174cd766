"""Identity stores, and finding the one that a call means."""

from emulator.accounts.organization import is_delegated_administrator
from emulator.directory.identity_stores import network_configuration, set_network_configuration
from emulator.directory.paging import Page
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance, instance_of_identity_store, list_instances
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.pagination import page_of


def identity_store_id(call: Call) -> str:
    """The id of the identity store that the call names by id or by ARN. Raises Refusal for an unknown one."""
    return _instance(call).identity_store_id


def describe_identity_store(call: Call) -> Json:
    """DescribeIdentityStore"""
    instance = _instance(call)
    configuration = network_configuration(call.tx, instance.identity_store_id)
    return {**_names(instance), "NetworkConfiguration": configuration}


def list_identity_stores(call: Call) -> Json:
    """ListIdentityStores: those of the Region of the call that the caller's account owns or administers.

    An account has one of its own at most, so that one page holds them all.
    """
    account_id = call.caller.account_id
    administers = is_delegated_administrator(call.tx, account_id)
    stores = [
        instance
        for instance in list_instances(call.tx)
        if instance.region == call.region
        and (instance.owner_account_id == account_id or (administers and instance.is_of_organization))
    ]
    items, next_token = page_of(call, lambda _after, _limit: Page(stores, None))
    return {"IdentityStores": [_names(instance) for instance in items], "NextToken": next_token}


def update_identity_store(call: Call) -> Json:
    """UpdateIdentityStore"""
    instance = _instance(call)
    configuration = call.input.get("NetworkConfiguration")
    if configuration is not None:
        set_network_configuration(call.tx, instance.identity_store_id, configuration)
    return _names(instance)


def _names(instance: Instance) -> Json:
    return {"IdentityStoreId": instance.identity_store_id, "IdentityStoreArn": instance.identity_store_arn}


def _instance(call: Call) -> Instance:
    reference: str = call.input["IdentityStoreId"]
    store_id = reference.rpartition("/")[2]
    try:
        instance = instance_of_identity_store(call.tx, store_id)
    except LookupError:
        raise _unknown(store_id, "identity-store.unknown", "the id or ARN of an identity store") from None
    if reference not in (instance.identity_store_id, instance.identity_store_arn):
        raise _unknown(store_id, "identity-store.unknown", instance.identity_store_arn, reference)
    if instance.region != call.region:
        found = f"{store_id} in {call.region}"
        raise _unknown(store_id, "identity-store.wrong-region", f"a call in {instance.region}", found)
    return instance


def _unknown(store_id: str, cause: str, expected: str, found: str | None = None) -> Refusal:
    # Seen in terraform-provider-aws#35247 (facts/field.md §1); unconfirmed: that a wrong Region is one case.
    return Refusal(
        "ResourceNotFoundException",
        f"IdentityStore not present for IdentityStoreId: {store_id}",
        cause=cause,
        facts=Facts(where="identityStoreId", found=found or store_id, expected=expected),
        members={"ResourceType": "IDENTITY_STORE", "ResourceId": store_id},
    )
