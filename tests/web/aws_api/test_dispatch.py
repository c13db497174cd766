"""A request finds its service by credential scope, then X-Amz-Target, then path (facts/awsapi.md §4.1)."""

import pytest
import requests
from flask import Request
from werkzeug.test import EnvironBuilder

from emulator.web.aws_api.dispatch import Destination, Foreign, Scope, credential_scope, destination_of
from emulator.web.aws_api.services import SERVICES
from tests.conftest import RunningEmulator


def signed(service: str, region: str = "us-east-1") -> dict[str, str]:
    credential = f"AKIAEXAMPLE/20260102/{region}/{service}/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=00"}


def where(method: str = "POST", path: str = "/", headers: dict[str, str] | None = None) -> str | None:
    builder = EnvironBuilder(method=method, path=path, headers=headers or {})
    try:
        found = destination_of(Request(builder.get_environ()), SERVICES)
    finally:
        builder.close()
    if isinstance(found, Destination):
        return f"{found.service.name}:{found.operation}"
    return f"foreign:{found.service}" if isinstance(found, Foreign) else None


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({**signed("identitystore"), "X-Amz-Target": "AWSIdentityStore.ListUsers"}, "identitystore:ListUsers"),
        ({**signed("sso"), "X-Amz-Target": "SWBExternalService.ListInstances"}, "sso-admin:ListInstances"),
        ({"X-Amz-Target": "AWSIdentityStore.ListUsers"}, "identitystore:ListUsers"),
        ({**signed("sso"), "X-Amz-Target": "AWSIdentityStore.ListUsers"}, "sso-admin:AWSIdentityStore.ListUsers"),
        ({**signed("identitystore")}, "identitystore:"),
        ({**signed("dynamodb"), "X-Amz-Target": "DynamoDB_20120810.ListTables"}, "foreign:dynamodb"),
        ({**signed("iam")}, "foreign:iam"),
        ({"X-Amz-Target": "DynamoDB_20120810.ListTables"}, "foreign:DynamoDB_20120810"),
        ({}, None),
        ({"Authorization": "Bearer abc"}, None),
    ],
)
def test_json_request_goes_to(headers: dict[str, str], expected: str | None) -> None:
    assert where(headers=headers) == expected


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/federation/credentials?role_name=x", "sso:GetRoleCredentials"),
        ("GET", "/assignment/accounts", "sso:ListAccounts"),
        ("GET", "/assignment/roles", "sso:ListAccountRoles"),
        ("POST", "/logout", "sso:Logout"),
        ("POST", "/client/register", "sso-oidc:RegisterClient"),
        ("POST", "/device_authorization", "sso-oidc:StartDeviceAuthorization"),
        ("POST", "/token", "sso-oidc:CreateToken"),
        ("POST", "/token?aws_iam=t", "sso-oidc:CreateTokenWithIAM"),
        ("GET", "/token", None),
        ("GET", "/start", None),
    ],
)
def test_unsigned_request_goes_by_its_path(method: str, path: str, expected: str | None) -> None:
    assert where(method, path) == expected


def test_portal_request_signed_as_awsssoportal_goes_by_its_path() -> None:
    assert where("GET", "/assignment/accounts", signed("awsssoportal")) == "sso:ListAccounts"


def test_scope_of_a_presigned_request_is_in_the_query() -> None:
    path = "/?X-Amz-Credential=AKIAEXAMPLE%2F20260102%2Feu-west-1%2Fidentitystore%2Faws4_request"
    builder = EnvironBuilder(path=path)
    assert credential_scope(Request(builder.get_environ())) == Scope("AKIAEXAMPLE", "eu-west-1", "identitystore")
    builder.close()


def test_signature_for_many_regions_names_none() -> None:
    headers = {"Authorization": "AWS4-ECDSA-P256-SHA256 Credential=AKIA/20260102/sts/aws4_request, SignedHeaders=x"}
    builder = EnvironBuilder(headers=headers)
    assert credential_scope(Request(builder.get_environ())) == Scope("AKIA", None, "sts")
    builder.close()


def test_unknown_operation_is_refused_without_a_message(emulator: RunningEmulator) -> None:
    headers = {**signed("identitystore"), "X-Amz-Target": "AWSIdentityStore.CreateParty"}
    answer = requests.post(emulator.url, data="{}", headers=headers, timeout=5)
    assert (answer.status_code, answer.json()) == (400, {"__type": "UnknownOperationException"})
    assert answer.headers["x-emulator-cause"] == "aws-api.unknown-operation"


def test_every_answer_has_a_request_id(emulator: RunningEmulator) -> None:
    headers = {"X-Amz-Target": "AWSIdentityStore.ListIdentityStores"}
    answer = requests.post(emulator.url, data="{}", headers=headers, timeout=5)
    assert len(answer.headers["x-amzn-RequestId"]) == 36
