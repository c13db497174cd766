"""Requests for AWS services that are not ours, answered by moto in this process, without a second server."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

log = logging.getLogger("emulator.accounts")

# Services whose host is not named after what requests for them are signed with, as far as moto plays them.
_HOSTS = {
    "budgets": "budgets",
    "iotdata": "data-ats.iot.{region}",
    "memorydb": "memory-db.{region}",
    "mobiletargeting": "pinpoint.{region}",
    "payment-cryptography": "controlplane.payment-cryptography.{region}",
    "sagemaker": "api.sagemaker.{region}",
    "timestream": "ingest.timestream.{region}",
}
_STREAMS_TARGET = "DynamoDBStreams_20120810."
# Of this connection only, or counted anew.
_OF_THE_CONNECTION = {"connection", "host", "transfer-encoding", "x-moto-account-id"}


class NotEmulated(Exception):
    """moto does not have the operation."""


class ServiceNotEmulated(NotEmulated):
    """moto does not have the service at all."""


@dataclass(frozen=True, kw_only=True)
class AwsRequest:
    """A request as it came in: `service` and `region` are those that it was signed for, `target` path and query."""

    service: str
    region: str
    account_id: str
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class AwsAnswer:
    """An answer, ready to be sent."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def succeeded(self) -> bool:
        """Whether the operation was done."""
        return self.status < 300


def answer(request: AwsRequest) -> AwsAnswer:
    """What moto answers, in the name of `account_id`. Raises NotEmulated, and ServiceNotEmulated."""
    from botocore.awsrequest import AWSPreparedRequest
    from botocore.compat import HTTPHeaders
    from moto.core.botocore_stubber import BotocoreStubber

    headers = HTTPHeaders()
    for name, value in request.headers:
        if name.lower() not in _OF_THE_CONNECTION:
            headers[name] = value
    headers["x-moto-account-id"] = request.account_id
    url = f"https://{_host(request)}{request.target}"
    prepared = AWSPreparedRequest(request.method, url, headers, request.body, stream_output=False)
    try:
        answered = BotocoreStubber().process_request(prepared)
    except (NotImplementedError, ModuleNotFoundError) as missing:
        log.info("moto has no %s %s: %s", request.service, request.target.partition("?")[0], missing)
        raise NotEmulated(str(missing)) from missing
    if answered is None or (answered[0] == 404 and answered[2] == "Not yet implemented"):
        raise NotEmulated(request.service) if _has_service(url) else ServiceNotEmulated(request.service)
    status, answered_headers, body = answered
    return AwsAnswer(
        status=int(status),
        headers=tuple(_sendable(answered_headers.items())),
        body=body.encode("utf-8") if isinstance(body, str) else bytes(body or b""),
    )


def _has_service(url: str) -> bool:
    from moto.backend_index import backend_url_patterns

    return any(pattern.match(url) for _, pattern in backend_url_patterns)


def _host(request: AwsRequest) -> str:
    if request.service == "dynamodb" and dict(request.headers).get("X-Amz-Target", "").startswith(_STREAMS_TARGET):
        return f"streams.dynamodb.{request.region}.amazonaws.com"
    host = _HOSTS.get(request.service, request.service + ".{region}").format(region=request.region)
    return f"{host}.amazonaws.com"


def _sendable(headers: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, str]]:
    for name, value in headers:
        if name.lower() not in _OF_THE_CONNECTION:
            for each in value if isinstance(value, list) else [value]:
                yield name, str(each)
