"""Permission sets and their policies over the wire."""

import json

import pytest

from tests.web.aws_api.sso_admin.conftest import PRODUCTION, Administration

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})


def test_permission_set_is_described_as_it_was_created(admin: Administration) -> None:
    given = {
        "Name": "Viewer",
        "Description": "Looks",
        "SessionDuration": "PT8H",
        "RelayState": "https://console.aws.amazon.com/s3",
    }
    made = admin("create_permission_set", **given)["PermissionSet"]
    found = admin("describe_permission_set", PermissionSetArn=made["PermissionSetArn"])["PermissionSet"]
    assert found == made
    assert {name: found[name] for name in given} == given
    assert admin("list_permission_sets")["PermissionSets"] == [made["PermissionSetArn"]]


def test_update_and_deletion_are_seen(admin: Administration) -> None:
    arn = admin.permission_set(Description="Looks")
    admin("update_permission_set", PermissionSetArn=arn, SessionDuration="PT2H")
    found = admin("describe_permission_set", PermissionSetArn=arn)["PermissionSet"]
    assert (found["SessionDuration"], found["Description"]) == ("PT2H", "Looks")
    admin("delete_permission_set", PermissionSetArn=arn)
    refused = admin.refused("describe_permission_set", PermissionSetArn=arn)
    assert (refused.code, refused.cause) == ("ResourceNotFoundException", "permission-set.unknown")


def test_name_that_is_taken_is_refused(admin: Administration) -> None:
    admin.permission_set("AdministratorAccess")
    refused = admin.refused("create_permission_set", Name="AdministratorAccess")
    assert (refused.code, refused.status) == ("ConflictException", 400)
    assert refused.message == "PermissionSet with name AdministratorAccess already exists."


@pytest.mark.parametrize(
    ("members", "cause"),
    [
        ({"Name": "x" * 33}, "aws-api.member-length"),
        ({"Name": "with space"}, "aws-api.member-pattern"),
        ({"Name": "Viewer", "SessionDuration": "PT99H"}, "permission-set.session-duration"),
        ({"Name": "Viewer", "SessionDuration": "1 hour"}, "aws-api.member-pattern"),
        ({"Name": "Viewer", "Description": "x" * 701}, "aws-api.member-length"),
        ({"Name": "Viewer", "RelayState": "x" * 241}, "aws-api.member-length"),
        ({}, "aws-api.member-missing"),
    ],
)
def test_wrong_members_are_refused(admin: Administration, members: dict[str, str], cause: str) -> None:
    refused = admin.refused("create_permission_set", **members)
    assert (refused.code, refused.cause) == ("ValidationException", cause)


def test_assigned_permission_set_is_not_deleted(admin: Administration) -> None:
    arn, user_id = admin.permission_set(), admin.user()
    admin.assign(arn, PRODUCTION, user_id)
    refused = admin.refused("delete_permission_set", PermissionSetArn=arn)
    assert (refused.code, refused.message) == (
        "ConflictException",
        "Could not delete because PermissionSet has ApplicationProfile associated with it.",
    )
    admin.unassign(arn, PRODUCTION, user_id)
    admin("delete_permission_set", PermissionSetArn=arn)


def test_pages_of_permission_sets_are_complete(admin: Administration) -> None:
    arns = [admin.permission_set(f"Set{number}") for number in range(5)]
    first = admin("list_permission_sets", MaxResults=3)
    second = admin("list_permission_sets", MaxResults=3, NextToken=first["NextToken"])
    assert first["PermissionSets"] + second["PermissionSets"] == arns
    assert "NextToken" not in second
    assert admin.refused("list_permission_sets", NextToken="bm9uc2Vuc2U=").cause == "aws-api.pagination-token"


def test_inline_policy_is_put_read_and_deleted(admin: Administration) -> None:
    arn = admin.permission_set()
    assert "InlinePolicy" not in admin("get_inline_policy_for_permission_set", PermissionSetArn=arn)
    admin("put_inline_policy_to_permission_set", PermissionSetArn=arn, InlinePolicy=POLICY)
    assert admin("get_inline_policy_for_permission_set", PermissionSetArn=arn)["InlinePolicy"] == POLICY
    admin("delete_inline_policy_from_permission_set", PermissionSetArn=arn)
    assert "InlinePolicy" not in admin("get_inline_policy_for_permission_set", PermissionSetArn=arn)


