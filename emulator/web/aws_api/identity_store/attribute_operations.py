"""The operations of UpdateUser and UpdateGroup: each sets the attribute at a path, or removes it without a value.

unconfirmed: which paths AWS takes beyond those of CreateUser and CreateGroup, and the texts of its refusals. Paths
are compared without regard to case, because clients spell them both ways.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from emulator.directory.constraints import camel_case
from emulator.directory.group import GroupDraft
from emulator.directory.user import Enterprise, Name, UserDraft
from emulator.guide.refusal import Facts, Refusal
from emulator.web.aws_api.identity_store.extensions import ENTERPRISE, read_enterprise, read_manager
from emulator.web.aws_api.identity_store.records import read_record, read_records, text
from emulator.web.aws_api.identity_store.user_members import LISTS, TEXTS

_USER_TEXTS = {camel_case(attribute).lower(): attribute for attribute in TEXTS}
_USER_LISTS = {camel_case(attribute).lower(): attribute for attribute in LISTS}
_NAME_PARTS = {camel_case(field.name).lower(): field.name for field in fields(Name)}
_ENTERPRISE_PARTS = {camel_case(field.name).lower(): field.name for field in fields(Enterprise)}
_GROUP_TEXTS = {"displayname": "display_name", "description": "description"}


def changed_user(draft: UserDraft, operations: Sequence[Mapping[str, Any]]) -> UserDraft:
    """The draft after all operations, in their order. Raises Refusal for unknown paths and values of a wrong kind."""
    for operation in operations:
        draft = _change_user(draft, operation["AttributePath"], operation.get("AttributeValue"))
    return draft


def changed_group(draft: GroupDraft, operations: Sequence[Mapping[str, Any]]) -> GroupDraft:
    """The draft after all operations, in their order. Raises Refusal as `changed_user`."""
    for operation in operations:
        path = operation["AttributePath"]
        attribute = _GROUP_TEXTS.get(path.lower())
        if attribute is None:
            raise _unknown_path(path, "displayName or description")
        value: Any = text(operation.get("AttributeValue"), path)
        draft = replace(draft, **{attribute: value})
    return draft


def _change_user(draft: UserDraft, path: str, value: Any) -> UserDraft:
    head, _, rest = path.lower().partition(".")
    changed: Any
    if head in _USER_TEXTS and not rest:
        changed = text(value, path)
        return replace(draft, **{_USER_TEXTS[head]: changed})
    if head in _USER_LISTS and not rest:
        attribute = _USER_LISTS[head]
        changed = () if value is None else read_records(LISTS[attribute], value, path)
        return replace(draft, **{attribute: changed})
    if head == "name":
        return replace(draft, name=_changed_name(draft.name, rest, value, path))
    if head == ENTERPRISE:
        return replace(draft, enterprise=_changed_enterprise(draft.enterprise, rest, value, path))
    raise _unknown_path(path, f"{', '.join((*_USER_TEXTS, *_USER_LISTS))}, name or {ENTERPRISE}")


def _changed_name(name: Name, part: str, value: Any, path: str) -> Name:
    if not part:
        return Name() if value is None else read_record(Name, value, path)
    if part not in _NAME_PARTS:
        raise _unknown_path(path, f"name with one of {', '.join(_NAME_PARTS)}")
    return replace(name, **{_NAME_PARTS[part]: text(value, path)})


def _changed_enterprise(enterprise: Enterprise, part: str, value: Any, path: str) -> Enterprise:
    if not part:
        return Enterprise() if value is None else read_enterprise(value)
    if part == "manager":
        return replace(enterprise, manager=read_manager(value))
    if part == "manager.value":
        return replace(enterprise, manager=text(value, path))
    if part not in _ENTERPRISE_PARTS:
        raise _unknown_path(path, f"{ENTERPRISE} with one of {', '.join(_ENTERPRISE_PARTS)}")
    return replace(enterprise, **{_ENTERPRISE_PARTS[part]: text(value, path)})


def _unknown_path(path: str, expected: str) -> Refusal:
    return Refusal(
        "ValidationException",
        f"The attribute {path} is not supported",
        cause="identity-store.attribute-path",
        facts=Facts(where="operations.attributePath", found=path, expected=expected),
    )
