"""Answers requests for the AWS services around ours: first our own rules and operations, then moto."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from functools import partial
from typing import Any

from flask import Request, Response

from emulator.accounts.caller import Caller, caller_of, check_credentials
from emulator.accounts.moto_adapter import process
from emulator.accounts.moto_adapter.requests import AwsAnswer, NotEmulated, ServiceNotEmulated, answer
from emulator.fault_injection.rule import InjectedError
from emulator.guide.refusal import Facts, Refusal
from emulator.web.aws_api.dispatch import credential_scope
from emulator.web.aws_api.envelopes import json_envelope
from emulator.web.context import Context
from emulator.web.fault_injection import struck
from emulator.web.journal import leave_body_out, note_refusal, origin, request_id
from emulator.web.surroundings import iam, organizations, sts
from emulator.web.surroundings.asked import Asked, Forward
from emulator.web.surroundings.query import write_error, write_s3_error
from emulator.web.surroundings.recording import record_answer, record_refusal

log = logging.getLogger("emulator.surroundings")

# What a service does around moto's answer, or in its place.
Handler = Callable[[Context, Asked, Forward], AwsAnswer]

_HANDLERS: Mapping[str, Handler] = {
    "iam": iam.serve,
    "sts": sts.serve,
    "organizations": organizations.serve,
}
_NAMESPACES = {
    "iam": "https://iam.amazonaws.com/doc/2010-05-08/",
    "sts": "https://sts.amazonaws.com/doc/2011-06-15/",
}


class Surroundings:
    """The WSGI application behind the AWS APIs that are ours; runs inside a request of the emulator."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        response = self.respond(environ.get("werkzeug.request") or Request(environ))
        return response(environ, start_response)

    def respond(self, request: Request) -> Response:
        """The answer to a request for a service that is not ours."""
        asked = self._read(request)
        try:
            fault = struck(self._context, asked.service, asked.operation)
            fault.before_work()
            answered = self._serve(asked)
        except Refusal as refusal:
            self._record(asked, partial(record_refusal, asked=asked, refusal=refusal))
            return _refused(asked, refusal)
        self._record(asked, partial(record_answer, asked=asked, answered=answered))
        try:
            fault.after_work()
        except InjectedError as refusal:
            return _refused(asked, refusal)
        body = self._addressed(asked, answered.body)
        # An empty text would make the length zero, which a HEAD request asks for.
        return Response([body] if body else [], answered.status, list(answered.headers))

    def _read(self, request: Request) -> Asked:
        scope = credential_scope(request)
        if scope is not None and scope.service not in _HANDLERS:
            leave_body_out()
        region = (scope.region if scope else None) or self._context.settings.region
        return Asked(
            service=scope.service if scope else "sts",
            region="us-east-1" if region == "aws-global" else region,
            caller=self._caller(scope.access_key_id if scope else ""),
            origin=origin(),
            request=request,
        )

    def _caller(self, access_key_id: str) -> Caller:
        with self._context.store.transaction() as tx:
            return caller_of(tx, access_key_id)

    def _serve(self, asked: Asked) -> AwsAnswer:
        with self._context.store.transaction() as tx:
            check_credentials(tx, asked.caller)

        def forward(account_id: str | None = None) -> AwsAnswer:
            return self._forward(asked, account_id)

        handler = _HANDLERS.get(asked.service)
        try:
            return handler(self._context, asked, forward) if handler else forward(None)
        except ServiceNotEmulated as missing:
            raise _service_not_emulated(asked) from missing
        except NotEmulated as missing:
            raise _not_emulated(asked) from missing
        except Refusal:
            raise
        except Exception as problem:
            log.exception("%s %s failed", asked.service, asked.operation)
            raise _internal_error() from problem

    def _forward(self, asked: Asked, account_id: str | None) -> AwsAnswer:
        with self._context.store.transaction() as tx, process.filled(tx):
            pass
        # Only these services share their state with what we write into moto; others may take their time.
        with process.serialized() if asked.service in _HANDLERS else nullcontext():
            return answer(asked.for_moto(account_id))

    def _addressed(self, asked: Asked, body: bytes) -> bytes:
        """The body with the URLs of queues, which clients call, leading here."""
        if asked.service != "sqs":
            return body
        return body.replace(f"https://sqs.{asked.region}.amazonaws.com".encode(), self._context.public_url.encode())

    def _record(self, asked: Asked, write: Callable[[Any], None]) -> None:
        if asked.service in _HANDLERS:
            with self._context.store.transaction() as tx:
                write(tx)


def _refused(asked: Asked, refusal: Refusal) -> Response:
    note_refusal(refusal)
    answered = _error(asked, refusal)
    if isinstance(refusal, InjectedError) and refusal.status is not None:
        answered.status_code = refusal.status
    return answered


def _error(asked: Asked, refusal: Refusal) -> Response:
    """The refusal in the form that the service's protocol has for errors."""
    if asked.request.headers.get("X-Amz-Target"):
        told = json_envelope(asked.service, refusal, request_id())
        return Response(json.dumps(told.body), told.status, content_type="application/x-amz-json-1.1")
    if asked.service == "s3":
        status, xml = write_s3_error(_in_query_words(refusal), request_id())
        return Response(xml, status, content_type="application/xml")
    if asked.is_query or asked.service in _NAMESPACES:
        namespace = _NAMESPACES.get(asked.service, f"https://{asked.service}.amazonaws.com/doc/")
        status, xml = write_error(namespace, _in_query_words(refusal), request_id())
        return Response(xml, status, content_type="text/xml")
    answered = Response(json.dumps({"message": refusal.message}), 400, content_type="application/json")
    answered.headers["x-amzn-ErrorType"] = refusal.code
    return answered


def _in_query_words(refusal: Refusal) -> Refusal:
    """IAM and STS have a shorter name for credentials that are over."""
    if refusal.cause != "credentials.expired":
        return refusal
    return Refusal("ExpiredToken", refusal.message, cause=refusal.cause, facts=refusal.facts)


def _not_emulated(asked: Asked) -> Refusal:
    operation = asked.operation or f"{asked.request.method} {asked.request.path}"
    return Refusal(
        "InvalidAction" if asked.is_query else "UnknownOperationException",
        f"The emulator does not have the operation {asked.service}:{operation}.",
        cause="aws-api.operation-not-emulated",
        facts=Facts(where="operation", found=f"{asked.service}:{operation}", expected="an operation that moto has"),
    )


def _service_not_emulated(asked: Asked) -> Refusal:
    return Refusal(
        "InvalidAction" if asked.is_query else "UnknownOperationException",
        f"The emulator does not have the service {asked.service}.",
        cause="aws-api.service-not-emulated",
        facts=Facts(where="service", found=asked.service, expected="a service that moto has"),
    )


def _internal_error() -> Refusal:
    return Refusal(
        "InternalFailure",
        "An unexpected internal service exception was encountered",
        cause="aws-api.internal-error",
        facts=Facts(where="the emulator", found="an unexpected error; its log has the details", expected="none"),
    )
