"""The operations on groups."""

from emulator.directory import groups
from emulator.directory.external_ids import GROUP
from emulator.directory.group import Group, GroupDraft
from emulator.directory.paging import Page
from emulator.directory.resource_names import group_arn, id_of
from emulator.directory.revisions import check_revision
from emulator.directory.user import ExternalId
from emulator.guide.refusal import Facts, Refusal
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.identity_store.alternate_identifiers import read_filter, read_identifier
from emulator.web.aws_api.identity_store.attribute_operations import changed_group
from emulator.web.aws_api.identity_store.stores import identity_store_id
from emulator.web.aws_api.identity_store.user_members import write_external_ids
from emulator.web.aws_api.pagination import page_of


def create_group(call: Call) -> Json:
    """CreateGroup"""
    draft = GroupDraft(display_name=call.input.get("DisplayName"), description=call.input.get("Description"))
    return _revised(groups.create_group(call.tx, identity_store_id(call), draft, actor=call.caller.arn))


def describe_group(call: Call) -> Json:
    """DescribeGroup"""
    return _members(_group(call))


def get_group_id(call: Call) -> Json:
    """GetGroupId"""
    store_id = identity_store_id(call)
    wanted = read_identifier(call.input["AlternateIdentifier"], ("displayName",))
    if isinstance(wanted, ExternalId):
        group = groups.group_by_external_id(call.tx, store_id, wanted)
    else:
        group = groups.group_by_display_name(call.tx, store_id, wanted.value)
    if group is None:
        raise Refusal(
            "ResourceNotFoundException",
            "GROUP not found.",
            cause="identity-store.no-such-identifier",
            facts=Facts(where="alternateIdentifier", found=str(wanted), expected="an identifier that a group has"),
            members={"ResourceType": GROUP},
        )
    return _ids(group)


def list_groups(call: Call) -> Json:
    """ListGroups"""
    store_id = identity_store_id(call)
    display_name = read_filter(call.input.get("Filters", []), "DisplayName")

    def source(after: str | None, limit: int) -> Page[Group]:
        if display_name is None:
            return groups.list_groups(call.tx, store_id, after=after, limit=limit)
        found = groups.group_by_display_name(call.tx, store_id, display_name)
        return Page([found] if found else [], None)

    items, next_token = page_of(call, source)
    return {"Groups": [_members(group) for group in items], "NextToken": next_token}


def update_group(call: Call) -> Json:
    """UpdateGroup: all of its operations are done, or none."""
    before = _group(call, lock=True)
    check_revision(before, call.input.get("Revision"))
    draft = changed_group(before.as_draft(), call.input["Operations"])
    after = groups.replace_group(call.tx, before.identity_store_id, before.group_id, draft, actor=call.caller.arn)
    return _revised(after)


def delete_group(call: Call) -> Json:
    """DeleteGroup"""
    group = _group(call, lock=True)
    check_revision(group, call.input.get("Revision"))
    groups.delete_group(call.tx, group.identity_store_id, group.group_id)
    return {}


def _group(call: Call, *, lock: bool = False) -> Group:
    return groups.find_group(call.tx, identity_store_id(call), id_of("group", call.input["GroupId"]), lock=lock)


def _ids(group: Group) -> Json:
    return {
        "IdentityStoreId": group.identity_store_id,
        "GroupId": group.group_id,
        "GroupArn": group_arn(group.group_id),
    }


def _revised(group: Group) -> Json:
    return {**_ids(group), "Revision": str(group.revision)}


def _members(group: Group) -> Json:
    return {
        **_revised(group),
        "DisplayName": group.display_name,
        "Description": group.description,
        "ExternalIds": write_external_ids(group.external_ids),
        "CreatedAt": group.created_at,
        "CreatedBy": group.created_by,
        "UpdatedAt": group.updated_at,
        "UpdatedBy": group.updated_by,
    }
