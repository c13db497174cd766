"""The CloudTrail events of API calls: lower camel case, sensitive values hidden (facts/signin.md §5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from emulator.accounts.caller import Caller
from emulator.guide.refusal import Refusal
from emulator.store.transaction import Transaction
from emulator.trail.event import HIDDEN, Event, Origin
from emulator.trail.trail import record
from emulator.web.aws_api.call import Json
from emulator.web.aws_api.model import Shape, is_document, lower_camel
from emulator.web.aws_api.service import Service

_READING_VERBS = ("Get", "List", "Describe", "Is", "Lookup", "Search")


@dataclass(frozen=True, kw_only=True)
class RecordedCall:
    """What an event tells of a call, whether it succeeded or not. `model` is botocore's OperationModel."""

    service: Service
    model: Any
    caller: Caller
    region: str
    origin: Origin

    @property
    def read_only(self) -> bool:
        """Whether the operation changes nothing; older models do not say so, the verb does."""
        return str(self.model.name).startswith(_READING_VERBS)


def record_success(tx: Transaction, call: RecordedCall, parameters: Mapping[str, Any], output: Json) -> None:
    """Write the event of a call that was done, in the transaction that did it."""
    response = None if call.read_only else _redacted(call.model.output_shape, output) or None
    _record(tx, call, parameters, response=response)


def record_failure(tx: Transaction, call: RecordedCall, parameters: Json | None, refusal: Refusal) -> None:
    """Write the event of a call that was refused; `parameters` is None where the request could not be read."""
    error = {"errorCode": refusal.code, "errorMessage": refusal.message}
    _record(tx, call, parameters, error=error)


def _record(
    tx: Transaction,
    call: RecordedCall,
    parameters: Mapping[str, Any] | None,
    *,
    error: Json | None = None,
    response: Json | None = None,
) -> None:
    source = call.service.event_source
    if source is None:
        return
    known = _redacted(call.model.input_shape, parameters) if parameters is not None else None
    prefix = call.model.service_model.endpoint_prefix
    record(
        tx,
        Event(
            source=source,
            name=call.model.name,
            account_id=call.caller.account_id,
            region=call.region,
            user_identity=call.caller.user_identity,
            origin=call.origin,
            details={
                **(error or {}),
                "requestParameters": known or None,
                "responseElements": response,
                "tlsDetails": {"clientProvidedHostHeader": f"{prefix}.{call.region}.amazonaws.com"},
            },
            read_only=call.read_only,
            user_name=call.caller.event_name,
        ),
    )


def _redacted(shape: Shape | None, value: Any) -> Any:
    if shape is None or value is None:
        return None
    if shape.metadata.get("sensitive") or is_document(shape):
        return HIDDEN
    if isinstance(value, Mapping) and shape.type_name == "structure":
        return {
            lower_camel(name): _redacted(member, value[name])
            for name, member in shape.members.items()
            if value.get(name) is not None
        }
    if isinstance(value, Mapping):
        return {key: _redacted(shape.value, part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(shape.member, part) for part in value]
    return _spoken(value) if isinstance(value, datetime) else value


def _spoken(moment: datetime) -> str:
    """Instants as CloudTrail prints them: `Oct 10, 2024, 1:23:45 PM`."""
    return f"{moment:%b} {moment.day}, {moment.year}, {moment.hour % 12 or 12}:{moment:%M:%S %p}"
