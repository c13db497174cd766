"""IAM refuses to change protected roles, and nothing else (facts/awsapi.md §4.7)."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from emulator.accounts.credentials import role_credentials
from emulator.accounts.saml_providers import saml_provider
from emulator.guide.refusal import Refusal
from tests.web.aws_api.conftest import RefusedCall, Surroundings
from tests.web.aws_api.roles import MEMBER, ROLE_NAME, credentials, provisioned

POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
    }
)
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"

CHANGES: dict[str, dict[str, Any]] = {
    "add_role_to_instance_profile": {"InstanceProfileName": "profile"},
    "attach_role_policy": {"PolicyArn": READ_ONLY},
    "delete_role": {},
    "delete_role_permissions_boundary": {},
    "delete_role_policy": {"PolicyName": "AwsSSOInlinePolicy"},
    "detach_role_policy": {"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
    "put_role_permissions_boundary": {"PermissionsBoundary": READ_ONLY},
    "put_role_policy": {"PolicyName": "mine", "PolicyDocument": POLICY},
    "remove_role_from_instance_profile": {"InstanceProfileName": "profile"},
    "update_assume_role_policy": {"PolicyDocument": TRUST},
    "update_role": {"Description": "mine"},
    "update_role_description": {"Description": "mine"},
}


@pytest.fixture
def iam(surroundings: Surroundings) -> Any:
    """IAM in the member account, in the name of the role itself."""
    return surroundings.client("iam", credentials(surroundings.emulator))


@pytest.mark.parametrize("operation", CHANGES)
def test_a_protected_role_is_not_changed(iam: Any, operation: str) -> None:
    before = iam.get_role(RoleName=ROLE_NAME)["Role"]
    with pytest.raises(iam.exceptions.UnmodifiableEntityException) as caught:
        getattr(iam, operation)(RoleName=ROLE_NAME, **CHANGES[operation])
    refused = RefusedCall.of(caught.value)
    assert (refused.code, refused.status, refused.cause) == ("UnmodifiableEntity", 400, "protected-role.iam-edit")
    assert refused.message == (
        f"Cannot perform the operation on the protected role '{ROLE_NAME}' - this role is only modifiable by AWS"
    )
    after = iam.get_role(RoleName=ROLE_NAME)["Role"]
    assert {**after, "RoleLastUsed": None} == {**before, "RoleLastUsed": None}


def test_the_refusal_is_xml_as_iam_writes_it(iam: Any) -> None:
    with pytest.raises(ClientError) as caught:
        iam.delete_role(RoleName=ROLE_NAME)
    assert caught.value.response["Error"]["Type"] == "Sender"
    assert caught.value.response["ResponseMetadata"]["RequestId"]
    assert caught.value.response["ResponseMetadata"]["HTTPHeaders"]["content-type"].startswith("text/xml")


def test_the_refusal_is_an_event_of_the_account(surroundings: Surroundings, iam: Any) -> None:
    with pytest.raises(ClientError):
        iam.delete_role(RoleName=ROLE_NAME)
    trail = surroundings.client("cloudtrail", key=MEMBER)
    [event] = trail.lookup_events(LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "DeleteRole"}])[
        "Events"
    ]
    document = json.loads(event["CloudTrailEvent"])
    assert event["Username"] == "ana@example.com"
    assert document["errorCode"] == "UnmodifiableEntityException"
    assert document["requestParameters"] == {"roleName": ROLE_NAME}
    assert document["userIdentity"]["sessionContext"]["sessionIssuer"]["userName"] == ROLE_NAME


def test_a_protected_role_can_be_read_and_tagged(iam: Any) -> None:
    assert [role["RoleName"] for role in iam.list_roles(PathPrefix="/aws-reserved/")["Roles"]] == [ROLE_NAME]
    iam.tag_role(RoleName=ROLE_NAME, Tags=[{"Key": "a", "Value": "b"}])
    [policy] = iam.list_attached_role_policies(RoleName=ROLE_NAME)["AttachedPolicies"]
    assert policy["PolicyName"] == "AdministratorAccess"


def test_the_permission_set_still_changes_the_role(surroundings: Surroundings, iam: Any) -> None:
    provisioned(surroundings.emulator, description="Everything", inline_policy=POLICY, managed_policy_arns=())
    assert iam.get_role(RoleName=ROLE_NAME)["Role"]["Description"] == "Everything"
    assert iam.list_role_policies(RoleName=ROLE_NAME)["PolicyNames"] == ["AwsSSOInlinePolicy"]
    assert iam.list_attached_role_policies(RoleName=ROLE_NAME)["AttachedPolicies"] == []


def test_roles_of_the_account_itself_can_be_changed(iam: Any) -> None:
    iam.create_role(RoleName="own", AssumeRolePolicyDocument=TRUST)
    iam.attach_role_policy(RoleName="own", PolicyArn=READ_ONLY)
    iam.detach_role_policy(RoleName="own", PolicyArn=READ_ONLY)
    iam.put_role_policy(RoleName="own", PolicyName="mine", PolicyDocument=POLICY)
    iam.delete_role_policy(RoleName="own", PolicyName="mine")
    iam.delete_role(RoleName="own")


def test_a_service_linked_role_is_protected_as_well(iam: Any) -> None:
    made = iam.create_service_linked_role(AWSServiceName="autoscaling.amazonaws.com")["Role"]
    with pytest.raises(iam.exceptions.UnmodifiableEntityException):
        iam.update_role_description(RoleName=made["RoleName"], Description="mine")


def test_a_role_that_is_not_there_is_not_found(iam: Any) -> None:
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.delete_role(RoleName="none")


def test_the_saml_provider_is_not_protected(surroundings: Surroundings, iam: Any) -> None:
    [provider] = iam.list_saml_providers()["SAMLProviderList"]
    assert provider["Arn"].endswith("_DO_NOT_DELETE")
    iam.delete_saml_provider(SAMLProviderArn=provider["Arn"])
    with surroundings.emulator.context.store.transaction() as tx:
        assert saml_provider(tx, MEMBER) is None
        with pytest.raises(Refusal, match="No access"):
            credentials_of_role(tx)
    provisioned(surroundings.emulator)
    assert [each["Arn"] for each in iam.list_saml_providers()["SAMLProviderList"]] == [provider["Arn"]]
    with surroundings.emulator.context.store.transaction() as tx:
        credentials_of_role(tx)


def credentials_of_role(tx: Any) -> None:
    from datetime import timedelta

    role_credentials(tx, MEMBER, ROLE_NAME, "ana", timedelta(hours=1), {})


def test_aws_managed_policies_are_known_when_asked_for(iam: Any) -> None:
    assert iam.get_policy(PolicyArn=READ_ONLY)["Policy"]["PolicyName"] == "ReadOnlyAccess"
    assert len(iam.list_policies(Scope="AWS", MaxItems=1000)["Policies"]) == 1000
    assert iam.list_policies(Scope="Local")["Policies"] == []


def test_an_operation_that_nobody_plays_is_refused_in_words(iam: Any) -> None:
    with pytest.raises(ClientError) as caught:
        iam.simulate_principal_policy(PolicySourceArn=f"arn:aws:iam::{MEMBER}:user/x", ActionNames=["s3:GetObject"])
    refused = RefusedCall.of(caught.value)
    assert (refused.code, refused.cause) == ("InvalidAction", "aws-api.operation-not-emulated")
