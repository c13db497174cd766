"""Does a call once its input is read: checks, handler and event in their order, wherever the input came from."""

from emulator.accounts.caller import check_credentials
from emulator.authorization.authorize import AuthorizationRequest, check_authorized
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.recording import RecordedCall, record_success
from emulator.web.aws_api.serialization import check_output
from emulator.web.aws_api.validation import check_input
from emulator.web.context import Context


def execute(context: Context, call: RecordedCall, parameters: Json) -> Json:
    """Run the operation's handler and write its event in one transaction; a refusal undoes both.

    Raises the Refusal of the domain, or of the service model for `parameters`; whoever calls has to record it.
    """
    service, operation = call.service, call.model.name
    check_input(call.model.input_shape, parameters, code=service.invalid_input)
    asked = AuthorizationRequest(
        service=service.name,
        operation=operation,
        input=parameters,
        caller=call.caller,
        region=call.region,
        origin=call.origin,
    )
    prepare = service.preparations.get(operation)
    prepared = prepare(context.store, asked) if prepare is not None else None
    with context.store.transaction() as tx:
        check_credentials(tx, call.caller)
        check_authorized(tx, asked)
        output = service.handlers[operation](
            Call(
                tx=tx,
                settings=context.settings,
                service=service.name,
                operation=operation,
                caller=call.caller,
                region=call.region,
                origin=call.origin,
                input=parameters,
                public_url=context.public_url,
                prepared=prepared,
            )
        )
        check_output(call.model.output_shape, output)
        record_success(tx, call, parameters, output)
    return output
