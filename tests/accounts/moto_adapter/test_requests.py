"""Requests for services that are not ours are answered in this process."""

import pytest

from emulator.accounts.moto_adapter.requests import AwsAnswer, AwsRequest, NotEmulated, ServiceNotEmulated, answer

FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


def asked(service: str, method: str = "POST", target: str = "/", body: bytes = b"", **headers: str) -> AwsAnswer:
    signed = ("Authorization", f"AWS4-HMAC-SHA256 Credential=X/20260101/us-east-1/{service}/aws4_request")
    sent = (signed, *((name.replace("_", "-"), value) for name, value in headers.items()))
    return answer(
        AwsRequest(
            service=service,
            region="us-east-1",
            account_id="222233334444",
            method=method,
            target=target,
            headers=(*sent, *(FORM if body.startswith(b"Action") else ())),
            body=body,
        )
    )


def test_the_answer_is_in_the_name_of_the_account() -> None:
    answered = asked("sts", body=b"Action=GetCallerIdentity&Version=2011-06-15")
    assert answered.succeeded
    assert b"<Account>222233334444</Account>" in answered.body


@pytest.mark.parametrize(
    ("service", "target"),
    [
        ("dynamodb", "DynamoDB_20120810.ListTables"),
        ("dynamodb", "DynamoDBStreams_20120810.ListStreams"),
        ("memorydb", "AmazonMemoryDB.DescribeClusters"),
        ("sagemaker", "SageMaker.ListModels"),
        ("timestream", "Timestream_20181101.ListDatabases"),
        ("logs", "Logs_20140328.DescribeLogGroups"),
    ],
)
def test_services_are_found_by_what_they_are_signed_with(service: str, target: str) -> None:
    headers = {"X_Amz_Target": target, "Content_Type": "application/x-amz-json-1.0"}
    answered = asked(service, body=b"{}", **headers)
    assert answered.status == 200, answered.body


def test_an_object_keeps_its_name_and_content() -> None:
    asked("s3", "PUT", "/mine")
    assert asked("s3", "PUT", "/mine/a%20b%2F%C3%BC", b"x", Content_Length="1").succeeded
    assert asked("s3", "GET", "/mine/a%20b%2F%C3%BC").body == b"x"
    assert "content-length" in {name.lower() for name, _ in asked("s3", "HEAD", "/mine/a%20b%2F%C3%BC").headers}


@pytest.mark.parametrize("service", ["kendra", "no-such-service"])
def test_a_service_that_moto_lacks_is_not_emulated(service: str) -> None:
    with pytest.raises(ServiceNotEmulated):
        asked(service, body=b"{}", X_Amz_Target="Foo.Bar")


@pytest.mark.parametrize(
    ("service", "path"), [("iam", "/"), ("account", "/listRegions")], ids=["by its name", "by its path"]
)
def test_an_operation_that_moto_lacks_is_not_emulated(service: str, path: str) -> None:
    with pytest.raises(NotEmulated) as caught:
        asked(service, "POST", path, body=b"Action=SimulatePrincipalPolicy&Version=2010-05-08")
    assert caught.type is NotEmulated
