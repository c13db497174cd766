"""A group as SCIM JSON, in both directions (facts/scim.md §4.7)."""

from collections.abc import Mapping, Sequence
from typing import Any

from emulator.directory.constraints import invalid, is_resource_id, shown
from emulator.directory.external_ids import scim_issuer
from emulator.directory.group import Group, GroupDraft
from emulator.directory.memberships import nested_group
from emulator.web.scim.attributes import GROUP, read_attributes, read_value
from emulator.web.scim.call import Json
from emulator.web.scim.meta import meta_of
from emulator.web.scim.user_document import external_ids_with

GROUP_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Group"
MOST_MEMBERS = 100


def render_group(group: Group) -> Json:
    """The group as AWS answers it, without members, which can be written but never read."""
    issuer = scim_issuer(group.identity_store_id)
    head: Json = {"id": group.group_id}
    for known in group.external_ids:
        if known.issuer == issuer:
            head["externalId"] = known.id
    return head | {
        "meta": meta_of("Group", group.created_at, group.updated_at),
        "schemas": [GROUP_SCHEMA],
        "displayName": group.display_name,
    }


def render_listed_group(group: Group) -> Json:
    """The group as lists show it: with a list of members that is always empty."""
    return render_group(group) | {"members": []}


def read_group(body: Mapping[str, Any], identity_store_id: str) -> tuple[GroupDraft, Sequence[str]]:
    """The draft and the member ids that the JSON of a group describes. Raises Refusal."""
    document = read_attributes(GROUP, body)
    draft = GroupDraft(
        display_name=document.get("displayName"),
        external_ids=external_ids_with(document.get("externalId"), identity_store_id, ()),
    )
    members = _ids(document.get("members", []))
    check_member_count(len(members))
    return draft, members


def read_member_ids(value: Any) -> Sequence[str]:
    """The user ids in a list of members, or in a single one. Raises Refusal."""
    return _ids(read_value(GROUP["members"], value if isinstance(value, list) else [value], "members"))


def check_member_count(count: int) -> None:
    """Raise Refusal for more members than a request may name (facts/scim.md §4.7, §4.8)."""
    if count > MOST_MEMBERS:
        # The generic text was seen in 2022; unconfirmed: that it still is this one.
        raise invalid(
            "scim.group.too-many-members",
            where="members",
            found=f"{count} members",
            expected=f"at most {MOST_MEMBERS} in one request",
        )


def _ids(members: Sequence[Json]) -> Sequence[str]:
    for member in members:
        if member.get("type", "User").lower() == "group":
            raise nested_group(member.get("value", ""))
        if not is_resource_id(member.get("value", "")):
            raise invalid(
                "scim.group.member-id",
                where="members.value",
                found=shown(member.get("value")),
                expected="the id of a user",
            )
    return [member["value"] for member in members]
