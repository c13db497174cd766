"""What clients see of an injected fault, on every surface."""

import time
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from tests.conftest import RunningEmulator
from tests.web.scim.client import ScimClient, person

Inject = Callable[..., dict[str, Any]]


@pytest.fixture
def inject(emulator: RunningEmulator) -> Inject:
    def post(**rule: Any) -> dict[str, Any]:
        answer = requests.post(f"{emulator.url}/_emulator/faults", json=rule, timeout=10)
        assert answer.status_code == 201, answer.text
        injected: dict[str, Any] = answer.json()
        return injected

    return post


@pytest.fixture
def scim(emulator: RunningEmulator) -> ScimClient:
    return ScimClient(emulator.url, emulator.context)


def client(emulator: RunningEmulator, service: str, attempts: int = 1) -> Any:
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=emulator.url,
        aws_access_key_id="111122223333",
        aws_secret_access_key="any",
        config=Config(retries={"total_max_attempts": attempts, "mode": "standard"}),
    )


def last_request(emulator: RunningEmulator, **query: Any) -> dict[str, Any]:
    found = requests.get(f"{emulator.url}/_emulator/requests", params=query, timeout=10).json()["requests"]
    entry: dict[str, Any] = found[-1]
    return entry


def test_scim_answers_in_its_own_envelope_and_does_nothing(scim: ScimClient, inject: Inject) -> None:
    inject(service="scim", operation="CreateUser", error={"status": 503, "message": "Later, please."})
    answer = scim.post("/Users", person("jane"))
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (503, "fault.answered-with-error")
    body = answer.json()
    assert (body["status"], body["detail"]) == ("503", "Later, please.")
    assert body["exceptionRequestId"] == answer.headers["x-amzn-RequestId"]
    assert scim.get("/Users").json()["totalResults"] == 0
    assert scim.post("/Users", person("jane")).status_code == 201


def test_scim_carries_out_and_answers_with_the_error_all_the_same(scim: ScimClient, inject: Inject) -> None:
    inject(service="scim", operation="CreateUser", drop_after_commit=True, error={"status": 429})
    answer = scim.post("/Users", person("jane"))
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (429, "fault.carried-out-all-the-same")
    again = scim.post("/Users", person("jane"))
    assert (again.status_code, again.json()["detail"]) == (409, "Refused to create a new, duplicate resource.")


def test_an_answer_gets_lost_and_the_journal_keeps_it(
    emulator: RunningEmulator, scim: ScimClient, inject: Inject
) -> None:
    inject(service="scim", operation="CreateUser", drop_after_commit=True)
    with pytest.raises(requests.ConnectionError, match="Remote end closed connection"):
        scim.post("/Users", person("jane"))
    entry = last_request(emulator, cause="fault.answer-lost")
    assert (entry["status"], "jane@example.com" in entry["response_body"]) == (201, True)
    assert scim.get("/Users").json()["totalResults"] == 1


def test_the_diagnosis_explains_the_cause_that_the_fault_names(
    emulator: RunningEmulator, scim: ScimClient, inject: Inject
) -> None:
    fault = inject(service="scim", error={"status": 429, "cause": "scim.throttled"})
    assert scim.get("/Users").headers["x-emulator-cause"] == "scim.throttled"
    (refusal,) = requests.get(f"{emulator.url}/_emulator/refusals", timeout=10).json()["refusals"]
    assert refusal["diagnosis"]["title"] == "Too many requests in one second"
    assert fault["fault_id"] in refusal["diagnosis"]["found"]


def test_an_sdk_retries_what_was_throttled(emulator: RunningEmulator, inject: Inject) -> None:
    inject(service="sso-admin", operation="ListInstances", error={"code": "ThrottlingException"})
    with pytest.raises(ClientError) as refused:
        client(emulator, "sso-admin").list_instances()
    assert refused.value.response["Error"]["Code"] == "ThrottlingException"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    inject(service="sso-admin", operation="ListInstances", error={"code": "ThrottlingException"})
    answer = client(emulator, "sso-admin", attempts=2).list_instances()
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1


def test_an_operation_of_an_aws_api_is_carried_out_and_its_answer_lost(
    emulator: RunningEmulator, inject: Inject
) -> None:
    store_id = client(emulator, "sso-admin").list_instances()["Instances"][0]["IdentityStoreId"]
    inject(service="identitystore", operation="CreateGroup", drop_after_commit=True)
    directory = client(emulator, "identitystore")
    with pytest.raises(ConnectionClosedError):
        directory.create_group(IdentityStoreId=store_id, DisplayName="Engineers")
    assert [group["DisplayName"] for group in directory.list_groups(IdentityStoreId=store_id)["Groups"]] == [
        "Engineers"
    ]


