"""The administration API as an administrator uses it, with short ways to make what tests need."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.conftest import RunningEmulator
from tests.web.aws_api.conftest import ClientFactory, RefusedCall

MANAGEMENT, PRODUCTION, SANDBOX = "111122223333", "222233334444", "333344445555"


@dataclass(frozen=True)
class Administration:
    """`sso-admin` of an emulator with two member accounts; calls name its instance unless they name another."""

    clients: ClientFactory
    emulator: RunningEmulator
    instance_arn: str
    store_id: str
    caller: str = "AKIAEXAMPLE"
    region: str = "us-east-1"

    def __call__(self, operation: str, **parameters: Any) -> dict[str, Any]:
        client = self.clients("sso-admin", region=self.region, access_key_id=self.caller)
        members = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation])
        named = {"InstanceArn": self.instance_arn} if "InstanceArn" in members.input_shape.members else {}
        answer: dict[str, Any] = getattr(client, operation)(**named | parameters)
        answer.pop("ResponseMetadata", None)
        return answer

    def refused(self, operation: str, **parameters: Any) -> RefusedCall:
        """Make the call, which must be refused."""
        client = self.clients("sso-admin", region=self.region, access_key_id=self.caller)
        with pytest.raises(client.exceptions.ClientError) as caught:
            self(operation, **parameters)
        return RefusedCall.of(caught.value)

    def called_by(self, account_id: str, *, region: str | None = None) -> "Administration":
        """The same, called by the root user of that account, perhaps in another Region."""
        return replace(self, caller=account_id, region=region or self.region)

    def permission_set(self, name: str = "Viewer", **members: Any) -> str:
        """Create a permission set; returns its ARN."""
        return str(self("create_permission_set", Name=name, **members)["PermissionSet"]["PermissionSetArn"])

    def user(self, user_name: str = "jane") -> str:
        """Create a user; returns the id."""
        made = self.clients("identitystore").create_user(
            IdentityStoreId=self.store_id,
            UserName=user_name,
            DisplayName=user_name,
            Name={"GivenName": "Given", "FamilyName": "Family"},
        )
        return str(made["UserId"])

    def group(self, display_name: str, *members: str) -> str:
        """Create a group with these users; returns the id."""
        people = self.clients("identitystore")
        made = people.create_group(IdentityStoreId=self.store_id, DisplayName=display_name)["GroupId"]
        for user_id in members:
            people.create_group_membership(IdentityStoreId=self.store_id, GroupId=made, MemberId={"UserId": user_id})
        return str(made)

    def begin(self, permission_set: str, account_id: str, principal_id: str, kind: str = "USER") -> dict[str, Any]:
        """Begin to assign; returns the status."""
        answer = self("create_account_assignment", **assignment(permission_set, account_id, principal_id, kind))
        return dict(answer["AccountAssignmentCreationStatus"])

    def assign(self, permission_set: str, account_id: str, principal_id: str, kind: str = "USER") -> dict[str, Any]:
        """Assign, and ask until it is done; returns the last status."""
        begun = self.begin(permission_set, account_id, principal_id, kind)
        asked = self(
            "describe_account_assignment_creation_status", AccountAssignmentCreationRequestId=begun["RequestId"]
        )
        return dict(asked["AccountAssignmentCreationStatus"])

    def unassign(self, permission_set: str, account_id: str, principal_id: str, kind: str = "USER") -> dict[str, Any]:
        """Take an assignment away, and ask until it is done; returns the last status."""
        begun = self("delete_account_assignment", **assignment(permission_set, account_id, principal_id, kind))
        request_id = begun["AccountAssignmentDeletionStatus"]["RequestId"]
        asked = self("describe_account_assignment_deletion_status", AccountAssignmentDeletionRequestId=request_id)
        return dict(asked["AccountAssignmentDeletionStatus"])

    def assigned(self, permission_set: str, account_id: str) -> set[str]:
        """The ids of who is assigned in the account."""
        answer = self("list_account_assignments", AccountId=account_id, PermissionSetArn=permission_set)
        return {each["PrincipalId"] for each in answer["AccountAssignments"]}


def assignment(permission_set: str, account_id: str, principal_id: str, kind: str = "USER") -> dict[str, str]:
    """The parameters that name an assignment."""
    return {
        "TargetId": account_id,
        "TargetType": "AWS_ACCOUNT",
        "PermissionSetArn": permission_set,
        "PrincipalType": kind,
        "PrincipalId": principal_id,
    }


@pytest.fixture
def admin(emulator: RunningEmulator, clients: ClientFactory) -> Administration:
    """The administration API of an emulator without users and permission sets, called by the management account."""
    (instance,) = clients("sso-admin").list_instances()["Instances"]
    return Administration(clients, emulator, instance["InstanceArn"], instance["IdentityStoreId"])
