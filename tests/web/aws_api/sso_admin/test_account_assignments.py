"""Assignments and provisioning over the wire: requests that take time, and what accounts get."""

import json
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from emulator.accounts.organization import add_delegated_administrator
from tests.web.aws_api.conftest import ClientFactory
from tests.web.aws_api.sso_admin.conftest import MANAGEMENT, PRODUCTION, SANDBOX, Administration, assignment

POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
NOBODY = "c4488478-a0e1-700e-3d75-96c6bb641596"


def roles(clients: ClientFactory, account_id: str) -> dict[str, str]:
    """The names and paths of an account's roles of ours, as IAM shows them."""
    listed = clients("iam", access_key_id=account_id).list_roles(PathPrefix="/aws-reserved/")["Roles"]
    return {role["RoleName"]: role["Path"] for role in listed}


def test_assignment_goes_from_in_progress_to_succeeded(admin: Administration) -> None:
    permission_set, user_id = admin.permission_set(), admin.user()
    begun = admin.begin(permission_set, PRODUCTION, user_id)
    assert begun["Status"] == "IN_PROGRESS"
    assert {name: begun[name] for name in assignment("", "", "")} == assignment(permission_set, PRODUCTION, user_id)
    request = {"AccountAssignmentCreationRequestId": begun["RequestId"]}
    done = admin("describe_account_assignment_creation_status", **request)["AccountAssignmentCreationStatus"]
    assert done == begun | {"Status": "SUCCEEDED"}
    assert admin.assigned(permission_set, PRODUCTION) == {user_id}
    listed = admin("list_account_assignment_creation_status", Filter={"Status": "SUCCEEDED"})
    assert [each["RequestId"] for each in listed["AccountAssignmentsCreationStatus"]] == [begun["RequestId"]]
    assert admin("list_account_assignment_deletion_status")["AccountAssignmentsDeletionStatus"] == []


def test_assignment_succeeds_by_the_clock_alone(admin: Administration) -> None:
    permission_set, user_id = admin.permission_set(), admin.user()
    admin.emulator.context.clock.freeze()
    admin.begin(permission_set, PRODUCTION, user_id)
    assert admin.assigned(permission_set, PRODUCTION) == set()
    admin.emulator.context.clock.advance(timedelta(seconds=1))
    assert admin.assigned(permission_set, PRODUCTION) == {user_id}


def test_role_appears_with_the_first_assignment_and_goes_with_the_last(
    admin: Administration, clients: ClientFactory
) -> None:
    permission_set, user_id, group_id = admin.permission_set(), admin.user(), admin.group("Engineers")
    admin.assign(permission_set, PRODUCTION, user_id)
    admin.assign(permission_set, PRODUCTION, group_id, "GROUP")
    ((name, path),) = roles(clients, PRODUCTION).items()
    assert name.startswith("AWSReservedSSO_Viewer_")
    assert path == "/aws-reserved/sso.amazonaws.com/"
    assert roles(clients, SANDBOX) == {}
    assert admin.unassign(permission_set, PRODUCTION, user_id)["Status"] == "SUCCEEDED"
    assert list(roles(clients, PRODUCTION)) == [name]
    admin.unassign(permission_set, PRODUCTION, group_id, "GROUP")
    assert roles(clients, PRODUCTION) == {}


def test_policy_of_the_account_must_exist_there(admin: Administration, clients: ClientFactory) -> None:
    permission_set, user_id = admin.permission_set(), admin.user()
    admin(
        "attach_customer_managed_policy_reference_to_permission_set",
        PermissionSetArn=permission_set,
        CustomerManagedPolicyReference={"Name": "Deploy", "Path": "/operations/"},
    )
    failed = admin.assign(permission_set, PRODUCTION, user_id)
    assert failed["Status"] == "FAILED"
    assert f"arn:aws:iam::{PRODUCTION}:policy/operations/Deploy" in failed["FailureReason"]
    assert admin.assigned(permission_set, PRODUCTION) == set()
    iam = clients("iam", access_key_id=PRODUCTION)
    iam.create_policy(PolicyName="Deploy", Path="/operations/", PolicyDocument=POLICY)
    assert admin.assign(permission_set, PRODUCTION, user_id)["Status"] == "SUCCEEDED"
    (name,) = roles(clients, PRODUCTION)
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    assert [policy["PolicyName"] for policy in attached] == ["Deploy"]


