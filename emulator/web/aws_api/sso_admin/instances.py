"""The operations on instances."""

from collections.abc import Sequence

from emulator.authorization.customer_managed_keys import check_service_can_decrypt
from emulator.directory.paging import Page
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions import account_instances
from emulator.permissions.administration import check_may_administer, is_visible
from emulator.permissions.instances import Instance, instance_of_arn, list_instances
from emulator.permissions.regions import Region, is_reachable_in, regions_of
from emulator.permissions.settling import poll
from emulator.permissions.tags import tag
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.pagination import page_of
from emulator.web.aws_api.sso_admin.addressed import administered_instance
from emulator.web.aws_api.sso_admin.called_instance import action_of, visible_instance
from emulator.web.aws_api.sso_admin.client_token import created_once
from emulator.web.aws_api.sso_admin.given_tags import given_tags
from emulator.web.aws_api.sso_admin.regions import region_metadata

_ONE_AT_A_TIME = ("EncryptionConfiguration", "PermissionSetsEnabled", "NetworkConfiguration")


def create_instance(call: Call) -> Json:
    """CreateInstance: an account instance for the caller's account, in the Region of the call."""

    def create() -> str:
        made = account_instances.create_account_instance(
            call.tx, account_id=call.caller.account_id, region=call.region, name=call.input.get("Name")
        )
        tag(call.tx, made.instance_arn, given_tags(call))
        return made.instance_arn

    return {"InstanceArn": created_once(call, create)}


def list_instances_of_caller(call: Call) -> Json:
    """ListInstances: the caller's own and the organization's, in the Region of the call or in all of them."""
    everywhere = call.input.get("RegionScope") == "ALL_REGIONS"
    found = [
        instance
        for instance in list_instances(call.tx)
        if is_visible(call.tx, instance, call.caller.account_id)
        and (everywhere or is_reachable_in(call.tx, instance, call.region))
    ]
    items, next_token = page_of(call, lambda after, limit: _page(found, after, limit))
    return {"Instances": [_members(call, instance) for instance in items], "NextToken": next_token}


def describe_instance(call: Call) -> Json:
    """DescribeInstance: it also counts as a question about how far creation or deletion has come."""
    instance = visible_instance(call)
    under_way = account_instances.operation_on_instance(call.tx, instance)
    if under_way is not None:
        poll(call.tx, under_way)
        instance = _after_work(call, instance)
    key = instance.kms_key_arn
    return {
        **_members(call, instance),
        "EncryptionConfigurationDetails": {
            "KeyType": "CUSTOMER_MANAGED_KEY" if key else "AWS_OWNED_KMS_KEY",
            "KmsKeyArn": key,
            "EncryptionStatus": "ENABLED",
        },
        "NetworkConfigurationDetails": account_instances.network_configuration(call.tx, instance),
        "PermissionSetsEnabled": instance.permission_sets_enabled,
    }


def update_instance(call: Call) -> Json:
    """UpdateInstance: the name, and one of encryption, permission sets and network."""
    instance = administered_instance(call)
    given = [name for name in _ONE_AT_A_TIME if name in call.input]
    if len(given) > 1:
        # unconfirmed: the text; the rule is in the service model's documentation.
        raise Refusal(
            "ValidationException",
            "Only one of EncryptionConfiguration, PermissionSetsEnabled and NetworkConfiguration can be specified.",
            cause="instance.one-change-at-a-time",
            facts=Facts(where="request", found=" and ".join(given), expected="one of them per request"),
        )
    if "Name" in call.input:
        account_instances.rename_instance(call.tx, instance, call.input["Name"])
    if "EncryptionConfiguration" in call.input:
        wanted = call.input["EncryptionConfiguration"]
        check_service_can_decrypt(call.tx, instance, wanted.get("KmsKeyArn"))
        account_instances.set_encryption(call.tx, instance, wanted["KeyType"], wanted.get("KmsKeyArn"))
    if "PermissionSetsEnabled" in call.input:
        account_instances.enable_permission_sets(call.tx, instance, call.input["PermissionSetsEnabled"])
    if "NetworkConfiguration" in call.input:
        account_instances.set_network_configuration(call.tx, instance, call.input["NetworkConfiguration"])
    return {}


def delete_instance(call: Call) -> Json:
    """DeleteInstance"""
    instance = visible_instance(call)
    check_may_administer(call.tx, instance, call.caller, action_of(call))
    account_instances.delete_account_instance(call.tx, instance)
    return {}


def _after_work(call: Call, instance: Instance) -> Instance:
    """The instance as it is now. What was just deleted is shown once more, as being deleted."""
    try:
        return instance_of_arn(call.tx, instance.instance_arn)
    except LookupError:
        return instance


def _members(call: Call, instance: Instance) -> Json:
    regions: Sequence[Region] = regions_of(call.tx, instance)
    return {
        "InstanceArn": instance.instance_arn,
        "IdentityStoreId": instance.identity_store_id,
        "IdentityStoreArn": instance.identity_store_arn,
        "OwnerAccountId": instance.owner_account_id,
        "Name": instance.name,
        "CreatedDate": instance.created_at,
        "Status": instance.status,
        "PrimaryRegion": instance.region,
        "Regions": [region_metadata(region) for region in regions],
    }


def _page(instances: Sequence[Instance], after: str | None, limit: int) -> Page[Instance]:
    """A caller sees two instances at most, in this order."""
    start = int(after) if after is not None else 0
    end = start + limit
    return Page(instances[start:end], str(end) if end < len(instances) else None)
