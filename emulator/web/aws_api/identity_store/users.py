"""The operations on users."""

from emulator.directory import users
from emulator.directory.external_ids import USER
from emulator.directory.paging import Page
from emulator.directory.resource_names import id_of
from emulator.directory.revisions import check_revision
from emulator.directory.user import ExternalId, User
from emulator.guide.refusal import Facts, Refusal
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.identity_store.alternate_identifiers import read_filter, read_identifier
from emulator.web.aws_api.identity_store.attribute_operations import changed_user
from emulator.web.aws_api.identity_store.stores import identity_store_id
from emulator.web.aws_api.identity_store.user_members import read_user, write_user, write_user_ids
from emulator.web.aws_api.pagination import page_of


def create_user(call: Call) -> Json:
    """CreateUser"""
    user = users.create_user(call.tx, identity_store_id(call), read_user(call.input), actor=call.caller.arn)
    return _revised(user)


def describe_user(call: Call) -> Json:
    """DescribeUser"""
    return write_user(_user(call), call.input.get("Extensions"))


def get_user_id(call: Call) -> Json:
    """GetUserId"""
    store_id = identity_store_id(call)
    wanted = read_identifier(call.input["AlternateIdentifier"], ("userName", "emails.value"))
    if isinstance(wanted, ExternalId):
        user = users.user_by_external_id(call.tx, store_id, wanted)
    elif wanted.path == "username":
        user = users.user_by_user_name(call.tx, store_id, wanted.value)
    else:
        user = users.user_by_primary_email(call.tx, store_id, wanted.value)
    if user is None:
        raise Refusal(
            "ResourceNotFoundException",
            "USER not found.",
            cause="identity-store.no-such-identifier",
            facts=Facts(where="alternateIdentifier", found=str(wanted), expected="an identifier that a user has"),
            members={"ResourceType": USER},
        )
    return write_user_ids(user)


def list_users(call: Call) -> Json:
    """ListUsers"""
    store_id = identity_store_id(call)
    user_name = read_filter(call.input.get("Filters", []), "UserName")

    def source(after: str | None, limit: int) -> Page[User]:
        if user_name is None:
            return users.list_users(call.tx, store_id, after=after, limit=limit)
        found = users.user_by_user_name(call.tx, store_id, user_name)
        return Page([found] if found else [], None)

    items, next_token = page_of(call, source)
    return {"Users": [write_user(user, call.input.get("Extensions")) for user in items], "NextToken": next_token}


def update_user(call: Call) -> Json:
    """UpdateUser: all of its operations are done, or none."""
    before = _user(call, lock=True)
    check_revision(before, call.input.get("Revision"))
    draft = changed_user(before.as_draft(), call.input["Operations"])
    after = users.replace_user(call.tx, before.identity_store_id, before.user_id, draft, actor=call.caller.arn)
    return _revised(after)


def delete_user(call: Call) -> Json:
    """DeleteUser"""
    user = _user(call, lock=True)
    check_revision(user, call.input.get("Revision"))
    users.delete_user(call.tx, user.identity_store_id, user.user_id)
    return {}


def _user(call: Call, *, lock: bool = False) -> User:
    return users.find_user(call.tx, identity_store_id(call), id_of("user", call.input["UserId"]), lock=lock)


def _revised(user: User) -> Json:
    return {**write_user_ids(user), "Revision": str(user.revision)}
