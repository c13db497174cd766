"""Finding the instance that a call means."""

from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.administration import denied, is_visible
from emulator.permissions.instances import Instance, instance_of_arn
from emulator.permissions.regions import is_reachable_in
from emulator.web.aws_api.call import Call
from emulator.web.aws_api.model import operation_model

_READING_VERBS = ("Describe", "Get", "List")


def visible_instance(call: Call, instance_arn: str | None = None) -> Instance:
    """The instance that the call names, in whatever state. Raises Refusal for one that the caller cannot see here."""
    arn: str = instance_arn or call.input["InstanceArn"]
    try:
        instance = instance_of_arn(call.tx, arn)
    except LookupError:
        raise _unknown(call, arn, "instance.unknown", arn, "an instance that ListInstances shows") from None
    if not is_visible(call.tx, instance, call.caller.account_id):
        found = f"an instance of account {instance.owner_account_id}, seen from {call.caller.account_id}"
        raise _unknown(call, arn, "instance.unknown", found, "an instance that ListInstances shows")
    if not _answers_in_region(call, instance):
        found, expected = f"a call in {call.region}", f"a call in {instance.region}, the primary Region"
        raise _unknown(call, arn, "instance.wrong-region", found, expected)
    return instance


def called_instance(call: Call) -> Instance:
    """The instance that the call names by its ARN. Raises Refusal also while it is being made or deleted."""
    instance = visible_instance(call)
    if instance.status != "ACTIVE":
        # unconfirmed: exception and text; that only DescribeInstance and DeleteInstance work is documented.
        raise Refusal(
            "ValidationException",
            f"The instance is in status {instance.status}.",
            cause="instance.not-active",
            facts=Facts(where="instanceArn", found=instance.status, expected="ACTIVE"),
        )
    return instance


def action_of(call: Call) -> str:
    """The IAM action that allows the call, such as `sso:CreateInstance`."""
    return f"sso:{call.operation}"


def _answers_in_region(call: Call, instance: Instance) -> bool:
    """Everything is administered in the primary Region; the others only read (facts/awsapi.md §4.5)."""
    if call.region == instance.region:
        return True
    return call.operation.startswith(_READING_VERBS) and is_reachable_in(call.tx, instance, call.region)


def _unknown(call: Call, arn: str, cause: str, found: str, expected: str) -> Refusal:
    """ResourceNotFoundException, or AccessDeniedException from operations that have no such exception.

    The latter is documented for DescribeInstance after deletion. unconfirmed: the rest, and the text.
    """
    model = operation_model(call.service, call.operation)
    if "ResourceNotFoundException" not in {shape.name for shape in (model.error_shapes if model else ())}:
        return denied(call.caller, action_of(call), arn, cause=cause, found=found, expected=expected)
    return Refusal(
        "ResourceNotFoundException",
        f"Could not find Instance with id {arn.rpartition('/')[2]}",
        cause=cause,
        facts=Facts(where="instanceArn", found=found, expected=expected),
    )
