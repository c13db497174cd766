"""The gateway: everything below `/<tenant>/scim/v2` comes through here and leaves in SCIM's form."""

import json
import logging
import re

from flask import Blueprint, Response, request

from emulator.fault_injection.rule import SCIM
from emulator.guide.refusal import Refusal
from emulator.identity_source.scim_tenants import ScimTenant, ScimToken, authenticate
from emulator.identity_source.scim_throttling import is_throttled
from emulator.web.context import Context
from emulator.web.fault_injection import struck
from emulator.web.journal import note_refusal, origin, request_id
from emulator.web.scim.call import Answer, Call, Json
from emulator.web.scim.errors import error_body, internal_error, status_of
from emulator.web.scim.request_body import check_media_type, check_size, read_object
from emulator.web.scim.routes import Route, find_route
from emulator.web.scim.throttle import Throttle
from emulator.web.scim.trail_events import RecordedRequest, record_failure, record_success

log = logging.getLogger("emulator.scim")

_PATH = re.compile(r"/(?P<tenant>[^/]+)/scim/v2(?P<rest>.*)", re.DOTALL)
_WITH_BODY = {"POST", "PUT", "PATCH"}


def scim_blueprint(context: Context) -> Blueprint:
    """The SCIM API.

    It takes its requests before Flask's routing, which would answer unknown paths, methods and double slashes itself,
    and not in SCIM's form.
    """
    blueprint = Blueprint("scim", __name__)
    gateway = _Gateway(context)

    @blueprint.before_app_request
    def _serve() -> Response | None:
        found = _PATH.fullmatch(request.path)
        return gateway.respond(found["tenant"], found["rest"]) if found else None

    return blueprint


class _Gateway:
    """Turns the current Flask request into a call of the right handler, and its result into a response."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._throttle = Throttle(context.clock)

    def respond(self, tenant_id: str, path: str) -> Response:
        try:
            answer = self._answer(tenant_id, path)
        except Refusal as refusal:
            return self._refused(refusal)
        except Exception:
            log.exception("SCIM request %s %s failed", request.method, request.path)
            return self._refused(internal_error())
        # AWS sends the content type with empty answers too.
        content = "" if answer.body is None else json.dumps(answer.body, ensure_ascii=False)
        return Response(content, answer.status, content_type="application/json")

    def _refused(self, refusal: Refusal) -> Response:
        note_refusal(refusal)
        body = error_body(refusal, request_id=request_id(), now=self._context.clock.now())
        return Response(json.dumps(body), status_of(refusal), content_type="application/json")

    def _answer(self, tenant_id: str, path: str) -> Answer:
        with self._context.store.transaction() as tx:
            tenant, token = authenticate(tx, tenant_id, request.headers.get("Authorization"))
            throttled = is_throttled(tx)
        route, item = find_route(request.method, path)
        body: Json | None = None
        fault = struck(self._context, SCIM, route.operation or f"{route.method} {route.path}")
        try:
            fault.before_work()
            if throttled:
                self._throttle.count(tenant.identity_store_id, read=route.method == "GET")
            body = _body(route)
            answer = self._call(tenant, token, route, item, body)
        except Refusal as refusal:
            if route.operation is not None:
                with self._context.store.transaction() as tx:
                    record_failure(tx, tenant, token, _recorded(route, route.operation, item, body), refusal)
            raise
        fault.after_work()
        return answer

    def _call(self, tenant: ScimTenant, token: ScimToken, route: Route, item: str, body: Json | None) -> Answer:
        """Run the handler and write its event in one transaction; a refusal undoes both."""
        with self._context.store.transaction() as tx:
            call = Call(
                tx=tx,
                tenant=tenant,
                base_url=f"{self._context.public_url}/{tenant.tenant_id}/scim/v2",
                item=item,
                query=request.args.to_dict(),
                body=body or {},
            )
            answer = route.handler(call)
            if route.operation is not None:
                record_success(tx, tenant, token, _recorded(route, route.operation, item, body), answer)
        return answer


def _body(route: Route) -> Json | None:
    """The JSON object that the request carries; None for a method without body. Raises Refusal."""
    if route.method not in _WITH_BODY:
        return None
    check_size(request.content_length)
    check_media_type(request.mimetype)
    content = request.get_data()
    check_size(len(content))
    return read_object(content)


def _recorded(route: Route, operation: str, item: str, body: Json | None) -> RecordedRequest:
    # unconfirmed: AWS's examples of events are all of writes.
    read_only = route.method == "GET"
    return RecordedRequest(operation=operation, read_only=read_only, item=item, body=body, origin=origin())
