"""The operations on permission sets themselves."""

from emulator.permissions import permission_sets
from emulator.permissions.permission_set import PermissionSet
from emulator.permissions.role_duration import DEFAULT_ROLE_DURATION
from emulator.permissions.tags import tag
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.pagination import page_of
from emulator.web.aws_api.sso_admin.addressed import (
    changeable_permission_set,
    instance_with_permission_sets,
    named_permission_set,
)
from emulator.web.aws_api.sso_admin.given_tags import given_tags


def create_permission_set(call: Call) -> Json:
    """CreatePermissionSet"""
    made = permission_sets.create_permission_set(
        call.tx,
        instance_with_permission_sets(call),
        call.input["Name"],
        description=call.input.get("Description"),
        session_duration=call.input.get("SessionDuration", DEFAULT_ROLE_DURATION),
        relay_state=call.input.get("RelayState"),
    )
    tag(call.tx, made.permission_set_arn, given_tags(call))
    return {"PermissionSet": _members(made)}


def describe_permission_set(call: Call) -> Json:
    """DescribePermissionSet"""
    return {"PermissionSet": _members(named_permission_set(call)[1])}


def list_permission_sets(call: Call) -> Json:
    """ListPermissionSets"""
    instance = instance_with_permission_sets(call)
    items, next_token = page_of(
        call,
        lambda after, limit: permission_sets.list_permission_sets(call.tx, instance, after=after, limit=limit),
    )
    return {"PermissionSets": [item.permission_set_arn for item in items], "NextToken": next_token}


def update_permission_set(call: Call) -> Json:
    """UpdatePermissionSet"""
    permission_sets.update_permission_set(
        call.tx,
        changeable_permission_set(call),
        description=call.input.get("Description"),
        session_duration=call.input.get("SessionDuration"),
        relay_state=call.input.get("RelayState"),
    )
    return {}


def delete_permission_set(call: Call) -> Json:
    """DeletePermissionSet"""
    permission_sets.delete_permission_set(call.tx, changeable_permission_set(call))
    return {}


def _members(permission_set: PermissionSet) -> Json:
    return {
        "Name": permission_set.name,
        "PermissionSetArn": permission_set.permission_set_arn,
        "Description": permission_set.description,
        "CreatedDate": permission_set.created_at,
        "SessionDuration": permission_set.session_duration,
        "RelayState": permission_set.relay_state,
    }
