"""What moto plays: no secrets of other services in the journal, and a clear word where moto lacks something."""

import pytest
import requests
from botocore.exceptions import ClientError

from tests.web.aws_api.conftest import RefusedCall, Surroundings


def test_what_other_services_are_sent_is_not_in_the_journal(surroundings: Surroundings) -> None:
    surroundings.client("ssm").put_parameter(Name="db", Value="hunter2-hunter2", Type="SecureString")
    surroundings.client("secretsmanager").create_secret(Name="db", SecretString="hunter2-hunter2")
    journal = requests.get(f"{surroundings.emulator.url}/_emulator/requests", timeout=10)
    assert journal.status_code == 200
    assert "hunter2" not in journal.text
    assert "(left out)" in journal.text


def test_what_iam_is_asked_is_in_the_journal_without_passwords(surroundings: Surroundings) -> None:
    iam = surroundings.client("iam")
    iam.create_user(UserName="bob")
    iam.create_login_profile(UserName="bob", Password="hunter2-hunter2")
    secret = iam.create_access_key(UserName="bob")["AccessKey"]["SecretAccessKey"]
    journal = requests.get(f"{surroundings.emulator.url}/_emulator/requests", timeout=10).text
    events = requests.get(f"{surroundings.emulator.url}/_emulator/events", timeout=10).text
    assert "CreateLoginProfile" in journal
    assert "CreateLoginProfile" in events
    for text in (journal, events):
        assert "hunter2" not in text
        assert secret not in text


def test_a_service_that_moto_lacks_is_named(surroundings: Surroundings) -> None:
    with pytest.raises(ClientError) as caught:
        surroundings.client("kendra").list_indices()
    refused = RefusedCall.of(caught.value)
    assert refused.cause == "aws-api.service-not-emulated"
    assert refused.message == "The emulator does not have the service kendra."


def test_a_failure_of_moto_is_an_error_of_the_server(surroundings: Surroundings) -> None:
    headers = {
        "Authorization": "AWS4-HMAC-SHA256 Credential=X/20260101/us-east-1/organizations/aws4_request",
        "X-Amz-Target": "AWSOrganizationsV20161128.CreateAccount",
    }
    answer = requests.post(surroundings.emulator.url, json={"AccountName": "x"}, headers=headers, timeout=10)
    assert answer.status_code == 500
    assert answer.json()["__type"] == "InternalFailure"
    assert answer.headers["x-emulator-cause"] == "aws-api.internal-error"


def test_an_unsigned_request_that_is_nobodys_stays_with_the_pages(surroundings: Surroundings) -> None:
    answer = requests.post(f"{surroundings.emulator.url}/", data={"Action": "ListRoles"}, timeout=10)
    assert answer.status_code in (404, 405)


def test_a_body_that_is_too_large_is_refused(surroundings: Surroundings) -> None:
    s3 = surroundings.client("s3")
    s3.create_bucket(Bucket="mine")
    with pytest.raises(ClientError) as caught:
        s3.put_object(Bucket="mine", Key="big", Body=bytes(32 * 1024 * 1024 + 1))
    assert RefusedCall.of(caught.value).cause == "aws-api.too-large"
