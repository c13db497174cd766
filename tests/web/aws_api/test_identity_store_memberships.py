"""The operations of the Identity Store API on memberships, over the wire."""

from tests.web.aws_api.conftest import IdentityStore

UNKNOWN = "c4488478-a0e1-700e-3d75-96c6bb641596"


def test_created_membership_is_described_and_found_again(identity_store: IdentityStore) -> None:
    group_id, user_id = identity_store.group(), identity_store.user()
    member = {"UserId": user_id}
    made = identity_store("create_group_membership", GroupId=group_id, MemberId=member)
    assert made == {
        "IdentityStoreId": identity_store.store_id,
        "MembershipId": made["MembershipId"],
        "MembershipArn": f"arn:aws:identitystore:::membership/{made['MembershipId']}",
    }
    assert identity_store("get_group_membership_id", GroupId=group_id, MemberId=member) == made
    for reference in (made["MembershipId"], made["MembershipArn"]):
        described = identity_store("describe_group_membership", MembershipId=reference)
        assert (described["GroupId"], described["MemberId"]) == (group_id, member)
        assert described["CreatedBy"] == "arn:aws:iam::111122223333:root"


def test_arns_may_stand_for_group_and_user(identity_store: IdentityStore) -> None:
    group_id, user_id = identity_store.group(), identity_store.user()
    identity_store(
        "create_group_membership",
        GroupId=f"arn:aws:identitystore:::group/{group_id}",
        MemberId={"UserId": f"arn:aws:identitystore:::user/{user_id}"},
    )
    (listed,) = identity_store("list_group_memberships", GroupId=group_id)["GroupMemberships"]
    assert (listed["GroupId"], listed["MemberId"]) == (group_id, {"UserId": user_id})


def test_second_membership_is_refused(identity_store: IdentityStore) -> None:
    group_id, user_id = identity_store.group(), identity_store.user()
    identity_store.member(group_id, user_id)
    refused = identity_store.refused("create_group_membership", GroupId=group_id, MemberId={"UserId": user_id})
    assert (refused.code, refused.status) == ("ConflictException", 400)
    assert refused.cause == "identity-store.duplicate-membership"
    assert refused.body["Reason"] == "UNIQUENESS_CONSTRAINT_VIOLATION"


def test_membership_needs_group_and_user(identity_store: IdentityStore) -> None:
    group_id, user_id = identity_store.group(), identity_store.user()
    for group, user, resource_type in ((UNKNOWN, user_id, "GROUP"), (group_id, UNKNOWN, "USER")):
        for operation in ("create_group_membership", "get_group_membership_id"):
            refused = identity_store.refused(operation, GroupId=group, MemberId={"UserId": user})
            assert (refused.code, refused.body["ResourceType"]) == ("ResourceNotFoundException", resource_type)


def test_user_who_is_no_member_has_no_membership_id(identity_store: IdentityStore) -> None:
    refused = identity_store.refused(
        "get_group_membership_id", GroupId=identity_store.group(), MemberId={"UserId": identity_store.user()}
    )
    assert (refused.message, refused.body["ResourceType"]) == ("GROUP_MEMBERSHIP not found.", "GROUP_MEMBERSHIP")


def test_group_is_no_member_of_a_group(identity_store: IdentityStore) -> None:
    member = {"UserId": identity_store.group("Inner")}
    refused = identity_store.refused("create_group_membership", GroupId=identity_store.group(), MemberId=member)
    assert refused.code == "ValidationException"


def test_member_id_without_member_is_refused(identity_store: IdentityStore) -> None:
    refused = identity_store.refused("create_group_membership", GroupId=identity_store.group(), MemberId={})
    assert refused.cause == "aws-api.member-union"


def test_memberships_are_listed_in_pages_from_both_sides(identity_store: IdentityStore) -> None:
    group_ids = [identity_store.group(f"Group {number}") for number in range(3)]
    user_ids = [identity_store.user(f"user{number}") for number in range(3)]
    for user_id in user_ids:
        identity_store.member(group_ids[0], user_id)
    for group_id in group_ids[1:]:
        identity_store.member(group_id, user_ids[0])
    seen = []
    pages = identity_store.client.get_paginator("list_group_memberships").paginate(
        IdentityStoreId=identity_store.store_id, GroupId=group_ids[0], PaginationConfig={"PageSize": 2}
    )
    for page in pages:
        seen += [membership["MemberId"]["UserId"] for membership in page["GroupMemberships"]]
    assert seen == user_ids
    seen = []
    pages = identity_store.client.get_paginator("list_group_memberships_for_member").paginate(
        IdentityStoreId=identity_store.store_id,
        MemberId={"UserId": user_ids[0]},
        PaginationConfig={"PageSize": 2},
    )
    for page in pages:
        seen += [membership["GroupId"] for membership in page["GroupMemberships"]]
    assert seen == group_ids


def test_memberships_of_nobody_are_not_found(identity_store: IdentityStore) -> None:
    refused = identity_store.refused("list_group_memberships_for_member", MemberId={"UserId": UNKNOWN})
    assert refused.body["ResourceType"] == "USER"


def test_membership_in_each_of_many_groups(identity_store: IdentityStore) -> None:
    joined, other = identity_store.group("Joined"), identity_store.group("Other")
    user_id = identity_store.user()
    identity_store.member(joined, user_id)
    results = identity_store("is_member_in_groups", MemberId={"UserId": user_id}, GroupIds=[other, joined, UNKNOWN])
    assert [(found["GroupId"], found["MembershipExists"]) for found in results["Results"]] == [
        (other, False),
        (joined, True),
        (UNKNOWN, False),
    ]
    assert all(found["MemberId"] == {"UserId": user_id} for found in results["Results"])


def test_membership_is_asked_in_100_groups_at_most(identity_store: IdentityStore) -> None:
    member, group_ids = {"UserId": identity_store.user()}, [UNKNOWN] * 100
    assert len(identity_store("is_member_in_groups", MemberId=member, GroupIds=group_ids)["Results"]) == 100
    refused = identity_store.refused("is_member_in_groups", MemberId=member, GroupIds=[*group_ids, UNKNOWN])
    assert "at 'groupIds' failed to satisfy constraint: Member must have length less than or equal to 100" in (
        refused.message
    )


def test_membership_of_nobody_is_not_found(identity_store: IdentityStore) -> None:
    refused = identity_store.refused("is_member_in_groups", MemberId={"UserId": UNKNOWN}, GroupIds=[UNKNOWN])
    assert refused.body["ResourceType"] == "USER"


def test_deleted_membership_is_gone(identity_store: IdentityStore) -> None:
    membership_id = identity_store.member(identity_store.group(), identity_store.user())
    assert identity_store("delete_group_membership", MembershipId=membership_id) == {}
    for operation in ("describe_group_membership", "delete_group_membership"):
        refused = identity_store.refused(operation, MembershipId=membership_id)
        assert refused.code == "ResourceNotFoundException"
        assert refused.body["ResourceId"] == membership_id
