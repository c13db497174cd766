"""Finding the instance that a call means."""

from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance, instance_of_arn
from emulator.web.aws_api.call import Call


def called_instance(call: Call) -> Instance:
    """The instance that the call names by its ARN. Raises ResourceNotFoundException for an unknown one."""
    arn: str = call.input["InstanceArn"]
    try:
        return instance_of_arn(call.tx, arn)
    except LookupError:
        # unconfirmed: the text.
        raise Refusal(
            "ResourceNotFoundException",
            f"Could not find Instance with id {arn.rpartition('/')[2]}",
            cause="instance.unknown",
            facts=Facts(where="instanceArn", found=arn, expected="the ARN of an instance that ListInstances shows"),
        ) from None
