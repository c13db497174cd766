"""The operations on groups (facts/scim.md §4.7, §4.8)."""

from emulator.directory import groups
from emulator.directory.external_ids import scim_issuer
from emulator.directory.group import Group
from emulator.directory.memberships import add_members, groups_of_user, is_member, remove_members
from emulator.directory.paging import Page
from emulator.directory.user import ExternalId
from emulator.directory.users import find_user
from emulator.guide.refusal import Refusal
from emulator.web.scim.call import Answer, Call
from emulator.web.scim.filters import can_exist, read_filter
from emulator.web.scim.group_document import read_group, render_group, render_listed_group
from emulator.web.scim.group_patch import group_changes, replacing_members
from emulator.web.scim.listing import Source, list_response
from emulator.web.scim.patch import read_operations

# AWS's page writes `member`, its example and all clients `members`.
FILTERS = (
    ("displayName",),
    ("externalId",),
    ("members.value",),
    ("id", "members"),
    ("id", "member"),
    ("id",),
)


def create_group(call: Call) -> Answer:
    """POST /Groups"""
    draft, members = read_group(call.body, call.identity_store_id)
    group = groups.create_group(call.tx, call.identity_store_id, draft, actor=call.actor)
    if members:
        add_members(call.tx, call.identity_store_id, group.group_id, members, actor=call.actor)
    return Answer(201, render_group(group))


def get_group(call: Call) -> Answer:
    """GET /Groups/{id}"""
    return Answer(200, render_group(groups.find_group(call.tx, call.identity_store_id, call.item)))


def list_groups(call: Call) -> Answer:
    """GET /Groups"""
    return Answer(200, list_response("Groups", call.query, _source(call), render_listed_group))


def patch_group(call: Call) -> Answer:
    """PATCH /Groups/{id}; all of its operations are done, or none."""
    tx, store_id = call.tx, call.identity_store_id
    group = groups.find_group(tx, store_id, call.item, lock=True)
    changes = group_changes(read_operations(call.body))
    if changes.texts:
        draft = changes.apply_to(group.as_draft(), store_id)
        groups.replace_group(tx, store_id, group.group_id, draft, actor=call.actor)
    for change in changes.members:
        if change.add:
            add_members(tx, store_id, group.group_id, change.user_ids, actor=call.actor)
        else:
            remove_members(tx, store_id, group.group_id, change.user_ids)
    return Answer(204)


def put_group(_call: Call) -> Answer:
    """PUT /Groups/{id}, which AWS does not have; unconfirmed: its answer, above all without members."""
    raise replacing_members()


def delete_group(call: Call) -> Answer:
    """DELETE /Groups/{id}"""
    groups.delete_group(call.tx, call.identity_store_id, call.item)
    return Answer(204)


def _source(call: Call) -> Source:
    """Where the list takes its pages from: all groups, or those that fit the filter."""
    tx, store_id = call.tx, call.identity_store_id
    if "filter" not in call.query:
        return lambda after, limit: groups.list_groups(tx, store_id, after=after, limit=limit)
    values = read_filter(call.query["filter"], FILTERS)
    user_id = values.get("members.value")
    if user_id is not None:
        find_user(tx, store_id, user_id)
        return lambda after, limit: groups_of_user(tx, store_id, user_id, after=after, limit=limit)
    found = _one(call, dict(values))
    return lambda _after, _limit: Page([found] if found else [], None)


def _one(call: Call, values: dict[str, str]) -> Group | None:
    tx, store_id = call.tx, call.identity_store_id
    member = values.get("members", values.get("member"))
    if member is not None and not is_member(tx, store_id, values["id"], member):
        return None
    if not all(can_exist(value) for value in values.values()):
        return None
    if "displayName" in values:
        return groups.group_by_display_name(tx, store_id, values["displayName"])
    if "externalId" in values:
        return groups.group_by_external_id(tx, store_id, ExternalId(scim_issuer(store_id), values["externalId"]))
    try:
        return groups.find_group(tx, store_id, values["id"])
    except Refusal:
        return None
