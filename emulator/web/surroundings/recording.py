"""The CloudTrail events of calls to IAM, STS and Organizations."""

import re

from emulator.accounts.moto_adapter.requests import AwsAnswer
from emulator.accounts.saml_federation_events import record_refused_role
from emulator.guide.refusal import Refusal
from emulator.store.transaction import Transaction
from emulator.web.aws_api.call import Json
from emulator.web.aws_api.envelopes import json_envelope
from emulator.web.aws_api.model import operation_model
from emulator.web.aws_api.recording import RecordedCall, record_failure, record_success
from emulator.web.aws_api.service import Service
from emulator.web.surroundings.asked import Asked
from emulator.web.surroundings.query import read_parameters

# In XML, then in JSON.
_CODE = re.compile(rb"<Code>([^<]*)</Code>|\"__type\":\s*\"(?:[^\"#]*#)?([^\"]*)\"")
_MESSAGE = re.compile(rb"<Message>([^<]*)</Message>|\"[Mm]essage\":\s*\"((?:[^\"\\]|\\.)*)\"")
# CloudTrail has their events in one Region.
_GLOBAL = {"iam", "organizations"}


def record_answer(tx: Transaction, asked: Asked, answered: AwsAnswer) -> None:
    """Write the event of a call that was answered; AssumeRoleWithSAML has written its own."""
    call = _call(asked)
    if call is None or asked.operation == "AssumeRoleWithSAML":
        return
    if answered.succeeded:
        record_success(tx, call, _parameters(asked, call) or {}, {})
        return
    code, message = (_found(pattern, answered.body) for pattern in (_CODE, _MESSAGE))
    record_failure(tx, call, _parameters(asked, call), _in_full(call, Refusal(code, message, cause="")))


def record_refusal(tx: Transaction, asked: Asked, refusal: Refusal) -> None:
    """Write the event of a call that we have refused."""
    call = _call(asked)
    if call is None:
        return
    if asked.operation == "AssumeRoleWithSAML":
        role_arn, provider_arn = asked.form.get("RoleArn", ""), asked.form.get("PrincipalArn", "")
        record_refused_role(tx, role_arn, provider_arn, _in_full(call, refusal), asked.origin)
    else:
        record_failure(tx, call, _parameters(asked, call), _in_full(call, refusal))


def _in_full(call: RecordedCall, refusal: Refusal) -> Refusal:
    """Where an API shortens the name of an exception, CloudTrail writes it in full.

    unconfirmed: that it does so for STS, as it does for IAM.
    """
    names = {shape.error_code: shape.name for shape in call.model.error_shapes}
    return Refusal(names.get(refusal.code, refusal.code), refusal.message, cause="")


def _call(asked: Asked) -> RecordedCall | None:
    """What the event tells of the call; None for what is no operation."""
    model = operation_model(asked.service, asked.operation)
    if model is None:
        return None
    source = f"{asked.service}.amazonaws.com"
    service = Service(
        name=asked.service, signing_name=asked.service, handlers={}, envelope=json_envelope, event_source=source
    )
    region = "us-east-1" if asked.service in _GLOBAL else asked.region
    return RecordedCall(service=service, model=model, caller=asked.caller, region=region, origin=asked.origin)


def _parameters(asked: Asked, call: RecordedCall) -> Json | None:
    """The parameters; None where they cannot be read."""
    try:
        return read_parameters(call.model.input_shape, asked.form) if asked.is_query else asked.json
    except Refusal:
        return None


def _found(pattern: re.Pattern[bytes], body: bytes) -> str:
    found = pattern.search(body)
    return (found[1] or found[2] or b"").decode("utf-8", "replace") if found else ""
