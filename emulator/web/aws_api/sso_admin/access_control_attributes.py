"""The operations on attributes for access control."""

from emulator.authorization.enabling_attributes import refusal_of_trust_policies
from emulator.permissions import access_control_attributes as attributes
from emulator.permissions.access_control_attributes import AccessControlAttribute, Configuration
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.sso_admin.addressed import administered_instance
from emulator.web.journal import note_refusal

_MEMBER = "InstanceAccessControlAttributeConfiguration"


def create_configuration(call: Call) -> Json:
    """CreateInstanceAccessControlAttributeConfiguration: it also succeeds where enabling fails; the status tells."""
    instance = administered_instance(call)
    failure = refusal_of_trust_policies(call.tx, instance, call.caller, call.origin, call.region)
    reason = failure.message if failure else None
    attributes.create_configuration(call.tx, instance.instance_arn, _given(call), failure_reason=reason)
    if failure is not None:
        note_refusal(failure)
    return {}


def describe_configuration(call: Call) -> Json:
    """DescribeInstanceAccessControlAttributeConfiguration"""
    found = attributes.configuration(call.tx, administered_instance(call).instance_arn)
    return {"Status": found.status, "StatusReason": found.status_reason, _MEMBER: _members(found)}


def update_configuration(call: Call) -> Json:
    """UpdateInstanceAccessControlAttributeConfiguration"""
    instance = administered_instance(call)
    attributes.update_configuration(call.tx, instance.instance_arn, _given(call))
    return {}


def delete_configuration(call: Call) -> Json:
    """DeleteInstanceAccessControlAttributeConfiguration"""
    attributes.delete_configuration(call.tx, administered_instance(call).instance_arn)
    return {}


def _given(call: Call) -> list[AccessControlAttribute]:
    mappings = call.input[_MEMBER]["AccessControlAttributes"]
    return [AccessControlAttribute(mapping["Key"], mapping["Value"]["Source"][0]) for mapping in mappings]


def _members(found: Configuration) -> Json:
    mappings = [{"Key": each.key, "Value": {"Source": [each.source]}} for each in found.attributes]
    return {"AccessControlAttributes": mappings}
