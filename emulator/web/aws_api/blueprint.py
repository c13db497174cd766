"""The gateway: every request of the AWS protocol comes through here and leaves in its service's form."""

import json
import logging
from collections.abc import Iterable
from typing import Any
from wsgiref.types import WSGIApplication

from flask import Blueprint, Response, request

from emulator.accounts.caller import Caller, caller_of
from emulator.fault_injection.rule import InjectedError
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.settling import carry_out_due
from emulator.web.aws_api.call import Json
from emulator.web.aws_api.dispatch import Destination, Foreign, destination_of
from emulator.web.aws_api.execution import execute
from emulator.web.aws_api.model import operation_model, service_model
from emulator.web.aws_api.parsing import read_input
from emulator.web.aws_api.recording import RecordedCall, record_failure
from emulator.web.aws_api.serialization import write_output
from emulator.web.aws_api.service import Service
from emulator.web.aws_api.services import SERVICES, SHARED_SERVICES
from emulator.web.context import Context
from emulator.web.fault_injection import struck
from emulator.web.journal import note_refusal, origin, request_id

log = logging.getLogger("emulator.aws_api")

_CONTENT_TYPE = {"json": "application/x-amz-json-1.1", "rest-json": "application/json"}


def aws_api_blueprint(
    context: Context,
    *,
    fallback: WSGIApplication,
    services: Iterable[Service] = (*SERVICES, *SHARED_SERVICES),
) -> Blueprint:
    """The AWS APIs. `fallback` serves the AWS services that are not among `services`.

    It takes its requests before Flask's routing, because most of them are told apart by headers only.
    """
    blueprint = Blueprint("aws_api", __name__)
    gateway, known = _Gateway(context), tuple(services)

    @blueprint.before_app_request
    def _serve() -> Response | None:
        destination = destination_of(request, known)
        if destination is not None:
            _finish_due_work(context)
        if isinstance(destination, Destination):
            return gateway.respond(destination)
        if isinstance(destination, Foreign):
            answer = Response.from_app(fallback, request.environ)
            assert isinstance(answer, Response)
            return answer
        return None

    return blueprint


class _Gateway:
    """Turns the current Flask request into a call of the operation's handler, and its result into a response."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def respond(self, destination: Destination) -> Response:
        service = destination.service
        try:
            model = _model_of(destination)
            _check_is_ours(service, model.name)
            output = self._recorded(destination, model)
        except Refusal as refusal:
            return _refused(service, refusal)
        body = write_output(model.output_shape, output)
        # An operation without output answers with an empty body, not with an empty object.
        rest_without_output = not body and model.service_model.metadata["protocol"] == "rest-json"
        return _response(service.name, 200, None if rest_without_output else body)

    def _recorded(self, destination: Destination, model: Any) -> Json:
        """The output of the operation; an event tells of it, also when it is refused."""
        service, scope = destination.service, destination.scope
        settings = self._context.settings
        call = RecordedCall(
            service=service,
            model=model,
            caller=self._caller(scope.access_key_id if scope else ""),
            region=(scope.region if scope else None) or settings.region,
            origin=origin(),
        )
        parameters: Json | None = None
        fault = struck(self._context, service.name, model.name)
        try:
            parameters = read_input(model, request)
            fault.before_work()
            output = execute(self._context, call, parameters)
        except InjectedError as problem:
            refusal: Refusal = problem
        except Refusal as problem:
            refusal = service.reword(problem)
        except Exception:
            log.exception("%s:%s failed", service.name, model.name)
            refusal = _internal_error()
        else:
            fault.after_work()
            return output
        with self._context.store.transaction() as tx:
            record_failure(tx, call, parameters, refusal)
        raise refusal

    def _caller(self, access_key_id: str) -> Caller:
        with self._context.store.transaction() as tx:
            return caller_of(tx, access_key_id)


def _finish_due_work(context: Context) -> None:
    """Finish what the clock has made due, in a transaction of its own: a call that is refused must not undo it."""
    with context.store.transaction() as tx:
        carry_out_due(tx)


def _model_of(destination: Destination) -> Any:
    model = operation_model(destination.service.name, destination.operation)
    if model is None:
        raise Refusal(
            "UnknownOperationException",
            "",
            cause="aws-api.unknown-operation",
            facts=Facts(
                where="X-Amz-Target",
                found=destination.operation or "no operation",
                expected=f"an operation of {destination.service.name} in the installed botocore",
            ),
        )
    return model


def _check_is_ours(service: Service, operation: str) -> None:
    if operation in service.handlers:
        return
    raise Refusal(
        "UnknownOperationException",
        f"The emulator does not have the operation {service.name}:{operation}.",
        cause="aws-api.operation-not-emulated",
        facts=Facts(where="operation", found=f"{service.name}:{operation}", expected="an operation it has"),
    )


def _internal_error() -> Refusal:
    # unconfirmed: the text.
    return Refusal(
        "InternalServerException",
        "An unexpected internal service exception was encountered",
        cause="aws-api.internal-error",
        facts=Facts(where="the emulator", found="an unexpected error; its log has the details", expected="none"),
    )


def _refused(service: Service, refusal: Refusal) -> Response:
    note_refusal(refusal)
    answer = service.envelope(service.name, refusal, request_id())
    response = _response(service.name, answer.status, answer.body)
    if answer.error_type is not None:
        response.headers["x-amzn-ErrorType"] = answer.error_type
    return response


def _response(service: str, status: int, body: Json | None) -> Response:
    content_type = _CONTENT_TYPE[service_model(service).metadata["protocol"]]
    content = "" if body is None else json.dumps(body, ensure_ascii=False)
    return Response(content, status, content_type=content_type)
