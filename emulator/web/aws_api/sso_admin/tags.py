"""The operations on tags, of whatever kind of resource."""

from collections.abc import Callable, Mapping

from emulator.permissions import tags
from emulator.permissions.administration import check_may_administer, check_may_change
from emulator.permissions.permission_sets import find_permission_set
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.sso_admin.called_application import (
    called_application,
    called_token_issuer,
    changeable_token_issuer,
)
from emulator.web.aws_api.sso_admin.called_instance import action_of, visible_instance
from emulator.web.aws_api.sso_admin.given_tags import given_tags


def tag_resource(call: Call) -> Json:
    """TagResource"""
    tags.tag(call.tx, _existing(call), given_tags(call))
    return {}


def untag_resource(call: Call) -> Json:
    """UntagResource"""
    tags.untag(call.tx, _existing(call), call.input["TagKeys"])
    return {}


def list_tags_for_resource(call: Call) -> Json:
    """ListTagsForResource: there are never so many that a second page is needed."""
    found = tags.tags_of(call.tx, _existing(call))
    return {"Tags": [{"Key": key, "Value": value} for key, value in found.items()]}


def _existing(call: Call) -> str:
    """The ARN that the call names. Raises Refusal where there is no such resource, or not for the caller."""
    arn: str = call.input["ResourceArn"]
    _CHECKS[arn.split(":")[5].partition("/")[0]](call, arn)
    return arn


def _check_instance(call: Call, arn: str) -> None:
    check_may_administer(call.tx, visible_instance(call, arn), call.caller, action_of(call))


def _check_permission_set(call: Call, arn: str) -> None:
    instance = visible_instance(call, f"arn:aws:sso:::instance/{arn.split('/')[1]}")
    check_may_administer(call.tx, instance, call.caller, action_of(call))
    find_permission_set(call.tx, instance, arn)
    if call.operation != "ListTagsForResource":
        check_may_change(call.tx, instance, call.caller, action_of(call), arn)


def _check_application(call: Call, arn: str) -> None:
    called_application(call, arn)


def _check_trusted_token_issuer(call: Call, arn: str) -> None:
    if call.operation == "ListTagsForResource":
        called_token_issuer(call, arn)
    else:
        changeable_token_issuer(call, arn)


# By the kind of resource that stands in the ARN. The service model's pattern lets no other kind pass.
_CHECKS: Mapping[str, Callable[[Call, str], None]] = {
    "instance": _check_instance,
    "permissionSet": _check_permission_set,
    "application": _check_application,
    "trustedTokenIssuer": _check_trusted_token_issuer,
}
