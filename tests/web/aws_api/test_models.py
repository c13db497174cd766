"""The table of services agrees with the models of the installed botocore, and what it lacks is refused as such."""

import itertools
from typing import Any

import pytest
import requests

from emulator.web.aws_api.model import operation_model, service_model
from emulator.web.aws_api.patterns import compiled
from emulator.web.aws_api.service import Service
from emulator.web.aws_api.services import SERVICES, coverage
from tests.conftest import RunningEmulator

# How many operations the newest model had when each service became complete; newer ones may come, and are named then.
COMPLETE = {"identitystore": 22, "sso-admin": 79, "sso": 4, "sso-oidc": 4}

OURS = [service for service in SERVICES if not getattr(service, "shared", False)]


@pytest.mark.parametrize("service", OURS, ids=lambda service: service.name)
def test_the_table_repeats_what_the_model_says(service: Service) -> None:
    model = service_model(service.name)
    assert service.signing_name == model.signing_name
    assert service.target_prefix == model.metadata.get("targetPrefix")
    paths = {
        operation: (http["method"], http["requestUri"])
        for operation in model.operation_names
        if (http := model.operation_model(operation).http)["requestUri"] != "/"
    }
    written = {place.operation: (place.method, place.path + _query(place.query)) for place in service.paths}
    assert written == paths


def _query(query: Any) -> str:
    return "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else ""


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_handler_is_an_operation_of_the_newest_model(service: Service) -> None:
    assert set(service.handlers) <= set(service_model(service.name).operation_names)


@pytest.mark.parametrize("name", sorted(COMPLETE))
def test_every_operation_of_the_model_is_emulated(name: str) -> None:
    (found,) = [covered for covered in coverage() if covered.service == name]
    assert found.missing == ()
    assert len(found.emulated) >= COMPLETE[name]


def test_an_operation_without_handler_answers_a_defined_error(emulator: RunningEmulator) -> None:
    missing = [
        (service, operation)
        for service in OURS
        if service.target_prefix is not None
        for operation in service_model(service.name).operation_names
        if operation not in service.handlers
    ]
    for service, operation in missing:
        target = f"{service.target_prefix}.{operation}"
        answer = requests.post(emulator.url, data="{}", headers={"X-Amz-Target": target}, timeout=5)
        assert (answer.status_code, answer.json()["__type"]) == (400, "UnknownOperationException")
        assert answer.headers["x-emulator-cause"] == "aws-api.operation-not-emulated"


@pytest.mark.parametrize("name", ["identitystore", "sso-admin", "sso", "sso-oidc", "cloudtrail"])
def test_every_pattern_of_the_model_can_be_compiled(name: str) -> None:
    model = service_model(name)
    patterns = [model.shape_for(shape).metadata.get("pattern") for shape in model.shape_names]
    for pattern in filter(None, patterns):
        assert "&&" not in pattern, "an intersection of character classes is Java's own"
        compiled(pattern)


@pytest.mark.parametrize("name", ["sso", "sso-oidc"])
def test_members_travel_only_where_they_are_read_and_written(name: str) -> None:
    model = service_model(name)
    for operation in map(model.operation_model, model.operation_names):
        for shape, allowed in ((operation.input_shape, {"header", "querystring"}), (operation.output_shape, set())):
            places = {member.serialization.get("location") for member in shape.members.values()} if shape else set()
            assert places - {None} <= allowed, operation.name


def test_an_operation_that_the_installed_model_lacks_is_not_there() -> None:
    assert operation_model("identitystore", "CreateParty") is None


def test_no_two_services_share_a_target_or_a_path() -> None:
    for one, other in itertools.combinations(SERVICES, 2):
        assert one.target_prefix is None or one.target_prefix != other.target_prefix
        assert not {place.path for place in one.paths} & {place.path for place in other.paths}