def test_inline_policy_without_statement_is_refused(admin: Administration) -> None:
    document = json.dumps({"Version": "2012-10-17", "Statement": []})
    arn = admin.permission_set()
    refused = admin.refused("put_inline_policy_to_permission_set", PermissionSetArn=arn, InlinePolicy=document)
    assert (refused.code, refused.message) == (
        "ValidationException",
        f"Invalid PermissionsPolicy Document {document}",
    )


def test_managed_policies_are_attached_listed_and_detached(admin: Administration) -> None:
    arn = admin.permission_set()
    admin("attach_managed_policy_to_permission_set", PermissionSetArn=arn, ManagedPolicyArn=READ_ONLY)
    attached = admin("list_managed_policies_in_permission_set", PermissionSetArn=arn)["AttachedManagedPolicies"]
    assert attached == [{"Name": "ReadOnlyAccess", "Arn": READ_ONLY}]
    refused = admin.refused(
        "attach_managed_policy_to_permission_set", PermissionSetArn=arn, ManagedPolicyArn=READ_ONLY
    )
    assert (refused.code, refused.cause) == ("ConflictException", "permission-set.policy-attached")
    admin("detach_managed_policy_from_permission_set", PermissionSetArn=arn, ManagedPolicyArn=READ_ONLY)
    refused = admin.refused(
        "detach_managed_policy_from_permission_set", PermissionSetArn=arn, ManagedPolicyArn=READ_ONLY
    )
    assert (refused.code, refused.cause) == ("ResourceNotFoundException", "permission-set.policy-not-attached")


def test_arn_of_an_own_policy_is_no_aws_managed_one(admin: Administration) -> None:
    refused = admin.refused(
        "attach_managed_policy_to_permission_set",
        PermissionSetArn=admin.permission_set(),
        ManagedPolicyArn="arn:aws:iam::111122223333:policy/Mine",
    )
    assert refused.cause == "aws-api.member-pattern"


def test_policies_of_the_accounts_are_attached_listed_and_detached(admin: Administration) -> None:
    arn = admin.permission_set()
    reference = {"Name": "Deploy", "Path": "/operations/"}
    attach = "attach_customer_managed_policy_reference_to_permission_set"
    admin(attach, PermissionSetArn=arn, CustomerManagedPolicyReference=reference)
    admin(attach, PermissionSetArn=arn, CustomerManagedPolicyReference={"Name": "Deploy"})
    listed = admin("list_customer_managed_policy_references_in_permission_set", PermissionSetArn=arn)
    assert listed["CustomerManagedPolicyReferences"] == [reference, {"Name": "Deploy", "Path": "/"}]
    admin(
        "detach_customer_managed_policy_reference_from_permission_set",
        PermissionSetArn=arn,
        CustomerManagedPolicyReference=reference,
    )
    listed = admin("list_customer_managed_policy_references_in_permission_set", PermissionSetArn=arn)
    assert listed["CustomerManagedPolicyReferences"] == [{"Name": "Deploy", "Path": "/"}]


@pytest.mark.parametrize(
    "boundary",
    [{"ManagedPolicyArn": READ_ONLY}, {"CustomerManagedPolicyReference": {"Name": "Limits", "Path": "/security/"}}],
)
def test_permissions_boundary_is_put_read_and_deleted(admin: Administration, boundary: dict[str, object]) -> None:
    arn = admin.permission_set()
    admin("put_permissions_boundary_to_permission_set", PermissionSetArn=arn, PermissionsBoundary=boundary)
    found = admin("get_permissions_boundary_for_permission_set", PermissionSetArn=arn)
    assert found["PermissionsBoundary"] == boundary
    admin("delete_permissions_boundary_from_permission_set", PermissionSetArn=arn)
    refused = admin.refused("get_permissions_boundary_for_permission_set", PermissionSetArn=arn)
    assert (refused.code, refused.cause) == (
        "ResourceNotFoundException",
        "permission-set.no-permissions-boundary",
    )


@pytest.mark.parametrize(
    "boundary", [{}, {"ManagedPolicyArn": READ_ONLY, "CustomerManagedPolicyReference": {"Name": "Limits"}}]
)
def test_boundary_is_one_policy(admin: Administration, boundary: dict[str, object]) -> None:
    arn = admin.permission_set()
    refused = admin.refused(
        "put_permissions_boundary_to_permission_set", PermissionSetArn=arn, PermissionsBoundary=boundary
    )
    assert (refused.code, refused.cause) == ("ValidationException", "permission-set.permissions-boundary")
