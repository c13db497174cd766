"""Which service and which operation a request means: by credential scope, then X-Amz-Target, then path."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Request

from emulator.web.aws_api.service import Service

_CREDENTIAL = re.compile(
    r"(?:^|[\s,])Credential=(?P<key>[^/\s,]+)/\d{8}/(?:(?P<region>[^/\s,]+)/)?(?P<service>[^/\s,]+)/aws4_request"
)


_PROVEN_ACTION = re.compile(rb"(?:^|&)Action=(?:AssumeRoleWithSAML|AssumeRoleWithWebIdentity)(?:&|$)")


@dataclass(frozen=True)
class Scope:
    """What a SigV4 signature says about the request; `region` is None in a signature for many Regions."""

    access_key_id: str
    region: str | None
    service: str


@dataclass(frozen=True)
class Destination:
    """A service of ours and the operation asked of it, which the service may not have."""

    service: Service
    operation: str
    scope: Scope | None


@dataclass(frozen=True)
class Foreign:
    """A request of the AWS protocol for a service that is not ours."""

    service: str


def destination_of(request: Request, services: Sequence[Service]) -> Destination | Foreign | None:
    """Where the request goes; None when it is no AWS request at all."""
    scope = credential_scope(request)
    of_scope = [service for service in services if scope is not None and scope.service == service.signing_name]
    if scope is not None and not of_scope:
        return Foreign(scope.service)
    target = request.headers.get("X-Amz-Target") if _is_post_to_root(request) else None
    if target is not None:
        return _by_target(target, of_scope, services, scope)
    for service in services:
        for place in service.paths:
            if (request.method, request.path) == (place.method, place.path) and _has_query(request, place.query):
                return Destination(service, place.operation, scope)
    if is_unsigned_sts(request):
        return Foreign("sts")
    return Destination(of_scope[0], "", scope) if of_scope else None


def credential_scope(request: Request) -> Scope | None:
    """The scope in the Authorization header, or in the query string of a presigned request."""
    presigned = request.args.get("X-Amz-Credential")
    text = f"Credential={presigned}" if presigned else request.headers.get("Authorization", "")
    found = _CREDENTIAL.search(text)
    return Scope(found["key"], found["region"], found["service"]) if found else None


def is_unsigned_sts(request: Request) -> bool:
    """Whether this is one of the calls of STS that carry their proof in a form and so need no signature."""
    if not _is_post_to_root(request) or request.mimetype != "application/x-www-form-urlencoded":
        return False
    return _PROVEN_ACTION.search(request.get_data(cache=True, parse_form_data=False)) is not None


def _by_target(
    target: str, of_scope: Sequence[Service], services: Sequence[Service], scope: Scope | None
) -> Destination | Foreign:
    prefix, _, operation = target.rpartition(".")
    for service in of_scope or services:
        if service.target_prefix is not None and service.target_prefix == prefix:
            if service.shared and operation not in service.handlers:
                return Foreign(service.signing_name)
            return Destination(service, operation, scope)
    return Destination(of_scope[0], target, scope) if of_scope else Foreign(prefix or target)


def _is_post_to_root(request: Request) -> bool:
    return request.method == "POST" and request.path == "/"


def _has_query(request: Request, query: Mapping[str, str]) -> bool:
    return all(request.args.get(name) == value for name, value in query.items())
