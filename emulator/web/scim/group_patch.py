"""What PATCH operations ask of a group (facts/scim.md §4.8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.directory.constraints import invalid
from emulator.directory.group import GroupDraft
from emulator.guide.refusal import Facts, Refusal
from emulator.web.scim.attributes import GROUP, Simple, named, read_value
from emulator.web.scim.group_document import GROUP_SCHEMA, check_member_count, read_member_ids
from emulator.web.scim.patch import Operation, Path, Verb, parse_path, unknown_path
from emulator.web.scim.user_document import external_ids_with


@dataclass(frozen=True)
class MemberChange:
    """Users to add to the group, or to remove from it."""

    add: bool
    user_ids: Sequence[str]


@dataclass(frozen=True)
class GroupChanges:
    """What a request changes: texts by attribute (None: removed), and members in the order of the operations."""

    texts: dict[str, str | None]
    members: list[MemberChange]

    def apply_to(self, draft: GroupDraft, identity_store_id: str) -> GroupDraft:
        """The draft with the changed texts."""
        external_ids = draft.external_ids
        if "externalId" in self.texts:
            external_ids = external_ids_with(self.texts["externalId"], identity_store_id, external_ids)
        return GroupDraft(
            display_name=self.texts.get("displayName", draft.display_name),
            description=draft.description,
            external_ids=external_ids,
        )


def group_changes(operations: Sequence[Operation]) -> GroupChanges:
    """What the operations change. Raises Refusal for what AWS does not let a request change."""
    changes = GroupChanges({}, [])
    for operation in operations:
        path = _resolved(operation.path or "")
        if path.attribute == "members":
            changes.members.append(_member_change(path, operation))
        elif operation.verb is Verb.REMOVE:
            changes.texts[path.attribute] = None
        else:
            changes.texts[path.attribute] = read_value(Simple.STRING, operation.value, path.attribute)
    check_member_count(sum(len(change.user_ids) for change in changes.members))
    return changes


def replacing_members() -> Refusal:
    """The refusal of a request that would replace the list of members (facts/scim.md §6, row 8)."""
    return Refusal(
        "ValidationException",
        "Replacing group memberships is not supported.",
        cause="scim.group.members-replaced",
        facts=Facts(where="members", found="a replacement of all members", expected="add and remove operations"),
    )


def _resolved(text: str) -> Path:
    path = parse_path(text, (GROUP_SCHEMA,))
    attribute = named(GROUP, path.attribute)
    if attribute is None or path.inside or (path.condition is not None and attribute != "members"):
        raise unknown_path(text)
    return Path(None, attribute, path.condition)


def _member_change(path: Path, operation: Operation) -> MemberChange:
    if operation.verb is Verb.REPLACE:
        raise replacing_members()
    if operation.verb is Verb.ADD:
        if path.condition is not None:
            raise unknown_path("members[…]")
        return MemberChange(True, read_member_ids(operation.value))
    if path.condition is not None:
        # Okta's form. unconfirmed: AWS documents only the list of values.
        if path.condition.attribute.lower() != "value":
            raise unknown_path(f"members[{path.condition.attribute}]")
        return MemberChange(False, read_member_ids({"value": path.condition.value}))
    if not operation.value:
        # unconfirmed: the text.
        raise invalid(
            "scim.group.members-removed",
            where="members",
            found="a remove operation without values",
            expected="the members to remove",
        )
    return MemberChange(False, read_member_ids(operation.value))