def test_failure_is_told_by_the_status_and_explained_by_the_journal(admin: Administration) -> None:
    permission_set = admin.permission_set()
    failed = admin.assign(permission_set, PRODUCTION, NOBODY)
    assert failed["Status"] == "FAILED"
    assert failed["FailureReason"] == (
        f"Received a 404 status error: the USER assignee {NOBODY} was not found in directory {admin.store_id}"
    )
    client = admin.clients("sso-admin")
    answer = client.describe_account_assignment_creation_status(
        InstanceArn=admin.instance_arn, AccountAssignmentCreationRequestId=failed["RequestId"]
    )
    headers = answer["ResponseMetadata"]["HTTPHeaders"]
    assert headers["x-emulator-cause"] == "provisioning.principal-not-found"


def test_suspended_account_fails_later(admin: Administration, clients: ClientFactory) -> None:
    clients("organizations").close_account(AccountId=SANDBOX)
    failed = admin.assign(admin.permission_set(), SANDBOX, admin.user())
    assert failed["Status"] == "FAILED"
    assert failed["FailureReason"] == (
        "AWS SSO is unable to complete your request at this time. Obtaining permissions to manage your AWS account "
        f"'{SANDBOX}' takes longer than usual. Please try again in a few minutes. If this problem continues, contact "
        "AWS Support."
    )


def test_grant_during_revocation_is_a_conflict_to_be_retried(admin: Administration) -> None:
    permission_set, user_id = admin.permission_set(), admin.user()
    admin.assign(permission_set, PRODUCTION, user_id)
    admin.emulator.context.clock.freeze()
    named = assignment(permission_set, PRODUCTION, user_id)
    admin("delete_account_assignment", **named)
    refused = admin.refused("create_account_assignment", **named)
    assert (refused.code, refused.status, refused.cause) == ("ConflictException", 400, "operation.conflict")
    admin.emulator.context.clock.advance(timedelta(seconds=1))
    assert admin("create_account_assignment", **named)["AccountAssignmentCreationStatus"]["Status"] == "IN_PROGRESS"


def test_sixteenth_unfinished_assignment_is_throttled(admin: Administration) -> None:
    permission_set, user_id = admin.permission_set(), admin.user()
    admin.emulator.context.clock.freeze()
    for number in range(15):
        admin.begin(permission_set, f"{number:012}", user_id)
    refused = admin.refused("create_account_assignment", **assignment(permission_set, PRODUCTION, user_id))
    assert (refused.code, refused.message) == ("ThrottlingException", "Rate exceeded")


def test_deleting_what_is_not_assigned_is_refused(admin: Administration) -> None:
    named = assignment(admin.permission_set(), PRODUCTION, admin.user())
    refused = admin.refused("delete_account_assignment", **named)
    assert (refused.code, refused.cause) == ("ResourceNotFoundException", "assignment.unknown")


@pytest.mark.parametrize(
    "operation",
    [
        ("describe_account_assignment_creation_status", "AccountAssignmentCreationRequestId"),
        ("describe_account_assignment_deletion_status", "AccountAssignmentDeletionRequestId"),
        ("describe_permission_set_provisioning_status", "ProvisionPermissionSetRequestId"),
    ],
)
def test_unknown_request_is_refused(admin: Administration, operation: tuple[str, str]) -> None:
    name, parameter = operation
    refused = admin.refused(name, **{parameter: "11111111-2222-3333-4444-555555555555"})
    assert (refused.code, refused.cause) == ("ResourceNotFoundException", "operation.unknown-request")


