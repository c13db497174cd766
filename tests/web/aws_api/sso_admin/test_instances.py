"""Instances over the wire: which a caller sees, account instances, settings, Regions, tags."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import requests

from emulator.seed.model import Seed
from emulator.server import Server
from tests.conftest import RunningEmulator
from tests.web.aws_api.sso_admin.conftest import MANAGEMENT, PRODUCTION, SANDBOX, Administration

KEY = "arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012"


def wait(emulator: RunningEmulator, seconds: int = 2) -> None:
    emulator.context.clock.advance(timedelta(seconds=seconds))


def member_instance(admin: Administration, account_id: str = PRODUCTION) -> Administration:
    """An active instance of that account, administered by it."""
    member = admin.called_by(account_id)
    arn = member("create_instance", Name="mine")["InstanceArn"]
    wait(admin.emulator)
    described = member("describe_instance", InstanceArn=arn)
    return Administration(admin.clients, admin.emulator, arn, described["IdentityStoreId"], caller=account_id)


def test_organization_instance_is_described_in_full(admin: Administration) -> None:
    found = admin("describe_instance")
    assert re.fullmatch(r"arn:aws:sso:::instance/ssoins-[0-9a-f]{16}", found["InstanceArn"])
    assert found["IdentityStoreArn"] == f"arn:aws:identitystore::{MANAGEMENT}:identitystore/{admin.store_id}"
    assert (found["OwnerAccountId"], found["Status"], found["PrimaryRegion"]) == (MANAGEMENT, "ACTIVE", "us-east-1")
    assert found["PermissionSetsEnabled"] is True
    assert found["EncryptionConfigurationDetails"] == {
        "KeyType": "AWS_OWNED_KMS_KEY",
        "EncryptionStatus": "ENABLED",
    }
    (region,) = found["Regions"]
    assert (region["RegionName"], region["Status"], region["IsPrimaryRegion"]) == ("us-east-1", "ACTIVE", True)


def test_members_see_the_organization_instance_and_change_nothing(admin: Administration) -> None:
    member = admin.called_by(PRODUCTION)
    (seen,) = member("list_instances")["Instances"]
    assert seen["InstanceArn"] == admin.instance_arn
    assert member("describe_instance")["OwnerAccountId"] == MANAGEMENT
    refused = member.refused("list_permission_sets")
    assert (refused.code, refused.status, refused.cause) == (
        "AccessDeniedException",
        400,
        "instance.not-administered",
    )
    assert refused.message == (
        f"User: arn:aws:iam::{PRODUCTION}:root is not authorized to perform: sso:ListPermissionSets "
        f"on resource: {admin.instance_arn}"
    )


def test_instance_answers_in_its_region_only(admin: Administration) -> None:
    elsewhere = admin.called_by(MANAGEMENT, region="eu-west-1")
    assert elsewhere("list_instances")["Instances"] == []
    (seen,) = elsewhere("list_instances", RegionScope="ALL_REGIONS")["Instances"]
    assert seen["PrimaryRegion"] == "us-east-1"
    refused = elsewhere.refused("list_permission_sets")
    assert (refused.code, refused.cause) == ("ResourceNotFoundException", "instance.wrong-region")
    assert elsewhere.refused("describe_instance").code == "AccessDeniedException"


def test_unknown_instance_is_refused_as_the_operation_declares_it(admin: Administration) -> None:
    unknown = admin.instance_arn[:-16] + "0" * 16
    refused = admin.refused("list_permission_sets", InstanceArn=unknown)
    assert (refused.code, refused.cause) == ("ResourceNotFoundException", "instance.unknown")
    refused = admin.refused("describe_instance", InstanceArn=unknown)
    assert (refused.code, refused.cause) == ("AccessDeniedException", "instance.unknown")
    refused = admin.refused("describe_instance", InstanceArn="arn:aws:sso:::instance/nonsense")
    assert refused.code == "ValidationException"


def test_account_instance_is_created_used_and_deleted(admin: Administration) -> None:
    member = admin.called_by(PRODUCTION)
    arn = member("create_instance", Name="mine", Tags=[{"Key": "team", "Value": "blue"}])["InstanceArn"]
    # Nothing has asked yet, so that it is still being created for all other operations.
    refused = member.refused("update_instance", InstanceArn=arn, Name="ours")
    assert (refused.code, refused.cause) == ("ValidationException", "instance.not-active")
    described = member("describe_instance", InstanceArn=arn)
    assert (described["Status"], described["Name"], described["OwnerAccountId"]) == ("ACTIVE", "mine", PRODUCTION)
    assert described["PermissionSetsEnabled"] is False
    member("update_instance", InstanceArn=arn, Name="ours")
    assert member("describe_instance", InstanceArn=arn)["Name"] == "ours"
    assert member("list_tags_for_resource", ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "blue"}]
    assert {each["InstanceArn"] for each in member("list_instances")["Instances"]} == {admin.instance_arn, arn}
    member("delete_instance", InstanceArn=arn)
    assert member("describe_instance", InstanceArn=arn)["Status"] == "DELETE_IN_PROGRESS"
    assert member.refused("describe_instance", InstanceArn=arn).code == "AccessDeniedException"
    assert len(member("list_instances")["Instances"]) == 1


def test_repeated_request_with_a_client_token_makes_one_instance(admin: Administration) -> None:
    member = admin.called_by(PRODUCTION)
    first = member("create_instance", Name="mine", ClientToken="once")
    assert member("create_instance", Name="mine", ClientToken="once") == first
    assert member.refused("create_instance", Name="other", ClientToken="once").code == "ConflictException"


def test_second_instance_of_an_account_is_refused_in_any_region(admin: Administration) -> None:
    member_instance(admin)
    refused = admin.called_by(PRODUCTION, region="eu-west-1").refused("create_instance")
    assert (refused.code, refused.cause) == (
        "ServiceQuotaExceededException",
        "account-instance.exists-in-other-region",
    )
    assert refused.message == (
        f"You have exceeded IAM Identity Center quotas. Cannot create more than 1 instance for {PRODUCTION}"
    )


def test_management_account_gets_no_account_instance(admin: Administration) -> None:
    refused = admin.refused("create_instance")
    assert refused.message == "Organization management account is not allowed to perform the operation."
    assert (refused.code, refused.status) == ("ValidationException", 400)


def test_account_instance_has_permission_sets_once_they_are_enabled(admin: Administration) -> None:
    mine = member_instance(admin)
    refused = mine.refused("create_permission_set", Name="Viewer")
    assert (refused.code, refused.cause) == ("ValidationException", "account-instance.unsupported-operation")
    mine("update_instance", PermissionSetsEnabled=True)
    permission_set, user_id = mine.permission_set(), mine.user()
    assert mine.assign(permission_set, PRODUCTION, user_id)["Status"] == "SUCCEEDED"
    refused = mine.refused(
        "create_account_assignment",
        TargetId=SANDBOX,
        TargetType="AWS_ACCOUNT",
        PermissionSetArn=permission_set,
        PrincipalType="USER",
        PrincipalId=user_id,
    )
    assert refused.cause == "account-instance.unsupported-operation"
    refused = mine.refused("list_account_assignments_for_principal", PrincipalType="USER", PrincipalId=user_id)
    assert refused.cause == "account-instance.unsupported-operation"
    assert mine.refused("update_instance", PermissionSetsEnabled=False).cause == "account-instance.permission-sets"


def test_other_accounts_do_not_see_an_account_instance(admin: Administration) -> None:
    mine = member_instance(admin)
    for account_id in (MANAGEMENT, SANDBOX):
        other = admin.called_by(account_id)
        assert len(other("list_instances")["Instances"]) == 1
        assert other.refused("describe_instance", InstanceArn=mine.instance_arn).code == "AccessDeniedException"


def test_organization_instance_is_not_deleted_by_the_api(admin: Administration) -> None:
    assert admin.refused("delete_instance").cause == "account-instance.organization-instance"
    assert admin.called_by(PRODUCTION).refused("delete_instance").code == "AccessDeniedException"


def test_settings_of_the_instance_are_changed_one_at_a_time(admin: Administration) -> None:
    network = {"VpceAccessRequired": True, "AllowSourceIps": ["192.0.2.0/24"]}
    admin("update_instance", NetworkConfiguration=network)
    found = admin("describe_instance")
    assert found["NetworkConfigurationDetails"] == network
    both = {"PermissionSetsEnabled": True, "NetworkConfiguration": network}
    refused = admin.refused("update_instance", **both)
    assert (refused.code, refused.cause) == ("ValidationException", "instance.one-change-at-a-time")
    refused = admin.refused("update_instance", EncryptionConfiguration={"KeyType": "CUSTOMER_MANAGED_KEY"})
    assert (refused.code, refused.cause) == ("ValidationException", "instance.encryption")


def test_older_organization_opts_in_to_account_instances(server: Server, admin: Administration) -> None:
    assert server.emulator is not None
    server.emulator.reset(Seed(enabled_at=datetime(2023, 9, 13, tzinfo=UTC)))
    member = admin.called_by(PRODUCTION)
    refused = member.refused("create_instance")
    assert (refused.code, refused.cause) == ("AccessDeniedException", "account-instance.not-opted-in")
    url = f"{admin.emulator.url}/_emulator/account-instances"
    assert requests.put(url, json={"opted_in": True}, timeout=10).ok
    assert member("create_instance")["InstanceArn"]


def test_region_is_added_and_removed(admin: Administration) -> None:
    assert admin("add_region", RegionName="eu-west-1")["Status"] == "ADDING"
    assert admin("describe_region", RegionName="eu-west-1")["Status"] == "ACTIVE"
    regions = admin("list_regions")["Regions"]
    assert [(each["RegionName"], each["IsPrimaryRegion"]) for each in regions] == [
        ("us-east-1", True),
        ("eu-west-1", False),
    ]
    elsewhere = admin.called_by(MANAGEMENT, region="eu-west-1")
    assert elsewhere("list_permission_sets")["PermissionSets"] == []
    assert elsewhere.refused("create_permission_set", Name="Viewer").cause == "instance.wrong-region"
    assert admin("remove_region", RegionName="eu-west-1")["Status"] == "REMOVING"
    wait(admin.emulator)
    assert admin.refused("describe_region", RegionName="eu-west-1").cause == "region.unknown"
    assert len(admin("list_regions")["Regions"]) == 1


def test_pages_of_regions_are_complete(admin: Administration) -> None:
    for name in ("eu-west-1", "us-west-2"):
        admin("add_region", RegionName=name)
        wait(admin.emulator)
    pages, token = [], None
    while True:
        page = admin("list_regions", MaxResults=1, **({"NextToken": token} if token else {}))
        pages.append([each["RegionName"] for each in page["Regions"]])
        token = page.get("NextToken")
        if token is None:
            break
    assert pages == [["us-east-1"], ["eu-west-1"], ["us-west-2"]]


@pytest.mark.parametrize(
    ("operation", "region", "cause"),
    [
        ("add_region", "us-east-1", "region.conflict"),
        ("remove_region", "us-east-1", "region.primary"),
        ("remove_region", "eu-west-1", "region.unknown"),
    ],
)
def test_regions_are_refused(admin: Administration, operation: str, region: str, cause: str) -> None:
    assert admin.refused(operation, RegionName=region).cause == cause


def test_tags_of_instance_and_permission_set_are_kept(admin: Administration) -> None:
    permission_set = admin.permission_set(Tags=[{"Key": "team", "Value": "blue"}])
    for arn in (admin.instance_arn, permission_set):
        admin("tag_resource", ResourceArn=arn, Tags=[{"Key": "stage", "Value": "test"}])
        admin("untag_resource", ResourceArn=arn, TagKeys=["team"])
        assert admin("list_tags_for_resource", ResourceArn=arn)["Tags"] == [{"Key": "stage", "Value": "test"}]


def test_tags_are_refused_for_what_does_not_exist(admin: Administration) -> None:
    unknown = f"arn:aws:sso:::permissionSet/{admin.instance_arn.rpartition('/')[2]}/ps-0123456789abcdef"
    refused = admin.refused("list_tags_for_resource", ResourceArn=unknown)
    assert (refused.code, refused.cause) == ("ResourceNotFoundException", "permission-set.unknown")
    refused = admin.refused("tag_resource", ResourceArn=admin.instance_arn, Tags=[{"Key": "aws:x", "Value": ""}])
    assert (refused.code, refused.cause) == ("ValidationException", "tags.reserved-key")


def test_attributes_for_access_control_are_configured(admin: Administration) -> None:
    given = {"AccessControlAttributes": [_mapping("CostCenter", "${path:enterprise.costCenter}")]}
    member = "InstanceAccessControlAttributeConfiguration"
    describe = "describe_instance_access_control_attribute_configuration"
    assert admin.refused(describe).cause == "abac.not-enabled"
    admin("create_instance_access_control_attribute_configuration", **{member: given})
    found = admin(describe)
    assert (found["Status"], found[member]) == ("ENABLED", given)
    refused = admin.refused("create_instance_access_control_attribute_configuration", **{member: given})
    assert (refused.code, refused.cause) == ("ConflictException", "abac.already-enabled")
    more = {"AccessControlAttributes": [*given["AccessControlAttributes"], _mapping("Title", "${path:title}")]}
    admin("update_instance_access_control_attribute_configuration", **{member: more})
    assert admin(describe)[member] == more
    admin("delete_instance_access_control_attribute_configuration")
    assert admin.refused("delete_instance_access_control_attribute_configuration").cause == "abac.not-enabled"


def test_more_than_fifty_attributes_are_refused(admin: Administration) -> None:
    mappings = [_mapping(f"Key{number}", "${path:title}") for number in range(51)]
    refused = admin.refused(
        "create_instance_access_control_attribute_configuration",
        InstanceAccessControlAttributeConfiguration={"AccessControlAttributes": mappings},
    )
    assert refused.code == "ValidationException"
    assert "Member must have length less than or equal to 50" in refused.message


def _mapping(key: str, source: str) -> dict[str, object]:
    return {"Key": key, "Value": {"Source": [source]}}