def test_the_portal_api_throttles_by_its_own_exception(emulator: RunningEmulator, inject: Inject) -> None:
    inject(service="sso", operation="ListAccountRoles", error={"status": 429})
    with pytest.raises(ClientError) as refused:
        client(emulator, "sso").list_account_roles(accessToken="any", accountId="222233334444")
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert refused.value.response["Error"]["Code"] == "TooManyRequestsException"


def test_the_oidc_service_answers_in_the_words_of_oauth(emulator: RunningEmulator, inject: Inject) -> None:
    inject(service="sso-oidc", operation="RegisterClient", error={"status": 500, "code": "InternalServerException"})
    answer = requests.post(f"{emulator.url}/client/register", json={}, timeout=10)
    assert (answer.status_code, answer.json()["error"]) == (500, "server_error")


@pytest.mark.parametrize("drop_after_commit", [False, True])
def test_a_service_around_ours_fails_in_xml(
    emulator: RunningEmulator, inject: Inject, drop_after_commit: bool
) -> None:
    error = {"status": 400, "code": "Throttling", "message": "Rate exceeded"}
    inject(service="iam", operation="CreateRole", drop_after_commit=drop_after_commit, error=error)
    iam = client(emulator, "iam")
    with pytest.raises(ClientError, match="Rate exceeded") as refused:
        iam.create_role(RoleName="Deploy", AssumeRolePolicyDocument="{}")
    assert refused.value.response["Error"]["Code"] == "Throttling"
    names = [role["RoleName"] for role in iam.list_roles()["Roles"]]
    assert ("Deploy" in names) is drop_after_commit


@pytest.mark.parametrize(("service", "path"), [("sign-in", "/platform/login"), ("portal", "/start")])
@pytest.mark.parametrize("drop_after_commit", [False, True])
def test_a_page_fails_as_a_page(
    emulator: RunningEmulator, inject: Inject, service: str, path: str, drop_after_commit: bool
) -> None:
    inject(service=service, operation="GET", drop_after_commit=drop_after_commit, error={"status": 503})
    answer = requests.get(emulator.url + path, timeout=10, allow_redirects=False)
    assert (answer.status_code, answer.headers["x-emulator-cause"].partition(".")[0]) == (503, "fault")
    assert "It&#39;s not you, it&#39;s us" in answer.text
    assert requests.get(emulator.url + path, timeout=10, allow_redirects=False).status_code == 302


def test_a_late_answer_is_the_right_one(scim: ScimClient, inject: Inject) -> None:
    inject(service="scim", delay_seconds=0.2)
    started = time.monotonic()
    answer = scim.get("/Users")
    assert time.monotonic() - started >= 0.2
    assert (answer.status_code, "x-emulator-cause" in answer.headers) == (200, False)


def test_a_refused_request_is_refused_for_its_own_reason_after_which_nothing_is_lost(
    scim: ScimClient, inject: Inject
) -> None:
    """There is nothing to drop where nothing was carried out."""
    inject(service="scim", operation="CreateUser", drop_after_commit=True)
    assert scim.post("/Users", {}).headers["x-emulator-cause"] != "fault.answer-lost"


def test_the_protocol_of_aws_on_the_path_of_a_page_is_no_page(emulator: RunningEmulator, inject: Inject) -> None:
    inject(service="portal", error={"status": 503})
    scope = "AWS4-HMAC-SHA256 Credential=111122223333/20260301/us-east-1/sso/aws4_request, Signature=0"
    answer = requests.get(f"{emulator.url}/start", headers={"Authorization": scope}, timeout=10)
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (400, "aws-api.unknown-operation")


def test_a_request_that_is_too_large_to_be_looked_at_is_refused_as_ever(emulator: RunningEmulator) -> None:
    connection = HTTPConnection(urlsplit(emulator.url).netloc, timeout=10)
    connection.putrequest("POST", "/")
    scope = "AWS4-HMAC-SHA256 Credential=111122223333/20260301/us-east-1/iam/aws4_request, Signature=0"
    connection.putheader("Authorization", scope)
    connection.putheader("Content-Type", "application/x-www-form-urlencoded")
    # Announced only: it is refused before anything of it is read.
    connection.putheader("Content-Length", str(33 * 1024 * 1024))
    connection.endheaders(b"Action=CreateRole")
    answer = connection.getresponse()
    assert (answer.status, answer.headers["x-emulator-cause"]) == (413, "aws-api.too-large")
    connection.close()