def test_assignment_outlives_its_user_and_gives_the_next_one_nothing(admin: Administration) -> None:
    permission_set, first = admin.permission_set(), admin.user("jane")
    admin.assign(permission_set, PRODUCTION, first)
    admin.clients("identitystore").delete_user(IdentityStoreId=admin.store_id, UserId=first)
    second = admin.user("jane")
    assert admin.assigned(permission_set, PRODUCTION) == {first}
    found = admin("list_account_assignments_for_principal", PrincipalType="USER", PrincipalId=second)
    assert found["AccountAssignments"] == []
    assert admin.unassign(permission_set, PRODUCTION, first)["Status"] == "SUCCEEDED"


def test_assignments_of_a_principal_tell_where_they_come_from(admin: Administration) -> None:
    permission_set, user_id = admin.permission_set(), admin.user()
    group_id = admin.group("Engineers", user_id)
    admin.assign(permission_set, PRODUCTION, user_id)
    admin.assign(permission_set, SANDBOX, group_id, "GROUP")

    def found(**members: object) -> list[tuple[str, str, str]]:
        answer = admin(
            "list_account_assignments_for_principal", **{"PrincipalType": "USER", "PrincipalId": user_id} | members
        )
        return [
            (each["AccountId"], each["PrincipalType"], each["PrincipalId"]) for each in answer["AccountAssignments"]
        ]

    own, of_group = (PRODUCTION, "USER", user_id), (SANDBOX, "GROUP", group_id)
    assert found() == [own, of_group]
    assert found(Filter={"AccountId": SANDBOX}) == [of_group]
    assert found(PrincipalType="GROUP", PrincipalId=group_id) == [of_group]


def test_pages_of_assignments_are_complete(admin: Administration) -> None:
    permission_set = admin.permission_set()
    users = {admin.user(f"user{number}") for number in range(5)}
    for user_id in users:
        admin.assign(permission_set, PRODUCTION, user_id)
    named = {"AccountId": PRODUCTION, "PermissionSetArn": permission_set, "MaxResults": 3}
    first = admin("list_account_assignments", **named)
    second = admin("list_account_assignments", **named, NextToken=first["NextToken"])
    found = {each["PrincipalId"] for each in first["AccountAssignments"] + second["AccountAssignments"]}
    assert found == users
    assert "NextToken" not in second


def test_changed_permission_set_reaches_the_account_when_provisioned(
    admin: Administration, clients: ClientFactory
) -> None:
    permission_set = admin.permission_set()
    admin.assign(permission_set, PRODUCTION, admin.user())
    (name,) = roles(clients, PRODUCTION)
    iam = clients("iam", access_key_id=PRODUCTION)

    def behind() -> list[str]:
        wanted = "LATEST_PERMISSION_SET_NOT_PROVISIONED"
        answer = admin("list_permission_sets_provisioned_to_account", AccountId=PRODUCTION, ProvisioningStatus=wanted)
        return list(answer["PermissionSets"])

    assert behind() == []
    admin("put_inline_policy_to_permission_set", PermissionSetArn=permission_set, InlinePolicy=POLICY)
    assert behind() == [permission_set]
    assert iam.list_role_policies(RoleName=name)["PolicyNames"] == []
    begun = admin("provision_permission_set", PermissionSetArn=permission_set, TargetType="ALL_PROVISIONED_ACCOUNTS")
    status = begun["PermissionSetProvisioningStatus"]
    assert (status["Status"], "AccountId" in status) == ("IN_PROGRESS", False)
    asked = admin("describe_permission_set_provisioning_status", ProvisionPermissionSetRequestId=status["RequestId"])[
        "PermissionSetProvisioningStatus"
    ]
    assert (asked["Status"], asked["PermissionSetArn"]) == ("SUCCEEDED", permission_set)
    assert behind() == []
    assert iam.list_role_policies(RoleName=name)["PolicyNames"] == ["AwsSSOInlinePolicy"]
    listed = admin("list_permission_set_provisioning_status")["PermissionSetsProvisioningStatus"]
    assert [each["RequestId"] for each in listed] == [status["RequestId"]]


