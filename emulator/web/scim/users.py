"""The operations on users (facts/scim.md §4.2 to §4.6)."""

from emulator.directory import users
from emulator.directory.constraints import is_resource_id
from emulator.directory.external_ids import scim_issuer
from emulator.directory.memberships import members_of_group
from emulator.directory.paging import Page
from emulator.directory.user import ExternalId, User
from emulator.directory.user_rules import check_primary_email
from emulator.guide.refusal import Refusal
from emulator.web.scim.call import Answer, Call
from emulator.web.scim.filters import can_exist, read_filter
from emulator.web.scim.listing import Source, list_response
from emulator.web.scim.patch import read_operations
from emulator.web.scim.user_document import document_of, draft_of, read_user, render_user
from emulator.web.scim.user_patch import patched_user

FILTERS = (("userName",), ("externalId",), ("groups.value",), ("id", "manager"), ("id",))

# AWS prints 201 where RFC 7644 says 200; unconfirmed: which of them the service answers.
_REPLACED = 201


def create_user(call: Call) -> Answer:
    """POST /Users"""
    draft = read_user(call.body, call.identity_store_id)
    check_primary_email(draft)
    return Answer(201, render_user(users.create_user(call.tx, call.identity_store_id, draft, actor=call.actor)))


def get_user(call: Call) -> Answer:
    """GET /Users/{id}"""
    return Answer(200, render_user(users.find_user(call.tx, call.identity_store_id, call.item)))


def list_users(call: Call) -> Answer:
    """GET /Users"""
    return Answer(200, list_response("Users", call.query, _source(call), render_user))


def replace_user(call: Call) -> Answer:
    """PUT /Users/{id}; unconfirmed: 404 for an unknown user, which AWS's page does not list."""
    before = users.find_user(call.tx, call.identity_store_id, call.item, lock=True)
    draft = read_user(call.body, call.identity_store_id, before.external_ids).with_profile_of(before)
    check_primary_email(draft)
    after = users.replace_user(call.tx, call.identity_store_id, call.item, draft, actor=call.actor)
    return Answer(_REPLACED, render_user(after))


def patch_user(call: Call) -> Answer:
    """PATCH /Users/{id}; all of its operations are done, or none."""
    before = users.find_user(call.tx, call.identity_store_id, call.item, lock=True)
    document = patched_user(document_of(before), read_operations(call.body))
    draft = draft_of(document, call.identity_store_id, before.external_ids).with_profile_of(before)
    check_primary_email(draft)
    after = users.replace_user(call.tx, call.identity_store_id, call.item, draft, actor=call.actor)
    return Answer(200, render_user(after))


def delete_user(call: Call) -> Answer:
    """DELETE /Users/{id}"""
    users.delete_user(call.tx, call.identity_store_id, call.item)
    return Answer(204)


def _source(call: Call) -> Source:
    """Where the list takes its pages from: all users, or those that fit the filter."""
    tx, store_id = call.tx, call.identity_store_id
    if "filter" not in call.query:
        return lambda after, limit: users.list_users(tx, store_id, after=after, limit=limit)
    values = read_filter(call.query["filter"], FILTERS)
    group_id = values.get("groups.value")
    if group_id is not None:
        if not is_resource_id(group_id):
            return lambda _after, _limit: Page([], None)
        return lambda after, limit: members_of_group(tx, store_id, group_id, after=after, limit=limit)
    found = _one(call, dict(values))
    return lambda _after, _limit: Page([found] if found else [], None)


def _one(call: Call, values: dict[str, str]) -> User | None:
    tx, store_id = call.tx, call.identity_store_id
    if not all(can_exist(value) for value in values.values()):
        return None
    if "userName" in values:
        return users.user_by_user_name(tx, store_id, values["userName"])
    if "externalId" in values:
        return users.user_by_external_id(tx, store_id, ExternalId(scim_issuer(store_id), values["externalId"]))
    try:
        user = users.find_user(tx, store_id, values["id"])
    except Refusal:
        return None
    return user if values.get("manager", user.enterprise.manager) == user.enterprise.manager else None
