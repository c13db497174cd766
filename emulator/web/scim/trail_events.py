"""The CloudTrail events of SCIM requests (facts/scim.md §8)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from emulator.guide.refusal import Refusal
from emulator.identity_source.scim_tenants import ScimTenant, ScimToken
from emulator.permissions.instances import instance_of_identity_store
from emulator.store.transaction import Transaction
from emulator.trail.event import HIDDEN, Event, Origin
from emulator.trail.trail import record
from emulator.web.scim.call import Answer, Json

# Names whose values stay readable; everything else that is text is hidden.
_READABLE = {"id", "op", "path", "resourceType", "created", "lastModified"}


@dataclass(frozen=True, kw_only=True)
class RecordedRequest:
    """What an event tells of a request. `body` is None where there was none, or none that could be read."""

    operation: str
    read_only: bool
    item: str
    body: Json | None
    origin: Origin


def record_success(
    tx: Transaction, tenant: ScimTenant, token: ScimToken, request: RecordedRequest, answer: Answer
) -> None:
    """Write the event of a request that was done, in the transaction that did it."""
    response = None if request.read_only or answer.body is None else _response_elements(answer.body)
    _record(tx, tenant, token, request, "WebIdentityUser", {"responseElements": response})


def record_failure(
    tx: Transaction, tenant: ScimTenant, token: ScimToken, request: RecordedRequest, refusal: Refusal
) -> None:
    """Write the event of a request that was refused; its user is unknown, as in AWS's examples."""
    details = {"errorCode": refusal.code, "errorMessage": refusal.message, "responseElements": None}
    _record(tx, tenant, token, request, "Unknown", details)


def redacted_body(body: Json) -> Json:
    """A request body with everything hidden that may be personal; flags, ids, verbs and paths stay readable."""
    operations = next((value for name, value in body.items() if name.lower() == "operations"), None)
    if not isinstance(operations, list):
        return {name: _redacted(name, value) for name, value in body.items()}
    return {
        "operations": [_redacted_operation(operation) for operation in operations],
        **{name: _hidden(value) for name, value in body.items() if name.lower() != "operations"},
    }


def _redacted_operation(operation: Any) -> Any:
    if not isinstance(operation, dict):
        return HIDDEN
    redacted: Json = {}
    for name, value in operation.items():
        if name.lower() == "op":
            redacted["op"] = value.upper() if isinstance(value, str) else HIDDEN
        elif name.lower() == "value":
            redacted["value"] = HIDDEN
        else:
            redacted[name] = _redacted(name, value)
    return redacted


def _redacted(name: str, value: Any) -> Any:
    if name in _READABLE or name == "schemas" or isinstance(value, bool) or value is None:
        return value
    if isinstance(value, dict):
        return {inner: _redacted(inner, part) for inner, part in value.items()}
    if isinstance(value, list):
        return [_redacted(name, part) for part in value]
    return HIDDEN


def _hidden(value: Any) -> Any:
    return [HIDDEN for _ in value] if isinstance(value, list) else HIDDEN


def _response_elements(body: Json) -> Json:
    elements = {name: _redacted(name, value) for name, value in body.items() if name != "meta"}
    meta = body.get("meta")
    if meta is None:
        return elements
    return {
        "meta": {
            "created": _spoken(meta["created"]),
            "lastModified": _spoken(meta["lastModified"]),
            "resourceType": meta["resourceType"],
        },
        **elements,
    }


def _spoken(instant: str) -> str:
    """`2024-10-10T13:23:45Z` as the events have it: `Oct 10, 2024, 1:23:45 PM`."""
    moment = datetime.fromisoformat(instant)
    return f"{moment:%b} {moment.day}, {moment.year}, {moment.hour % 12 or 12}:{moment:%M:%S %p}"


def _record(
    tx: Transaction, tenant: ScimTenant, token: ScimToken, request: RecordedRequest, user_type: str, details: Json
) -> None:
    instance = instance_of_identity_store(tx, tenant.identity_store_id)
    account_id = instance.owner_account_id
    parameters: Json = {"tenantId": tenant.tenant_id}
    if request.body is not None:
        parameters = {"httpBody": redacted_body(request.body), **parameters}
    if request.item:
        parameters["id"] = request.item
    record(
        tx,
        Event(
            source="identitystore-scim.amazonaws.com",
            name=request.operation,
            account_id=account_id,
            region=instance.region,
            # unconfirmed: that the access key id is the id of the token.
            user_identity={"type": user_type, "accountId": account_id, "accessKeyId": token.token_id},
            origin=request.origin,
            details={
                "requestParameters": parameters,
                **details,
                "tlsDetails": {"clientProvidedHostHeader": f"scim.{instance.region}.amazonaws.com"},
            },
            version="1.10",
            read_only=request.read_only,
        ),
    )
