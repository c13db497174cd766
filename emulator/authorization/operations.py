"""Which resources the operations of our services are on: the Resource that a policy must name to allow one.

The action is always the operation's own name. Source: Service Authorization Reference, "AWS IAM Identity Center" and
"AWS Identity Store"; a caller needs the action on every resource of the row. The troubleshooting guide allows
ListApplications on an instance, where the reference names no resource (facts/signin.md §1.2).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ANY = "*"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An operation as it was called: `input` as the service model spells it, `owner_account_id` of the instance."""

    service: str
    operation: str
    input: Mapping[str, Any]
    account_id: str
    owner_account_id: str


# One resource type: the ARNs of that type that an operation is on.
Resource = Callable[[Asked], Iterable[str]]


def _instance(asked: Asked) -> Iterable[str]:
    yield asked.input.get("InstanceArn") or "arn:aws:sso:::instance/*"


def _permission_set(asked: Asked) -> Iterable[str]:
    yield asked.input.get("PermissionSetArn") or f"arn:aws:sso:::permissionSet/{_instance_id(asked)}/*"


def _account(asked: Asked) -> Iterable[str]:
    yield f"arn:aws:sso:::account/{asked.input.get('TargetId') or asked.input.get('AccountId') or ANY}"


def _application(asked: Asked) -> Iterable[str]:
    instance = _instance_id(asked)
    yield asked.input.get("ApplicationArn") or f"arn:aws:sso::{asked.account_id}:application/{instance}/*"


def _provider(asked: Asked) -> Iterable[str]:
    yield asked.input.get("ApplicationProviderArn") or "arn:aws:sso::aws:applicationProvider/*"


def _issuer(asked: Asked) -> Iterable[str]:
    made = f"arn:aws:sso::{asked.account_id}:trustedTokenIssuer/{_instance_id(asked)}/*"
    yield asked.input.get("TrustedTokenIssuerArn") or made


def _tagged(asked: Asked) -> Iterable[str]:
    yield asked.input["ResourceArn"]


def _identity_store(asked: Asked) -> Iterable[str]:
    reference = str(asked.input["IdentityStoreId"])
    yield f"arn:aws:identitystore::{asked.owner_account_id}:identitystore/{reference.rpartition('/')[2]}"


def _user(asked: Asked) -> Iterable[str]:
    member = asked.input.get("MemberId", {})
    yield _directory_arn("user", asked.input.get("UserId") or member.get("UserId"))


def _group(asked: Asked) -> Iterable[str]:
    for group_id in asked.input.get("GroupIds") or [asked.input.get("GroupId")]:
        yield _directory_arn("group", group_id)


def _membership(asked: Asked) -> Iterable[str]:
    yield _directory_arn("membership", asked.input.get("MembershipId"))


def _directory_arn(kind: str, reference: str | None) -> str:
    return f"arn:aws:identitystore:::{kind}/{(reference or ANY).rpartition('/')[2]}"


def _instance_id(asked: Asked) -> str:
    return str(asked.input.get("InstanceArn", ANY)).rpartition("/")[2]


