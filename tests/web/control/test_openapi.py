"""The OpenAPI document describes exactly the routes there are."""

import re
from typing import Any

import jsonschema
import pytest

from emulator.web.control.openapi import openapi_document
from emulator.web.control.route import Route
from emulator.web.control.routes import ROUTES
from tests.web.control.conftest import ControlClient

# The part of the OpenAPI 3.1 specification that the document uses.
STRUCTURE: dict[str, Any] = {
    "type": "object",
    "required": ["openapi", "info", "paths", "components"],
    "properties": {
        "openapi": {"pattern": r"^3\.1\.\d+$"},
        "info": {"type": "object", "required": ["title", "version"]},
        "servers": {"type": "array", "items": {"type": "object", "required": ["url"]}},
        "paths": {
            "propertyNames": {"pattern": "^/"},
            "additionalProperties": {
                "propertyNames": {"enum": ["get", "put", "post", "patch", "delete"]},
                "additionalProperties": {"$ref": "#/$defs/operation"},
            },
        },
    },
    "$defs": {
        "operation": {
            "type": "object",
            "required": ["operationId", "summary", "responses"],
            "properties": {
                "operationId": {"type": "string", "minLength": 1},
                "summary": {"type": "string", "minLength": 8},
                "parameters": {"type": "array", "items": {"$ref": "#/$defs/parameter"}},
                "requestBody": {"type": "object", "required": ["content"]},
                "responses": {
                    "propertyNames": {"pattern": "^([1-5][0-9][0-9]|default)$"},
                    "additionalProperties": {"type": "object", "required": ["description", "content"]},
                },
            },
        },
        "parameter": {
            "type": "object",
            "required": ["name", "in", "schema"],
            "properties": {"in": {"enum": ["path", "query"]}},
            "if": {"properties": {"in": {"const": "path"}}},
            "then": {"required": ["required"], "properties": {"required": {"const": True}}},
        },
    },
}


@pytest.fixture
def document() -> dict[str, Any]:
    return openapi_document(ROUTES, "http://127.0.0.1:8250")


def references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(references(value) for value in part.values()))
    return set().union(*(references(value) for value in part)) if isinstance(part, list) else set()


def test_document_has_the_structure_of_openapi(document: dict[str, Any]) -> None:
    jsonschema.validate(document, STRUCTURE)


def test_document_is_served(control: ControlClient) -> None:
    served = control.get("openapi.json")
    jsonschema.validate(served, STRUCTURE)
    assert served["servers"] == [{"url": control.url.removesuffix("/_emulator")}]


def test_every_reference_leads_to_a_schema_that_is_valid_json_schema(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert references(document) == {f"#/components/schemas/{name}" for name in schemas}
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_operations_are_those_of_the_table_each_under_a_name_of_its_own(document: dict[str, Any]) -> None:
    operations = {
        (method.upper(), path): operation["operationId"]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    table = {(route.method, "/_emulator/" + re.sub(r"<(\w+)>", r"{\1}", route.path)) for route in ROUTES}
    assert set(operations) == table
    assert len(set(operations.values())) == len(ROUTES)


def test_path_parameters_are_declared(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            declared = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
            assert declared == set(re.findall(r"{(\w+)}", path))


def answers_at_once(route: Route) -> bool:
    """Whether the route can be asked without knowing anything."""
    required = route.query.model_json_schema().get("required") if route.query else None
    return route.method == "GET" and "<" not in route.path and not required


@pytest.mark.parametrize("route", [each for each in ROUTES if answers_at_once(each)], ids=lambda route: route.path)
def test_answer_fits_its_schema(control: ControlClient, document: dict[str, Any], route: Any) -> None:
    control.send("PUT", "identity-source", json={"idp": {"metadata": "not XML"}})
    described = document["paths"][f"/_emulator/{route.path}"]["get"]["responses"]["200"]
    schema = described["content"]["application/json"]["schema"]
    jsonschema.validate(control.get(route.path), {**schema, "components": document["components"]})


def test_error_fits_its_schema(control: ControlClient, document: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/Error", "components": document["components"]}
    for sent in ({"json": {"advnce": 1}}, {"data": "x"}):
        jsonschema.validate(control.send("POST", "clock", **sent).json(), schema)
    jsonschema.validate(control.send("PUT", "identity-source", json={"idp": {"metadata": "x"}}).json(), schema)
