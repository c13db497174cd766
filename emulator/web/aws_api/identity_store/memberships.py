"""The operations on memberships."""

from emulator.directory import memberships
from emulator.directory.group import Membership
from emulator.directory.paging import Page
from emulator.directory.resource_names import id_of, membership_arn
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.identity_store.stores import identity_store_id
from emulator.web.aws_api.pagination import page_of


def create_group_membership(call: Call) -> Json:
    """CreateGroupMembership"""
    made = memberships.create_membership(
        call.tx, identity_store_id(call), _group_id(call), _member_id(call), actor=call.caller.arn
    )
    return _ids(made)


def describe_group_membership(call: Call) -> Json:
    """DescribeGroupMembership"""
    return _members(memberships.find_membership(call.tx, identity_store_id(call), _membership_id(call)))


def get_group_membership_id(call: Call) -> Json:
    """GetGroupMembershipId"""
    found = memberships.membership_of(call.tx, identity_store_id(call), _group_id(call), _member_id(call))
    return _ids(found)


def is_member_in_groups(call: Call) -> Json:
    """IsMemberInGroups; unconfirmed: that a group that does not exist counts as one without the member."""
    user_id = _member_id(call)
    wanted = [id_of("group", reference) for reference in call.input["GroupIds"]]
    joined = memberships.groups_among(call.tx, identity_store_id(call), user_id, wanted)
    return {
        "Results": [
            {"GroupId": group_id, "MemberId": {"UserId": user_id}, "MembershipExists": group_id in joined}
            for group_id in wanted
        ]
    }


def list_group_memberships(call: Call) -> Json:
    """ListGroupMemberships"""
    store_id, group_id = identity_store_id(call), _group_id(call)

    def source(after: str | None, limit: int) -> Page[Membership]:
        return memberships.memberships_of_group(call.tx, store_id, group_id, after=after, limit=limit)

    items, next_token = page_of(call, source)
    return {"GroupMemberships": [_members(membership) for membership in items], "NextToken": next_token}


def list_group_memberships_for_member(call: Call) -> Json:
    """ListGroupMembershipsForMember"""
    store_id, user_id = identity_store_id(call), _member_id(call)

    def source(after: str | None, limit: int) -> Page[Membership]:
        return memberships.memberships_of_user(call.tx, store_id, user_id, after=after, limit=limit)

    items, next_token = page_of(call, source)
    return {"GroupMemberships": [_members(membership) for membership in items], "NextToken": next_token}


def delete_group_membership(call: Call) -> Json:
    """DeleteGroupMembership"""
    memberships.delete_membership(call.tx, identity_store_id(call), _membership_id(call))
    return {}


def _group_id(call: Call) -> str:
    return id_of("group", call.input["GroupId"])


def _member_id(call: Call) -> str:
    return id_of("user", call.input["MemberId"]["UserId"])


def _membership_id(call: Call) -> str:
    return id_of("membership", call.input["MembershipId"])


def _ids(membership: Membership) -> Json:
    return {
        "IdentityStoreId": membership.identity_store_id,
        "MembershipId": membership.membership_id,
        "MembershipArn": membership_arn(membership.membership_id),
    }


def _members(membership: Membership) -> Json:
    return {
        **_ids(membership),
        "GroupId": membership.group_id,
        "MemberId": {"UserId": membership.user_id},
        "CreatedAt": membership.created_at,
        "CreatedBy": membership.created_by,
        "UpdatedAt": membership.updated_at,
        "UpdatedBy": membership.updated_by,
    }
