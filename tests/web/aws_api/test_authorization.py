"""Callers with policies of their own, over the wire: users and roles are made in moto's IAM."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from emulator.seed.model import Seed
from emulator.server import Server
from tests.conftest import RunningEmulator
from tests.web.aws_api.conftest import ClientFactory, RefusedCall

MANAGEMENT, MEMBER = "111122223333", "222233334444"
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}

ROLES = {
    "users": [{"user_name": "jane", "given_name": "Jane", "family_name": "Doe"}],
    "permission_sets": [{"name": "Viewer"}, {"name": "Auditor"}],
    "assignments": [{"permission_set": "Viewer", "accounts": ["management"], "users": ["jane"]}],
}


@dataclass(frozen=True)
class Organization:
    """An emulator whose administrators are IAM users with policies."""

    emulator: RunningEmulator
    clients: ClientFactory
    reset: Callable[[dict[str, Any]], None]

    def root(self, service: str, account_id: str = MANAGEMENT) -> Any:
        return self.clients(service, access_key_id=account_id)

    def user(self, *statements: dict[str, Any], name: str = "alice", account_id: str = MANAGEMENT) -> str:
        """An IAM user with these statements; returns an access key."""
        iam = self.root("iam", account_id)
        iam.create_user(UserName=name)
        if statements:
            document = json.dumps({"Version": "2012-10-17", "Statement": statements})
            iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document)
        return str(iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"])

    def instance_arn(self) -> str:
        return str(self.root("sso-admin").list_instances()["Instances"][0]["InstanceArn"])

    def enforce(self, enabled: bool = True) -> None:
        url = f"{self.emulator.url}/_emulator/authorization"
        assert requests.put(url, json={"enabled": enabled}, timeout=10).json() == {"enabled": enabled}


@pytest.fixture
def organization(server: Server, emulator: RunningEmulator, clients: ClientFactory) -> Organization:
    """Authorization is off."""
    assert server.emulator is not None
    running = server.emulator
    return Organization(emulator, clients, lambda seed: void(running.reset(Seed.model_validate(seed))))


def void(_: object) -> None:
    return None


def refused(call: Callable[..., Any], **parameters: Any) -> RefusedCall:
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return RefusedCall.of(caught.value)


def test_any_credentials_will_do_while_authorization_is_off(organization):
    key = organization.user()
    assert organization.clients("sso-admin", access_key_id=key).list_instances()["Instances"]
    assert organization.clients("sso-admin", access_key_id="anything").list_instances()["Instances"]


def test_a_user_without_policies_may_do_nothing(organization):
    key = organization.user()
    organization.enforce()
    answer = refused(organization.clients("sso-admin", access_key_id=key).list_instances)
    assert (answer.code, answer.status, answer.cause) == (
        "AccessDeniedException",
        400,
        "authorization.identity-based-policy",
    )
    assert answer.message == (
        f"User: arn:aws:iam::{MANAGEMENT}:user/alice is not authorized to perform: sso:ListInstances because no "
        "identity-based policy allows the sso:ListInstances action"
    )


def test_a_user_may_do_what_its_group_may(organization):
    key, iam = organization.user(), organization.root("iam")
    iam.create_group(GroupName="administrators")
    document = json.dumps({"Version": "2012-10-17", "Statement": [ALL]})
    policy = iam.create_policy(PolicyName="everything", PolicyDocument=document)["Policy"]["Arn"]
    iam.attach_group_policy(GroupName="administrators", PolicyArn=policy)
    organization.enforce()
    client = organization.clients("sso-admin", access_key_id=key)
    assert refused(client.list_instances).code == "AccessDeniedException"
    iam.add_user_to_group(GroupName="administrators", UserName="alice")
    assert client.list_instances()["Instances"]


def test_unknown_credentials_are_refused_and_accounts_have_root_users(organization):
    organization.enforce()
    answer = refused(organization.clients("sso-admin", access_key_id="AKIANOBODY").list_instances)
    assert (answer.code, answer.cause) == ("UnrecognizedClientException", "credentials.unknown")
    assert answer.message == "The security token included in the request is invalid."
    assert organization.root("sso-admin").list_instances()["Instances"]


def test_a_resource_must_be_allowed_in_every_type(organization):
    instance_arn = organization.instance_arn()
    statement = {"Effect": "Allow", "Action": "sso:*", "Resource": instance_arn}
    client = organization.clients("sso-admin", access_key_id=organization.user(statement))
    organization.enforce()
    assert client.list_permission_sets(InstanceArn=instance_arn)["PermissionSets"] == []
    answer = refused(client.create_permission_set, InstanceArn=instance_arn, Name="Viewer")
    instance_id = instance_arn.rpartition("/")[2]
    assert f"on resource: arn:aws:sso:::permissionSet/{instance_id}/* because" in answer.message


def test_the_identity_store_names_every_resource(organization):
    instance_arn = organization.instance_arn()
    store_id = organization.root("identitystore").list_identity_stores()["IdentityStores"][0]["IdentityStoreId"]
    client = organization.clients("identitystore", access_key_id=organization.user())
    organization.enforce()
    user_id = f"{store_id[2:]}-12345678-1234-1234-1234-123456789012"
    answer = refused(client.describe_user, IdentityStoreId=store_id, UserId=user_id)
    store = f"arn:aws:identitystore::{MANAGEMENT}:identitystore/{store_id}"
    begin = f"User: arn:aws:iam::{MANAGEMENT}:user/alice is not authorized to perform: identitystore:DescribeUser"
    because = "because no identity-based policy allows the identitystore:DescribeUser action"
    assert answer.message == (
        f"{begin} on resource: {store} {because}, "
        f"{begin} on resource: arn:aws:identitystore:::user/{user_id} {because}"
    )
    assert instance_arn


@pytest.mark.parametrize(
    ("condition", "allowed"),
    [
        ({"StringEquals": {"aws:RequestedRegion": "us-east-1"}}, True),
        ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}, False),
        ({"StringEquals": {"aws:username": "${aws:username}", "aws:PrincipalAccount": MANAGEMENT}}, True),
        ({"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}, True),
        ({"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}, False),
        ({"DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}}, True),
        ({"StringLike": {"aws:PrincipalOrgID": "o-*"}}, True),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/al*"}}, True),
        ({"StringEquals": {"aws:RequestTag/team": "a"}}, True),
        ({"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}, True),
        ({"StringEquals": {"aws:RequestTag/team": "b"}}, False),
        ({"Null": {"aws:TokenIssueTime": "false"}}, False),
    ],
)
def test_conditions_see_the_request(organization, condition, allowed):
    client = organization.clients("sso-admin", access_key_id=organization.user({**ALL, "Condition": condition}))
    organization.enforce()
    call = {"InstanceArn": organization.instance_arn(), "Name": "Viewer", "Tags": [{"Key": "team", "Value": "a"}]}
    if allowed:
        assert client.create_permission_set(**call)["PermissionSet"]
    else:
        assert refused(client.create_permission_set, **call).cause == "authorization.identity-based-policy"


def test_tags_of_the_resource_are_conditions(organization):
    instance_arn, admin = organization.instance_arn(), organization.root("sso-admin")
    made = {
        name: admin.create_permission_set(InstanceArn=instance_arn, Name=name, Tags=[{"Key": "team", "Value": name}])[
            "PermissionSet"
        ]["PermissionSetArn"]
        for name in ("a", "b")
    }
    mine = {"Effect": "Deny", "Action": "sso:DescribePermissionSet", "Resource": "arn:aws:sso:::permissionSet/*"}
    deny = {**mine, "Condition": {"StringNotEquals": {"aws:ResourceTag/team": "a"}}}
    client = organization.clients("sso-admin", access_key_id=organization.user(ALL, deny))
    organization.enforce()
    assert client.describe_permission_set(InstanceArn=instance_arn, PermissionSetArn=made["a"])
    answer = refused(client.describe_permission_set, InstanceArn=instance_arn, PermissionSetArn=made["b"])
    assert answer.message.endswith("with an explicit deny in an identity-based policy")


def test_roles_are_limited_by_boundary_and_session_policy(organization):
    iam, sts = organization.root("iam"), organization.root("sts")
    everything = json.dumps({"Version": "2012-10-17", "Statement": [ALL]})
    lists = json.dumps({"Version": "2012-10-17", "Statement": [{**ALL, "Action": "sso:List*"}]})
    boundary = iam.create_policy(PolicyName="lists", PolicyDocument=lists)["Policy"]["Arn"]
    trust = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
        }
    )
    role = iam.create_role(RoleName="limited", AssumeRolePolicyDocument=trust, PermissionsBoundary=boundary)
    iam.put_role_policy(RoleName="limited", PolicyName="everything", PolicyDocument=everything)
    organization.enforce()
    arn = role["Role"]["Arn"]

    def client(**session: str) -> Any:
        given = sts.assume_role(RoleArn=arn, RoleSessionName="s", **session)["Credentials"]
        return organization.clients("sso-admin", access_key_id=given["AccessKeyId"])

    instance_arn = organization.instance_arn()
    assert client().list_instances()["Instances"]
    outside = refused(client().describe_instance, InstanceArn=instance_arn)
    assert outside.cause == "authorization.permissions-boundary"
    assert "because no permissions boundary allows the sso:DescribeInstance action" in outside.message
    iam.delete_role_permissions_boundary(RoleName="limited")
    limited = refused(client(Policy=lists).describe_instance, InstanceArn=instance_arn)
    assert limited.cause == "authorization.session-policy"
    assert client().describe_instance(InstanceArn=instance_arn)


def deny_by_scp(organization: Organization, target: str, statement: dict[str, Any]) -> str:
    organizations = organization.root("organizations")
    content = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    policy_id = organizations.create_policy(
        Content=content, Description="", Name="limits", Type="SERVICE_CONTROL_POLICY"
    )["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=policy_id, TargetId=target)
    return str(policy_id)


def test_a_service_control_policy_denies_instances_even_to_the_root_user(organization):
    root_id = organization.root("organizations").list_roots()["Roots"][0]["Id"]
    policy_id = deny_by_scp(
        organization, root_id, {"Effect": "Deny", "Action": "sso:CreateInstance", "Resource": "*"}
    )
    member = organization.root("sso-admin", MEMBER)
    answer = refused(member.create_instance, Name="mine")
    assert (answer.code, answer.cause) == ("AccessDeniedException", "account-instance.denied-by-scp")
    assert answer.message == (
        f"User: arn:aws:iam::{MEMBER}:root is not authorized to perform: sso:CreateInstance on resource: "
        "arn:aws:sso:::instance/* with an explicit deny in a service control policy"
    )
    organization.root("organizations").detach_policy(PolicyId=policy_id, TargetId=root_id)
    assert member.create_instance(Name="mine")["InstanceArn"]


def test_a_service_control_policy_with_an_exception_for_one_account(organization):
    condition = {"StringNotEquals": {"aws:PrincipalAccount": [MEMBER]}}
    statement = {"Effect": "Deny", "Action": "sso:CreateInstance", "Resource": "*", "Condition": condition}
    deny_by_scp(organization, organization.root("organizations").list_roots()["Roots"][0]["Id"], statement)
    assert organization.root("sso-admin", MEMBER).create_instance(Name="mine")["InstanceArn"]
    other = organization.root("sso-admin", "333344445555")
    assert refused(other.create_instance, Name="mine").cause == "account-instance.denied-by-scp"


def test_service_control_policies_hold_for_other_actions_only_with_authorization(organization):
    deny_by_scp(organization, MEMBER, {"Effect": "Deny", "Action": "sso:ListInstances", "Resource": "*"})
    member = organization.root("sso-admin", MEMBER)
    assert "Instances" in member.list_instances()
    organization.enforce()
    assert refused(member.list_instances).cause == "authorization.service-control-policy"


def test_the_two_policies_of_the_guide_for_the_catalogue(organization):
    instance_arn = organization.instance_arn()
    deny = {"Effect": "Deny", "Action": "sso:ListApplicationProviders", "Resource": "*"}
    allow = {"Effect": "Allow", "Action": "sso:ListApplications", "Resource": instance_arn}
    catalogue = {"Effect": "Allow", "Action": "sso:ListApplicationProviders", "Resource": "*"}
    public = organization.clients("sso-admin", access_key_id=organization.user(deny, allow, name="public"))
    internal = organization.clients("sso-admin", access_key_id=organization.user(catalogue, name="internal"))
    organization.enforce()
    assert public.list_applications(InstanceArn=instance_arn)["Applications"] == []
    answer = refused(public.list_application_providers)
    assert (answer.code, answer.cause) == ("AccessDeniedException", "catalog.list-applications-only")
    assert internal.list_application_providers()["ApplicationProviders"]
    assert refused(internal.list_applications, InstanceArn=instance_arn).code == "AccessDeniedException"


ATTRIBUTES = {"AccessControlAttributes": [{"Key": "team", "Value": {"Source": ["${path:department}"]}}]}


def test_enabling_attributes_needs_the_right_to_change_trust_policies(organization):
    organization.reset(ROLES)
    key = organization.user({"Effect": "Allow", "Action": "sso:*", "Resource": "*"})
    client, instance_arn = organization.clients("sso-admin", access_key_id=key), organization.instance_arn()
    call = {"InstanceArn": instance_arn, "InstanceAccessControlAttributeConfiguration": ATTRIBUTES}
    answer = client.create_instance_access_control_attribute_configuration(**call)
    headers = answer["ResponseMetadata"]["HTTPHeaders"]
    assert headers["x-emulator-cause"] == "abac.missing-update-assume-role-policy"
    status = client.describe_instance_access_control_attribute_configuration(InstanceArn=instance_arn)
    assert status["Status"] == "CREATION_FAILED"
    assert status["StatusReason"].startswith("Received a 403 status error: Access denied by IAM.")
    assert (
        "is not authorized to perform: iam:UpdateAssumeRolePolicy on resource: arn:aws:iam::"
        in status["StatusReason"]
    )

    document = json.dumps({"Version": "2012-10-17", "Statement": [{**ALL, "Action": ["sso:*", "iam:Update*"]}]})
    organization.root("iam").put_user_policy(UserName="alice", PolicyName="own", PolicyDocument=document)
    client.create_instance_access_control_attribute_configuration(**call)
    status = client.describe_instance_access_control_attribute_configuration(InstanceArn=instance_arn)
    assert status["Status"] == "ENABLED"


def test_without_roles_enabling_attributes_needs_no_such_right(organization):
    client = organization.clients("sso-admin", access_key_id=organization.user({**ALL, "Action": "sso:*"}))
    call = {"InstanceArn": organization.instance_arn(), "InstanceAccessControlAttributeConfiguration": ATTRIBUTES}
    answer = client.create_instance_access_control_attribute_configuration(**call)
    assert "x-emulator-cause" not in answer["ResponseMetadata"]["HTTPHeaders"]


def test_each_step_of_adding_a_region_needs_its_permissions(organization):
    instance_arn, iam = organization.instance_arn(), organization.root("iam")
    client = organization.clients("sso-admin", access_key_id=organization.user())
    here, there = organization.root("kms"), organization.clients("kms", region="eu-west-1", access_key_id=MANAGEMENT)

    def add(*actions: str) -> RefusedCall | None:
        statement = {"Effect": "Allow", "Action": ["sso:List*", *actions], "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_user_policy(UserName="alice", PolicyName="own", PolicyDocument=document)
        try:
            assert client.add_region(InstanceArn=instance_arn, RegionName="eu-west-1")["Status"] == "ADDING"
        except client.exceptions.AccessDeniedException as error:
            return RefusedCall.of(error)
        return None

    def keys(kms: Any) -> list[str]:
        return [key["KeyArn"] for key in kms.list_keys()["Keys"]]

    first = add("sso:AddRegion")
    assert first is not None
    assert first.cause == "multi-region.kms-create-key"
    assert first.message == (
        f"User: arn:aws:iam::{MANAGEMENT}:user/alice is not authorized to perform: kms:CreateKey because no "
        "identity-based policy allows the kms:CreateKey action"
    )
    second = add("kms:CreateKey")
    assert second is not None
    assert "kms:TagResource" in second.message
    assert (keys(here), keys(there)) == ([], [])

    third = add("kms:CreateKey", "kms:TagResource")
    assert third is not None
    assert third.cause == "multi-region.kms-replicate-key"
    [key_arn] = keys(here)
    assert keys(there) == []
    tags = here.list_resource_tags(KeyId=key_arn)["Tags"]
    assert tags == [{"TagKey": "CreatedBy", "TagValue": "IAM Identity Center"}]

    fourth = add("kms:CreateKey", "kms:TagResource", "kms:ReplicateKey")
    assert fourth is not None
    assert fourth.cause == "multi-region.instance-creation"
    assert (keys(here), keys(there)) == ([key_arn], [key_arn.replace("us-east-1", "eu-west-1")])

    assert add("kms:*", "sso:AddRegion", "identitystore:AddRegion") is None
    assert keys(here) == [key_arn]
    encryption = organization.root("sso-admin").describe_instance(InstanceArn=instance_arn)
    assert encryption["EncryptionConfigurationDetails"]["KmsKeyArn"] == key_arn


def key_policy(*services: str) -> str:
    allow = {"Effect": "Allow", "Action": "kms:*", "Resource": "*"}
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {**allow, "Principal": {"AWS": f"arn:aws:iam::{MANAGEMENT}:root"}},
                {**allow, "Principal": {"Service": list(services)}},
            ],
        }
    )


BOTH = ("sso.amazonaws.com", "identitystore.amazonaws.com")


@pytest.fixture
def key(organization: Organization) -> str:
    """The ARN of a key with which the instance is encrypted."""
    made = organization.root("kms").create_key(Policy=key_policy(*BOTH))["KeyMetadata"]["Arn"]
    configuration = {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": made}
    admin = organization.root("sso-admin")
    admin.update_instance(InstanceArn=organization.instance_arn(), EncryptionConfiguration=configuration)
    return str(made)


def portal(organization: Organization) -> str:
    return requests.get(f"{organization.emulator.url}/start", timeout=10, allow_redirects=False).text


BLOCKED = (
    "ERROR Code: 0001 - IdentityCenter service access is blocked. "
    "Reach out to your IdentityCenter admin for further steps."
)


def test_a_key_whose_policy_leaves_out_the_service_blocks_portal_and_apis(organization, key):
    kms, admin, instance_arn = organization.root("kms"), organization.root("sso-admin"), organization.instance_arn()
    assert BLOCKED not in portal(organization)
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=key_policy(BOTH[1]))
    assert BLOCKED in portal(organization)
    answer = refused(admin.list_permission_sets, InstanceArn=instance_arn)
    assert (answer.code, answer.cause) == ("AccessDeniedException", "kms.access-blocked")
    assert answer.body["Reason"] == "KMS_AccessDeniedException"
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=key_policy(*BOTH))
    assert BLOCKED not in portal(organization)
    assert admin.list_permission_sets(InstanceArn=instance_arn)["PermissionSets"] == []


def test_a_disabled_key_blocks_until_it_is_enabled(organization, key):
    kms, admin, instance_arn = organization.root("kms"), organization.root("sso-admin"), organization.instance_arn()
    key_id = key.rpartition("/")[2]
    kms.disable_key(KeyId=key_id)
    assert BLOCKED in portal(organization)
    answer = refused(admin.list_permission_sets, InstanceArn=instance_arn)
    assert (answer.code, answer.body["Reason"]) == ("ValidationException", "KMS_DisabledException")
    kms.enable_key(KeyId=key_id)
    assert BLOCKED not in portal(organization)


def test_an_unusable_key_is_not_taken(organization):
    made = organization.root("kms").create_key()["KeyMetadata"]["Arn"]
    configuration = {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": made}
    admin = organization.root("sso-admin")
    call = {"InstanceArn": organization.instance_arn(), "EncryptionConfiguration": configuration}
    assert refused(admin.update_instance, **call).cause == "kms.access-blocked"


def test_an_administrator_needs_to_decrypt(organization, key):
    alice = organization.clients("sso-admin", access_key_id=organization.user({**ALL, "Action": "sso:*"}))
    organization.enforce()
    answer = refused(alice.list_permission_sets, InstanceArn=organization.instance_arn())
    assert answer.cause == "kms.access-blocked"
    assert answer.message == (
        f"User arn:aws:iam::{MANAGEMENT}:user/alice is not authorized to perform: kms:Decrypt on the resource "
        "associated with this ciphertext because no identity-based policy allows the kms:Decrypt action"
    )


def test_reset_forgets_the_switch(organization):
    url = f"{organization.emulator.url}/_emulator/authorization"
    organization.enforce()
    organization.reset({})
    assert requests.get(url, timeout=10).json() == {"enabled": False}
    organization.reset({"authorization": True})
    assert requests.get(url, timeout=10).json() == {"enabled": True}