_TABLE: tuple[tuple[str, tuple[Resource, ...], str], ...] = (
    ("sso-admin", (), "ListInstances"),
    (
        "sso-admin",
        (_instance,),
        """CreateInstance DeleteInstance DescribeInstance UpdateInstance
        AddRegion DescribeRegion ListRegions RemoveRegion
        CreateInstanceAccessControlAttributeConfiguration DeleteInstanceAccessControlAttributeConfiguration
        DescribeInstanceAccessControlAttributeConfiguration UpdateInstanceAccessControlAttributeConfiguration
        DescribeAccountAssignmentCreationStatus DescribeAccountAssignmentDeletionStatus
        DescribePermissionSetProvisioningStatus ListAccountAssignmentCreationStatus
        ListAccountAssignmentDeletionStatus ListAccountAssignmentsForPrincipal
        ListApplicationAssignmentsForPrincipal ListApplications ListPermissionSetProvisioningStatus ListPermissionSets
        ListTrustedTokenIssuers""",
    ),
    (
        "sso-admin",
        (_instance, _permission_set),
        """CreatePermissionSet DeletePermissionSet DescribePermissionSet UpdatePermissionSet
        AttachCustomerManagedPolicyReferenceToPermissionSet AttachManagedPolicyToPermissionSet
        DeleteInlinePolicyFromPermissionSet DeletePermissionsBoundaryFromPermissionSet
        DetachCustomerManagedPolicyReferenceFromPermissionSet DetachManagedPolicyFromPermissionSet
        GetInlinePolicyForPermissionSet GetPermissionsBoundaryForPermissionSet
        ListAccountsForProvisionedPermissionSet ListCustomerManagedPolicyReferencesInPermissionSet
        ListManagedPoliciesInPermissionSet PutInlinePolicyToPermissionSet PutPermissionsBoundaryToPermissionSet""",
    ),
    (
        "sso-admin",
        (_account, _instance, _permission_set),
        "CreateAccountAssignment DeleteAccountAssignment ListAccountAssignments ProvisionPermissionSet",
    ),
    ("sso-admin", (_account, _instance), "ListPermissionSetsProvisionedToAccount"),
    ("sso-admin", (_application, _provider, _instance), "CreateApplication"),
    (
        "sso-admin",
        (_application,),
        """CreateApplicationAssignment DeleteApplication DeleteApplicationAccessScope DeleteApplicationAssignment
        DeleteApplicationAuthenticationMethod DeleteApplicationGrant DescribeApplication
        DescribeApplicationAssignment GetApplicationAccessScope GetApplicationAssignmentConfiguration
        GetApplicationAuthenticationMethod GetApplicationGrant GetApplicationSessionConfiguration
        ListApplicationAccessScopes ListApplicationAssignments ListApplicationAuthenticationMethods
        ListApplicationGrants PutApplicationAccessScope PutApplicationAssignmentConfiguration
        PutApplicationAuthenticationMethod PutApplicationGrant PutApplicationSessionConfiguration
        UpdateApplication""",
    ),
    ("sso-admin", (_provider,), "DescribeApplicationProvider ListApplicationProviders"),
    ("sso-admin", (_instance, _issuer), "CreateTrustedTokenIssuer"),
    ("sso-admin", (_issuer,), "DeleteTrustedTokenIssuer DescribeTrustedTokenIssuer UpdateTrustedTokenIssuer"),
    ("sso-admin", (_tagged,), "ListTagsForResource TagResource UntagResource"),
    ("identitystore", (), "ListIdentityStores"),
    ("identitystore", (_identity_store,), "DescribeIdentityStore UpdateIdentityStore CreateUser CreateGroup"),
    ("identitystore", (_identity_store, _user), "DeleteUser DescribeUser GetUserId ListUsers UpdateUser"),
    ("identitystore", (_identity_store, _group), "DeleteGroup DescribeGroup GetGroupId ListGroups UpdateGroup"),
    ("identitystore", (_identity_store, _group, _user), "CreateGroupMembership"),
    (
        "identitystore",
        (_identity_store, _group, _membership, _user),
        "DeleteGroupMembership DescribeGroupMembership GetGroupMembershipId IsMemberInGroups",
    ),
    ("identitystore", (_identity_store, _group, _membership), "ListGroupMemberships"),
    ("identitystore", (_identity_store, _user, _membership), "ListGroupMembershipsForMember"),
)

RESOURCES: Mapping[tuple[str, str], tuple[Resource, ...]] = {
    (service, operation): resources for service, resources, operations in _TABLE for operation in operations.split()
}

# What the actions of a service begin with.
_PREFIXES = {"sso-admin": "sso", "identitystore": "identitystore"}


def is_authorized_by_policies(service: str) -> bool:
    """Whether calls of the service are allowed by policies; those of the others carry a token or a secret."""
    return service in _PREFIXES


def action_of(asked: Asked) -> str:
    """The action that allows the operation, such as `sso:CreateInstance`."""
    return f"{_PREFIXES[asked.service]}:{asked.operation}"


def resources_of(asked: Asked) -> tuple[str, ...]:
    """The resources on which the action must be allowed; `*` for an operation on none in particular."""
    named = RESOURCES.get((asked.service, asked.operation), ())
    return tuple(dict.fromkeys(arn for resource in named for arn in resource(asked))) or (ANY,)
