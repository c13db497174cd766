"""Every operation of the Identity Store API and the function that does it."""

from collections.abc import Mapping

from emulator.web.aws_api.identity_store import groups, memberships, stores, users
from emulator.web.aws_api.service import Handler

OPERATIONS: Mapping[str, Handler] = {
    "CreateUser": users.create_user,
    "DescribeUser": users.describe_user,
    "GetUserId": users.get_user_id,
    "ListUsers": users.list_users,
    "UpdateUser": users.update_user,
    "DeleteUser": users.delete_user,
    "CreateGroup": groups.create_group,
    "DescribeGroup": groups.describe_group,
    "GetGroupId": groups.get_group_id,
    "ListGroups": groups.list_groups,
    "UpdateGroup": groups.update_group,
    "DeleteGroup": groups.delete_group,
    "CreateGroupMembership": memberships.create_group_membership,
    "DescribeGroupMembership": memberships.describe_group_membership,
    "GetGroupMembershipId": memberships.get_group_membership_id,
    "IsMemberInGroups": memberships.is_member_in_groups,
    "ListGroupMemberships": memberships.list_group_memberships,
    "ListGroupMembershipsForMember": memberships.list_group_memberships_for_member,
    "DeleteGroupMembership": memberships.delete_group_membership,
    "DescribeIdentityStore": stores.describe_identity_store,
    "ListIdentityStores": stores.list_identity_stores,
    "UpdateIdentityStore": stores.update_identity_store,
}