def test_permission_set_is_provisioned_without_an_assignment(admin: Administration, clients: ClientFactory) -> None:
    permission_set = admin.permission_set()
    named = {"PermissionSetArn": permission_set, "TargetType": "AWS_ACCOUNT", "TargetId": SANDBOX}
    begun = admin("provision_permission_set", **named)["PermissionSetProvisioningStatus"]
    assert begun["AccountId"] == SANDBOX
    admin("describe_permission_set_provisioning_status", ProvisionPermissionSetRequestId=begun["RequestId"])
    assert len(roles(clients, SANDBOX)) == 1
    found = admin("list_accounts_for_provisioned_permission_set", PermissionSetArn=permission_set)
    assert found["AccountIds"] == [SANDBOX]


@pytest.mark.parametrize(
    "target", [{"TargetType": "AWS_ACCOUNT"}, {"TargetType": "ALL_PROVISIONED_ACCOUNTS", "TargetId": SANDBOX}]
)
def test_target_must_fit_its_type(admin: Administration, target: dict[str, str]) -> None:
    refused = admin.refused("provision_permission_set", PermissionSetArn=admin.permission_set(), **target)
    assert (refused.code, refused.cause) == ("ValidationException", "provisioning.target")


def test_delegated_administrator_leaves_the_management_account_alone(admin: Administration) -> None:
    with admin.emulator.context.store.transaction() as tx:
        add_delegated_administrator(tx, SANDBOX)
    permission_set, user_id = admin.permission_set(), admin.user()
    delegate = admin.called_by(SANDBOX)
    assert delegate.assign(permission_set, PRODUCTION, user_id)["Status"] == "SUCCEEDED"
    denied = f"User: arn:aws:iam::{SANDBOX}:root is not authorized to perform: "
    refused = delegate.refused("create_account_assignment", **assignment(permission_set, MANAGEMENT, user_id))
    assert (refused.code, refused.status) == ("AccessDeniedException", 400)
    assert refused.cause == "delegated-admin.management-account-permission-set"
    assert refused.message == (f"{denied}sso:CreateAccountAssignment on resource: arn:aws:sso:::account/{MANAGEMENT}")
    admin.assign(permission_set, MANAGEMENT, user_id)
    refusals = {
        "create_account_assignment": assignment(permission_set, PRODUCTION, user_id),
        "delete_account_assignment": assignment(permission_set, PRODUCTION, user_id),
        "update_permission_set": {"PermissionSetArn": permission_set, "Description": "changed"},
        "delete_permission_set": {"PermissionSetArn": permission_set},
        "put_inline_policy_to_permission_set": {"PermissionSetArn": permission_set, "InlinePolicy": POLICY},
        "provision_permission_set": {"PermissionSetArn": permission_set, "TargetType": "ALL_PROVISIONED_ACCOUNTS"},
        "tag_resource": {"ResourceArn": permission_set, "Tags": [{"Key": "a", "Value": "b"}]},
    }
    for operation, parameters in refusals.items():
        refused = delegate.refused(operation, **parameters)
        assert refused.message.endswith(f" on resource: {permission_set}"), operation
    assert delegate("describe_permission_set", PermissionSetArn=permission_set)
    admin("update_permission_set", PermissionSetArn=permission_set, Description="changed")


def test_refused_call_keeps_what_moto_holds(admin: Administration, clients: ClientFactory) -> None:
    """Work that is due is finished before a call, so that its refusal does not undo the work, and moto's state."""
    s3 = clients("s3")
    s3.create_bucket(Bucket="kept")
    admin.begin(admin.permission_set(), PRODUCTION, admin.user())
    admin.emulator.context.clock.advance(timedelta(seconds=5))
    with pytest.raises(ClientError):
        admin("describe_permission_set", PermissionSetArn=admin.permission_set("Other")[:-16] + "0" * 16)
    assert [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]] == ["kept"]
    assert len(roles(clients, PRODUCTION)) == 1
