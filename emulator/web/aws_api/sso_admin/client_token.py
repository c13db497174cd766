"""Create operations that a client may repeat with the same ClientToken."""

from collections.abc import Callable

from emulator.store.client_tokens import RepeatableRequest, create_once
from emulator.web.aws_api.call import Call


def created_once(call: Call, create: Callable[[], str]) -> str:
    """The ARN of what `create` makes, or made when the same call came before. Raises Refusal as `create_once`."""
    token = call.input.get("ClientToken")
    if token is None:
        return create()
    request = RepeatableRequest(
        account_id=call.caller.account_id,
        operation=call.operation,
        token=token,
        parameters={name: value for name, value in call.input.items() if name != "ClientToken"},
    )
    return create_once(call.tx, request, create)
