"""The OpenAPI document of the control API, generated from its table of routes and the models they name."""

import inspect
import re
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from emulator.web.control.mistakes import Error
from emulator.web.control.route import Control, Route

_SCHEMAS = "#/components/schemas/"
_PATH_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def openapi(control: Control) -> dict[str, Any]:
    """This document."""
    return openapi_document(control.routes, control.context.public_url)


def openapi_document(routes: tuple[Route, ...], public_url: str) -> dict[str, Any]:
    """OpenAPI 3.1 for the routes, served at `public_url`."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        path = "/_emulator/" + _PATH_PARAMETER.sub(r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Identity Center emulator: control API",
            "version": version("identity-center-emulator"),
            "description": "Sets the emulator's state and clock, and tells what happened. Apart from AWS's APIs.",
        },
        "servers": [{"url": public_url}],
        "security": [{}, {"adminToken": []}],
        "paths": paths,
        "components": {
            "schemas": _schemas(routes),
            "securitySchemes": {
                "adminToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Asked for when the emulator runs with --admin-token.",
                }
            },
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": (inspect.getdoc(route.handler) or "").splitlines()[0],
        "parameters": _parameters(route),
        "responses": {
            str(route.status): {"description": "Done.", "content": _json(route.answer)},
            "default": {"description": "Not done; `error` says why.", "content": _json(Error)},
        },
    }
    if route.body is not None:
        operation["requestBody"] = {"content": _json(route.body)}
    if route.open:
        operation["security"] = []
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PATH_PARAMETER.findall(route.path)
    ]
    if route.query is None:
        return in_path
    properties = route.query.model_json_schema()["properties"]
    in_query = [
        {"name": name, "in": "query", "description": schema.pop("description", ""), "schema": schema}
        for name, schema in properties.items()
    ]
    return in_path + in_query


def _json(model: type[Any]) -> dict[str, Any]:
    schema = {"$ref": _SCHEMAS + model.__name__} if _is_model(model) else {"type": "object"}
    return {"application/json": {"schema": schema}}


def _is_model(model: type[Any]) -> bool:
    return isinstance(model, type) and issubclass(model, BaseModel)


def _schemas(routes: tuple[Route, ...]) -> dict[str, Any]:
    wanted: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(Error, "serialization"): None}
    for route in routes:
        if route.body is not None:
            wanted[(route.body, "validation")] = None
        if _is_model(route.answer):
            wanted[(route.answer, "serialization")] = None
    _, definitions = models_json_schema(list(wanted), ref_template=_SCHEMAS + "{model}")
    schemas: dict[str, Any] = definitions["$defs"]
    return schemas
